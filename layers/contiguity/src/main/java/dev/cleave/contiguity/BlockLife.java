package dev.cleave.contiguity;

/** What a block asks of those whose it is. */
interface BlockLife {
    /** Ends the life of a handle's block: see {@link MovableBlock#free}. */
    void free(long handle);

    /** Pins a handle's block for long: see {@link MovableBlock#pinLong}. */
    LongPin pinLong(long handle, long byteSize);

    /** In which the blocks lie. */
    PoolMemory memory();
}
