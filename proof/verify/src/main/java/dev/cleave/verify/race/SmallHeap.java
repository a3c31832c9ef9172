package dev.cleave.verify.race;

import dev.cleave.heap.ClassUsage;
import dev.cleave.heap.CorruptedBlockException;
import dev.cleave.heap.Heap;
import dev.cleave.heap.HeapUsage;
import dev.cleave.heap.InvalidAddressException;
import dev.cleave.heap.InvalidAddressException.Reason;
import dev.cleave.heap.SafetyLevel;
import dev.cleave.memory.Pool;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A heap of one stripe over a pool of its own, lent to one state after the other: opening both costs as much as many races. It is empty when it is lent, and
 * lent again only if it was found whole.
 */
final class SmallHeap {
    static final long UNIT = 4 << 10;

    /** A slot of which two make up a first slab, in one word. */
    static final long PAIRED = 12 << 10;

    /** A slot of a slab of one unit and 85 slots, which two words say the state of. */
    static final long SPREAD = 48;

    /** Slots of {@link #SPREAD} bytes that the first word of their slab speaks for. */
    static final int FIRST_WORD = Long.SIZE;

    private static final long CAPACITY = 4 << 20;

    private static final Map<SafetyLevel, Queue<SmallHeap>> IDLE = new ConcurrentHashMap<>();

    final Pool pool = Pool.builder().capacity(CAPACITY).unit(UNIT).purge(false).build();
    final Heap heap;

    private SmallHeap(SafetyLevel level) {
        heap = Heap.builder(pool).stripes(1).dialogue(false).safety(level).quarantine(2 * PAIRED, 4).build();
    }

    static SmallHeap lent() {
        return lent(SafetyLevel.FAST);
    }

    static SmallHeap lent(SafetyLevel level) {
        SmallHeap idle = idle(level).poll();
        return idle != null ? idle : new SmallHeap(level);
    }

    private static Queue<SmallHeap> idle(SafetyLevel level) {
        return IDLE.computeIfAbsent(level, none -> new ConcurrentLinkedQueue<>());
    }

    /** Allocates so many blocks of one size. */
    long[] allocate(int count, long byteSize) {
        long[] blocks = new long[count];
        for (int each = 0; each < count; each++) {
            blocks[each] = heap.allocate(byteSize);
        }
        return blocks;
    }

    /** Resizes: answers where the block is now, or 0 where that was refused. */
    long reallocated(long address, long byteSize) {
        try {
            return heap.reallocate(address, byteSize);
        } catch (InvalidAddressException refusal) {
            if (refusal.reason() != Reason.NOT_ALLOCATED) {
                throw refusal;
            }
            return 0;
        }
    }

    /** What became of a block that was resized: it stayed "in place", "moved", or that was "refused". */
    static String outcome(long address, long now) {
        return now == 0 ? "refused" : now == address ? "in place" : "moved";
    }

    /** Frees, and says whether that was "freed" or "refused", or what else was thrown. */
    String free(long address) {
        try {
            heap.free(address);
            return "freed";
        } catch (InvalidAddressException refusal) {
            return refusal.reason() == Reason.NOT_ALLOCATED ? "refused" : refusal.reason().toString();
        } catch (CorruptedBlockException unexpected) {
            return unexpected.damage().toString();
        }
    }

    /** Slabs of all classes. */
    long slabs() {
        return heap.usage().classes().stream().mapToLong(ClassUsage::slabs).sum();
    }

    /** Says "whole" of a heap at rest in which nothing is live, if it gives everything back: ends the loan then. */
    String whole() {
        heap.trim();
        HeapUsage usage = heap.usage();
        long live = usage.liveBlocks();
        pool.space().verify();
        long lost = pool.space().units() - pool.space().freeUnits();
        if (live != 0 || lost != 0) {
            return live + " live, " + lost + " units lost";
        }
        idle(heap.safety()).add(this);
        return "whole";
    }
}
