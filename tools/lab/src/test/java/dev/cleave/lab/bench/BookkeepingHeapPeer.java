package dev.cleave.lab.bench;

import dev.cleave.lab.peer.ByteAllocator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A heap that hands out numbers, keeps books, and refuses whatever a workload must not do. */
final class BookkeepingHeapPeer implements Peer {
    private final long capacity;
    private final Map<Long, Long> live = new HashMap<>();
    private final List<Long> sizes = new ArrayList<>();
    private final Set<Thread> threads = new HashSet<>();
    private long next;
    private long liveBytes;
    private long peakBytes;
    private long peakBlocks;
    private long frees;

    /** A heap of so many bytes. */
    BookkeepingHeapPeer(long capacity) {
        this.capacity = capacity;
    }

    @Override
    public BlockHold forThread(int slots) {
        throw new AssertionError("a workload of the heap asked for blocks of orders");
    }

    @Override
    public ByteAllocator bytesForThread(int slots) {
        return new Books(new long[slots]);
    }

    @Override
    public ByteAllocator buffersForThread(int slots) {
        return bytesForThread(slots);
    }

    private final class Books implements ByteAllocator {
        private final long[] inSlot;

        Books(long[] inSlot) {
            this.inSlot = inSlot;
        }

        @Override
        public long allocate(long byteSize, int slot) {
            synchronized (BookkeepingHeapPeer.this) {
                if (liveBytes + byteSize > capacity) {
                    return NO_ADDRESS;
                }
                if (inSlot[slot] != 0) {
                    throw new AssertionError("slot " + slot + " holds a live block");
                }
                long address = ++next;
                inSlot[slot] = address;
                live.put(address, byteSize);
                sizes.add(byteSize);
                threads.add(Thread.currentThread());
                liveBytes += byteSize;
                peakBytes = Math.max(peakBytes, liveBytes);
                peakBlocks = Math.max(peakBlocks, live.size());
                return address;
            }
        }

        @Override
        public void free(long address, int slot) {
            synchronized (BookkeepingHeapPeer.this) {
                Long bytes = live.remove(address);
                if (bytes == null || inSlot[slot] != address) {
                    throw new AssertionError("slot " + slot + " does not hold the live block " + address);
                }
                inSlot[slot] = 0;
                liveBytes -= bytes;
                frees++;
            }
        }

        @Override
        public long blockBytes(long address, int slot, long byteSize) {
            return byteSize;
        }
    }

    synchronized int live() {
        return live.size();
    }

    synchronized long peakBytes() {
        return peakBytes;
    }

    /** The most blocks that were live at a time. */
    synchronized long peakBlocks() {
        return peakBlocks;
    }

    synchronized long frees() {
        return frees;
    }

    /** The size of every block, in the order of allocation. */
    synchronized List<Long> sizes() {
        return List.copyOf(sizes);
    }

    /** Those that allocated. */
    synchronized Set<Thread> threads() {
        return Set.copyOf(threads);
    }
}
