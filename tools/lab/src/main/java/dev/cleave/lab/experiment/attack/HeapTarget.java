package dev.cleave.lab.experiment.attack;

import dev.cleave.lab.peer.AllocatorName;
import dev.cleave.lab.peer.ByteAllocator;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * An allocator of the whole address space, held to a region: what takes more of the system than
 * that is refused. What it has is looked at for each large request, and now and then for small ones.
 */
final class HeapTarget implements Target {
    private static final int SLOTS = 1 << 19;
    private static final long LARGE = 64 << 10;
    private static final int SMALL_BETWEEN_LOOKS = 64;

    private final ByteAllocator heap;
    private final long most;
    private final Deque<Integer> freeSlots = new ArrayDeque<>();
    private final Map<Long, Integer> slots = new HashMap<>();
    private int small;

    HeapTarget(AllocatorName name, long region) {
        heap = name.openBytes(region, Duration.ofSeconds(10), SLOTS, 1);
        most = region + reserved();
        for (int slot = 0; slot < SLOTS; slot++) {
            freeSlots.add(slot);
        }
    }

    private long reserved() {
        return heap.reservedBytes()
                .orElseThrow(() -> new UnsupportedOperationException("it does not tell what it has of the system"));
    }

    @Override
    public long serve(long byteSize) {
        Integer slot = freeSlots.poll();
        if (slot == null) {
            return REFUSED;
        }
        long address = heap.allocate(byteSize, slot);
        if (address == ByteAllocator.NO_ADDRESS) {
            freeSlots.push(slot);
            return REFUSED;
        }
        boolean look = byteSize >= LARGE || ++small % SMALL_BETWEEN_LOOKS == 0;
        if (look && reserved() > most) {
            heap.free(address, slot);
            freeSlots.push(slot);
            return REFUSED;
        }
        slots.put(address, slot);
        return address;
    }

    @Override
    public void giveBack(long block, long byteSize) {
        Integer slot = slots.remove(block);
        if (slot != null) {
            heap.free(block, slot);
            freeSlots.push(slot);
        }
    }

    @Override
    public void close() {
        slots.forEach(heap::free);
        heap.close();
    }
}
