package dev.cleave.gpu;

/**
 * Bytes that are to be copied on the device.
 *
 * @param source where they are
 * @param sourceOffset the first of them there
 * @param target where they are to be
 * @param targetOffset the first of them there
 * @param byteSize how many: 1 or more
 */
public record RangeCopy(
        DeviceBlock source, long sourceOffset, DeviceBlock target, long targetOffset, long byteSize) {
    /** Refuses a range that has no bytes, or reaches out of its block. */
    public RangeCopy {
        Sizes.requirePositive("bytes to copy", byteSize);
        requireInside("source", source, sourceOffset, byteSize);
        requireInside("target", target, targetOffset, byteSize);
    }

    private static void requireInside(String what, DeviceBlock block, long offset, long byteSize) {
        if (offset < 0 || offset > block.byteSize() - byteSize) {
            throw new IndexOutOfBoundsException(what + " of " + byteSize + " bytes from " + offset
                    + ": it reaches out of a block of " + block.byteSize() + " bytes");
        }
    }
}
