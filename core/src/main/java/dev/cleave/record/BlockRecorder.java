package dev.cleave.record;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Writes down what happens to blocks, at one grain. Any thread may write; it makes no Java object,
 * and waits for nobody. One thread at a time drains.
 *
 * <p>Cost of an entry: a compare-and-set and two stores. Where more entries come in a second than
 * it may take, or some are lost, it records half the blocks that it did before.
 */
final class BlockRecorder {
    private static final int BATCH_CHARACTERS = 32_000;
    private static final long SECOND = 1_000_000_000;
    private static final int LARGEST_SHARE = 1 << 20;
    private static final AtomicInteger BEGUN = new AtomicInteger();

    private final int number = BEGUN.incrementAndGet();
    private final BlockRing ring;
    private final long mostASecond;
    private final BlockText text = new BlockText(BATCH_CHARACTERS);

    /** One less than the share, a power of two. Threads may see an old one for a moment. */
    private int mask;

    private long batch;
    private long periodBegan;
    private long drainedInPeriod;
    private long lostBefore;

    /**
     * @param entries what the ring holds, a power of two
     * @param mostASecond entries, above which the share becomes smaller
     */
    BlockRecorder(int entries, long mostASecond, long now) {
        ring = new BlockRing(entries);
        this.mostASecond = mostASecond;
        periodBegan = now;
    }

    /** No other has it; from 1. */
    int number() {
        return number;
    }

    // ------------------------------------------------------------------------------------------------------ entries

    /** Something happened to what begins at an offset. */
    void write(int kind, int pool, long offset, long byteSize) {
        if (!isLeftOut(offset, mask)) {
            writeAlways(kind, pool, offset, byteSize);
        }
    }

    /** Something happened that is about more than what begins at an offset. */
    void writeAlways(int kind, int pool, long offset, long byteSize) {
        ring.offer(Entry.first(kind, pool, offset), Entry.second(byteSize, Thread.currentThread().threadId()));
    }

    /** A block is live as the recording begins; by the thread that drains alone. */
    void live(int pool, long offset, long byteSize, Batches batches) {
        add(Entry.first(Entry.LIVE, pool, offset), Entry.second(byteSize, 0), batches);
    }

    /** Whether a block at this offset is not recorded, where one less than the share is this. */
    static boolean isLeftOut(long offset, int mask) {
        return ((int) (offset * 0x9E3779B97F4A7C15L >>> Integer.SIZE) & mask) != 0;
    }

    // -------------------------------------------------------------------------------------------------------- drain

    /**
     * Hands over what is in the ring, at the most as much as it holds. Of one pass there is one
     * batch at least.
     */
    void drain(Batches batches, long now) {
        drainedInPeriod += ring.drain(ring.capacity(), (first, second) -> add(first, second, batches));
        hand(batches);
        adjust(now);
    }

    private void add(long first, long second, Batches batches) {
        text.add(first, second);
        if (text.characters() >= BATCH_CHARACTERS) {
            hand(batches);
        }
    }

    private void hand(Batches batches) {
        int entries = text.entries();
        batches.batch(batch++, entries, ring.lost(), mask + 1, text.take());
    }

    /** Once a second: whether it is too much. */
    private void adjust(long now) {
        long elapsed = now - periodBegan;
        if (elapsed < SECOND) {
            return;
        }
        long lostNow = ring.lost();
        boolean tooMany = drainedInPeriod > mostASecond * ((double) elapsed / SECOND) || lostNow > lostBefore;
        if (tooMany && mask + 1 < LARGEST_SHARE) {
            mask = 2 * mask + 1;
        }
        lostBefore = lostNow;
        drainedInPeriod = 0;
        periodBegan = now;
    }
}
