package dev.cleave.gpu;

/** Whoever has empty blocks that can be given up. */
interface EmptyBlocks {
    /**
     * Gives empty blocks of a memory heap back to the driver. The caller holds the lock of the
     * {@link BlockSupply}.
     *
     * @param byteSize how many bytes are wanted
     * @return how many were given up; more where blocks are larger
     */
    long giveUp(int memoryHeap, long byteSize);
}
