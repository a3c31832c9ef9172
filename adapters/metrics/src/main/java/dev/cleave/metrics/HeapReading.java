package dev.cleave.metrics;

import dev.cleave.heap.Heap;
import dev.cleave.heap.HeapUsage;

/**
 * What was read of a heap at one time.
 *
 * @param usage the heap's figures
 * @param corruptedBlocks blocks that were found corrupted since it was opened
 * @param metadata bytes of metadata
 */
record HeapReading(HeapUsage usage, long corruptedBlocks, long metadata) {
    /** One for each heap, whoever asks. */
    static final SharedReadings<Heap, HeapReading> SHARED =
            new SharedReadings<>(HeapReading::of, HeapReading::isClosed);

    /** Reads a heap. Cost: a read of each unit's entry and of each slab. */
    private static HeapReading of(Heap heap) {
        return new HeapReading(heap.usage(), heap.safetyUsage().corruptedBlocks(), heap.metadataBytes());
    }

    private static boolean isClosed(Heap heap) {
        return heap.isClosed() || heap.pool().isClosed();
    }
}
