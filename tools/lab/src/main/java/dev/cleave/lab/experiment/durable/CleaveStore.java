package dev.cleave.lab.experiment.durable;

import dev.cleave.tiers.durable.DurableHeap;
import dev.cleave.tiers.durable.DurableSettings;
import dev.cleave.tiers.durable.DurableTransaction;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/** Cleave's recoverable heap: a slot is an object, a commit a transaction that writes all of it. */
final class CleaveStore implements DurableStore {
    private static final long CAPACITY = 8 << 20;

    private final DurableHeap heap;
    private final long[] slots;

    CleaveStore(Path file, int slotCount) {
        heap = DurableHeap.open(file, DurableSettings.usual().withCapacity(CAPACITY));
        slots = new long[slotCount];
        try (DurableTransaction transaction = heap.begin()) {
            for (int slot = 0; slot < slotCount; slot++) {
                slots[slot] = transaction.allocate(SLOT_BYTES);
                transaction.setRoot("slot " + slot, slots[slot]);
            }
            transaction.commit();
        }
    }

    @Override
    public void commit(int slot, MemorySegment bytes) {
        try (DurableTransaction transaction = heap.begin()) {
            transaction.write(slots[slot], 0, bytes);
            transaction.commit();
        }
    }

    @Override
    public byte[] read(int slot) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(SLOT_BYTES);
            heap.read(slots[slot], 0, bytes);
            return bytes.toArray(ValueLayout.JAVA_BYTE);
        }
    }

    @Override
    public void close() {
        heap.close();
    }
}
