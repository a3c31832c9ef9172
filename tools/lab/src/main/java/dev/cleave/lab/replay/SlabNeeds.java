package dev.cleave.lab.replay;

import dev.cleave.heap.ClassUsage;
import dev.cleave.heap.Heap;
import dev.cleave.lab.trace.Trace;
import dev.cleave.lab.trace.TraceKind;
import dev.cleave.memory.Pool;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * What Cleave's heap takes for a trace, as it takes memory in whole slabs, each of one size class.
 *
 * <p>Found by asking a heap: each size is allocated and freed once, and the slots and the slabs
 * that were opened for that are measured.
 */
final class SlabNeeds {
    private static final long CAPACITY = 256L << 20;

    private final Trace trace;

    /** Bytes of the slot, by the bytes of the block. */
    private final int[] slotBytes = new int[Heap.LARGEST_SLOT + 1];

    /** Bytes of a class's first slab, by the bytes of its slots. */
    private final Map<Integer, Long> firstSlabBytes = new HashMap<>();

    private SlabNeeds(Trace trace) {
        this.trace = trace;
        BitSet sizes = new BitSet(slotBytes.length);
        for (int block = 0; block < trace.blocks(); block++) {
            if (trace.bytes(block) <= Heap.LARGEST_SLOT) {
                sizes.set((int) trace.bytes(block));
            }
        }
        try (Pool pool = Pool.builder().name("slab needs").capacity(CAPACITY).purge(false).build();
                Heap heap = Heap.of(pool)) {
            sizes.stream().forEach(bytes -> slotBytes[bytes] = askSlot(heap, bytes));
            for (ClassUsage each : heap.usage().classes()) {
                firstSlabBytes.put(each.slotBytes(), each.blockBytes());
            }
        }
    }

    private static int askSlot(Heap heap, int bytes) {
        long address = heap.allocate(bytes);
        int slot = (int) heap.usableBytes(address);
        heap.free(address);
        return slot;
    }

    /**
     * The least that the heap takes, however little is live: one slab for each size class that
     * occurs; 0 for a page trace.
     */
    static long floor(Trace trace) {
        return trace.kind() == TraceKind.PAGES
                ? 0
                : new SlabNeeds(trace).firstSlabBytes.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * The most that the blocks that are live at once take, slots packed into whole units and at
     * least a first slab for each class that has some: what a region must hold if no slot of any
     * slab were ever free beside others. For a page trace, its peak.
     */
    static long room(Trace trace) {
        return trace.kind() == TraceKind.PAGES ? trace.peakLiveBytes() : new SlabNeeds(trace).room();
    }

    private long room() {
        Map<Integer, Long> liveSlots = new HashMap<>();
        long taken = 0;
        long most = 0;
        for (int event = 0; event < trace.events(); event++) {
            long bytes = trace.bytes(trace.block(event));
            int change = trace.allocates(event) ? 1 : -1;
            if (bytes > Heap.LARGEST_SLOT) {
                taken += change * wholeUnits(bytes);
            } else {
                int slot = slotBytes[(int) bytes];
                long live = liveSlots.merge(slot, (long) change, Long::sum);
                taken += slabs(slot, live) - slabs(slot, live - change);
            }
            most = Math.max(most, taken);
        }
        return most;
    }

    private long slabs(int slot, long live) {
        return live == 0 ? 0 : Math.max(firstSlabBytes.getOrDefault(slot, 0L), wholeUnits(live * slot));
    }

    private static long wholeUnits(long bytes) {
        return Math.ceilDiv(bytes, CleaveHeapAllocator.UNIT) * CleaveHeapAllocator.UNIT;
    }
}
