package dev.cleave.lab.experiment.crash;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.cleave.tiers.durable.DurableHeap;
import dev.cleave.tiers.durable.DurableTransaction;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.OptionalLong;

/**
 * The objects of a load in a heap, each named by a root: for each thread the number of its last
 * step, and what is in its slots; and one that all threads share.
 */
final class CrashObjects {
    private static final String SHARED = "shared";

    private final DurableHeap heap;
    private final Load load;

    CrashObjects(DurableHeap heap, Load load) {
        this.heap = heap;
        this.load = load;
    }

    /** Creates, in one transaction, those that are there from the beginning; unless they are there. */
    void create() {
        if (exist()) {
            return;
        }
        try (DurableTransaction transaction = heap.begin()) {
            transaction.setRoot(SHARED, transaction.allocate((long) load.threads() * Long.BYTES));
            for (int thread = 0; thread < load.threads(); thread++) {
                transaction.setRoot(counterName(thread), transaction.allocate(Long.BYTES));
            }
            transaction.commit();
        }
    }

    /** Whether they were created. */
    boolean exist() {
        return heap.root(SHARED).isPresent();
    }

    /** How many there are from the beginning. */
    int fixed() {
        return 1 + load.threads();
    }

    /** The object that threads share. */
    long shared() {
        return heap.root(SHARED).orElseThrow();
    }

    /** The object with the number of a thread's last step. */
    long counter(int thread) {
        return heap.root(counterName(thread)).orElseThrow();
    }

    /** The object in a slot, if there is one. */
    OptionalLong slot(int thread, int slot) {
        return heap.root(slotName(thread, slot));
    }

    /** The sizes of the objects in a thread's slots; 0 where a slot is empty. */
    int[] sizes(int thread) {
        int[] sizes = new int[Load.SLOTS];
        for (int slot = 0; slot < sizes.length; slot++) {
            OptionalLong handle = slot(thread, slot);
            sizes[slot] = handle.isPresent() ? Math.toIntExact(heap.byteSize(handle.getAsLong())) : 0;
        }
        return sizes;
    }

    /** A number in an object, at an index. */
    long number(long handle, int index) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(Long.BYTES);
            heap.read(handle, (long) index * Long.BYTES, bytes);
            return bytes.get(JAVA_LONG_UNALIGNED, 0);
        }
    }

    /** All bytes of an object. */
    byte[] bytes(long handle) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(heap.byteSize(handle));
            heap.read(handle, 0, bytes);
            return bytes.toArray(ValueLayout.JAVA_BYTE);
        }
    }

    static String slotName(int thread, int slot) {
        return "slot " + thread + " " + slot;
    }

    private static String counterName(int thread) {
        return "counter " + thread;
    }
}
