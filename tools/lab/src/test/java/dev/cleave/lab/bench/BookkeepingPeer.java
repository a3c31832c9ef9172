package dev.cleave.lab.bench;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** An allocator that hands out numbers, keeps books, and refuses whatever a workload must not do. */
final class BookkeepingPeer implements Peer {
    private final long capacity;
    private final Map<Long, Integer> live = new HashMap<>();
    private final Set<Integer> ordersSeen = new HashSet<>();
    private long next;
    private long unitsLive;
    private long peakUnits;
    private long allocations;
    private long refusals;
    private long frees;

    /** An allocator of so many units. */
    BookkeepingPeer(long capacity) {
        this.capacity = capacity;
    }

    @Override
    public BlockHold forThread(int slots) {
        return new Hold(new long[slots]);
    }

    private final class Hold implements BlockHold {
        private final long[] inSlot;

        Hold(long[] inSlot) {
            this.inSlot = inSlot;
        }

        @Override
        public long allocate(int order, int slot) {
            synchronized (BookkeepingPeer.this) {
                if (inSlot[slot] != 0 && unitsLive + (1L << order) <= capacity) {
                    throw new AssertionError("slot " + slot + " holds a live block");
                }
                if (unitsLive + (1L << order) > capacity) {
                    refusals++;
                    return NO_BLOCK;
                }
                long handle = ++next;
                inSlot[slot] = handle;
                live.put(handle, order);
                ordersSeen.add(order);
                unitsLive += 1L << order;
                peakUnits = Math.max(peakUnits, unitsLive);
                allocations++;
                return handle;
            }
        }

        @Override
        public void free(long handle, int slot) {
            synchronized (BookkeepingPeer.this) {
                Integer order = live.remove(handle);
                if (order == null) {
                    throw new AssertionError("block " + handle + " is not live");
                }
                if (inSlot[slot] != handle) {
                    throw new AssertionError("slot " + slot + " does not hold block " + handle);
                }
                inSlot[slot] = 0;
                unitsLive -= 1L << order;
                frees++;
            }
        }
    }

    synchronized int live() {
        return live.size();
    }

    synchronized long peakUnits() {
        return peakUnits;
    }

    synchronized long allocations() {
        return allocations;
    }

    synchronized long refusals() {
        return refusals;
    }

    synchronized long frees() {
        return frees;
    }

    synchronized Set<Integer> ordersSeen() {
        return Set.copyOf(ordersSeen);
    }
}
