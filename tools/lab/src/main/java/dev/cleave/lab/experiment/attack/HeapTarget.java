package dev.cleave.lab.experiment.attack;

import dev.cleave.lab.peer.AllocatorName;
import dev.cleave.lab.peer.ByteAllocator;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An allocator of the whole address space, held to a region: what takes more of the system than
 * that is refused. What it has is looked at for each large request, and now and then for small
 * ones; where it does not tell (jemalloc and rpmalloc as LWJGL builds them, without statistics), it
 * is the pages in which it has placed blocks.
 */
final class HeapTarget implements Target {
    private static final int SLOTS = 1 << 19;
    private static final long LARGE = 64 << 10;
    private static final int SMALL_BETWEEN_LOOKS = 64;

    private final ByteAllocator heap;
    private final long region;
    private final long toldBefore;

    /** Null where the allocator tells what it has. */
    private final @Nullable PagesTaken pages;

    private final Deque<Integer> freeSlots = new ArrayDeque<>();
    private final Map<Long, Integer> slots = new HashMap<>();
    private int small;

    HeapTarget(AllocatorName name, long region) {
        heap = name.openBytes(region, Duration.ofSeconds(10), SLOTS, 1);
        this.region = region;
        pages = heap.reservedBytes().isEmpty() ? new PagesTaken() : null;
        toldBefore = heap.reservedBytes().orElse(0);
        for (int slot = 0; slot < SLOTS; slot++) {
            freeSlots.add(slot);
        }
    }

    /** Whether all that it has, with this block, is within the region. */
    private boolean isWithin(long address, long byteSize) {
        if (pages != null) {
            return pages.bytes() + pages.missing(address, byteSize) <= region;
        }
        boolean look = byteSize >= LARGE || ++small % SMALL_BETWEEN_LOOKS == 0;
        return !look || heap.reservedBytes().orElseThrow() - toldBefore <= region;
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
        if (!isWithin(address, byteSize)) {
            heap.free(address, slot);
            freeSlots.push(slot);
            return REFUSED;
        }
        if (pages != null) {
            pages.add(address, byteSize);
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
