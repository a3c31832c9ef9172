package dev.cleave.gpu;

/**
 * A range of a block that is flushed: whole atoms, or up to the block's end.
 *
 * @param offset a multiple of the atom
 * @param byteSize a multiple of the atom, but at the end of the block
 */
record FlushRange(long offset, long byteSize) {
    /**
     * The atoms around a range.
     *
     * @param atom a power of two
     * @param blockBytes bytes of the block, in which the range lies
     */
    static FlushRange of(long offset, long byteSize, long atom, long blockBytes) {
        long from = Sizes.roundDown(offset, atom);
        long end = Math.min(Sizes.roundUp(offset + byteSize, atom), blockBytes);
        return new FlushRange(from, end - from);
    }
}
