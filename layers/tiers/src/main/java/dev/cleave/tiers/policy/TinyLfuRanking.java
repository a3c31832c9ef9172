package dev.cleave.tiers.policy;

import dev.cleave.sketch.CountSketch;
import java.util.Arrays;

/**
 * W-TinyLFU: newcomers pass through a window of a hundredth, and stay only if a sketch says that
 * they are accessed more often than who would give way. The rest is kept by recency in two
 * segments. As Einziger, Friedman and Manes, <i>TinyLFU</i> (ACM ToS 2017).
 */
final class TinyLfuRanking implements Ranking {
    private static final double WINDOW = 0.01;
    private static final double PROTECTED = 0.8;
    private static final int IN_WINDOW = 0;
    private static final int ON_PROBATION = 1;
    private static final int IN_PROTECTED = 2;

    private final Residents residents;
    private final long mostInWindow;
    private final long mostInMain;
    private final long mostProtected;
    private final CountSketch sketch = new CountSketch();
    private final SlotList[] segments = {new SlotList(), new SlotList(), new SlotList()};
    private final long[] bytes = new long[segments.length];
    private byte[] segmentOf = new byte[0];

    TinyLfuRanking(Residents residents, long capacity) {
        this.residents = residents;
        mostInWindow = (long) (WINDOW * capacity);
        mostInMain = capacity - mostInWindow;
        mostProtected = (long) (PROTECTED * mostInMain);
    }

    /** Everybody comes into the window. */
    @Override
    public boolean admits(long id, long byteSize, boolean write) {
        sketch.count(IdTable.mixed(id));
        return true;
    }

    @Override
    public void entered(int slot) {
        if (slot >= segmentOf.length) {
            segmentOf = Arrays.copyOf(segmentOf, slot + (slot >> 1) + 16);
        }
        put(slot, IN_WINDOW);
        sketch.fit(residents.size());
    }

    @Override
    public void accessed(int slot, boolean write) {
        sketch.count(IdTable.mixed(residents.id(slot)));
        int segment = segmentOf[slot];
        take(slot);
        put(slot, segment == IN_WINDOW ? IN_WINDOW : IN_PROTECTED);
        while (bytes[IN_PROTECTED] > mostProtected) {
            int oldest = segments[IN_PROTECTED].first();
            take(oldest);
            put(oldest, ON_PROBATION);
        }
    }

    @Override
    public void left(int slot) {
        take(slot);
    }

    @Override
    public int victim() {
        while (bytes[IN_WINDOW] > mostInWindow) {
            int candidate = segments[IN_WINDOW].first();
            int resident = mainVictim();
            if (bytes[ON_PROBATION] + bytes[IN_PROTECTED] + residents.byteSize(candidate) <= mostInMain) {
                graduate(candidate);
            } else if (resident == IdTable.NONE) {
                return candidate;
            } else if (isMoreFrequent(candidate, resident)) {
                graduate(candidate);
                return resident;
            } else {
                return candidate;
            }
        }
        int resident = mainVictim();
        return resident == IdTable.NONE ? segments[IN_WINDOW].first() : resident;
    }

    private boolean isMoreFrequent(int candidate, int resident) {
        return sketch.estimate(IdTable.mixed(residents.id(candidate))) > sketch
                .estimate(IdTable.mixed(residents.id(resident)));
    }

    private void graduate(int slot) {
        take(slot);
        put(slot, ON_PROBATION);
    }

    private int mainVictim() {
        int first = segments[ON_PROBATION].first();
        return first == IdTable.NONE ? segments[IN_PROTECTED].first() : first;
    }

    private void put(int slot, int segment) {
        segmentOf[slot] = (byte) segment;
        segments[segment].addLast(slot);
        bytes[segment] += residents.byteSize(slot);
    }

    private void take(int slot) {
        int segment = segmentOf[slot];
        segments[segment].remove(slot);
        bytes[segment] -= residents.byteSize(slot);
    }
}
