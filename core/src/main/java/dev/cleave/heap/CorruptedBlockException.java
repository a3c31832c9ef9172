package dev.cleave.heap;

import org.jspecify.annotations.Nullable;

/**
 * Somebody wrote where they must not: behind a block's end, or into a block after it was freed. Found by a heap at {@link SafetyLevel#HARDENED} or
 * above. The block is never handed out again: it stays out of service until the heap is closed, and is counted in
 * {@link SafetyUsage#corruptedBlocks()}. The heap itself is unharmed.
 */
public final class CorruptedBlockException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    /** What was done to a block. */
    public enum Damage {
        /** Bytes behind its end were written, by its holder or by that of the block before it or behind it. */
        OVERFLOW,
        /** Bytes were written after it had been freed. */
        WRITE_AFTER_FREE
    }

    private final Damage damage;
    private final long address;
    private final long byteSize;
    private final long blockBytes;
    private final long offset;
    private final String found;

    CorruptedBlockException(
            Damage damage, long address, long byteSize, long blockBytes, long offset, String found,
            @Nullable String site) {
        super(message(damage, address, byteSize, blockBytes, offset, found, site));
        this.damage = damage;
        this.address = address;
        this.byteSize = byteSize;
        this.blockBytes = blockBytes;
        this.offset = offset;
        this.found = found;
    }

    private static String message(
            Damage damage, long address, long byteSize, long blockBytes, long offset, String found,
            @Nullable String site) {
        String size = byteSize > 0 ? byteSize + " bytes" : "a size that is overwritten too";
        String what = damage == Damage.OVERFLOW ? "was written behind its end" : "was written after it had been freed";
        return "the block of " + size + " at 0x" + Long.toHexString(address) + ", in " + blockBytes + " bytes of room, "
                + what
                + ": from offset " + offset + " on it reads " + found + (site != null ? "; allocated at " + site : "")
                + ". It is not handed out again: look for who writes there";
    }

    /** What was done. */
    public Damage damage() {
        return damage;
    }

    /** Where the block begins. */
    public long address() {
        return address;
    }

    /** The bytes that were asked for, or 0 where that was overwritten too. */
    public long byteSize() {
        return byteSize;
    }

    /** Bytes of its size class, or of its units where it is larger than the largest class. */
    public long blockBytes() {
        return blockBytes;
    }

    /** How far behind the block's beginning the first damaged byte that was found lies. */
    public long offset() {
        return offset;
    }

    /** Up to 16 bytes from there, in hexadecimal. */
    public String found() {
        return found;
    }
}
