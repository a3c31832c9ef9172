package dev.cleave.lab.replay;

import dev.cleave.heap.ClassUsage;
import dev.cleave.heap.Heap;
import dev.cleave.lab.trace.Trace;
import dev.cleave.lab.trace.TraceKind;
import dev.cleave.memory.Pool;
import java.util.BitSet;

/**
 * The least that Cleave's heap takes for a trace, however little of it is live: one slab for each size class that occurs.
 *
 * <p>Found by asking a heap: each size is allocated and freed once, and the slabs that were opened for that are measured.
 */
final class SlabFloor {
    private static final long CAPACITY = 256L << 20;

    private SlabFloor() {}

    /** Bytes of those slabs; 0 for a page trace. */
    static long of(Trace trace) {
        if (trace.kind() == TraceKind.PAGES) {
            return 0;
        }
        BitSet sizes = new BitSet(Heap.LARGEST_SLOT + 1);
        for (int block = 0; block < trace.blocks(); block++) {
            if (trace.bytes(block) <= Heap.LARGEST_SLOT) {
                sizes.set((int) trace.bytes(block));
            }
        }
        try (Pool pool = Pool.builder().name("slab floor").capacity(CAPACITY).purge(false).build();
                Heap heap = Heap.of(pool)) {
            sizes.stream().forEach(bytes -> heap.free(heap.allocate(bytes)));
            return heap.usage().classes().stream().mapToLong(ClassUsage::blockBytes).sum();
        }
    }
}
