package dev.cleave.buddy;

import java.util.function.IntFunction;

/**
 * What each stripe has of its own, on cache lines of its own: a count of the operations that hide free memory for a
 * moment, the home where it was last, and whether it was active of late.
 */
final class Lanes {
    private static final int WORDS_A_STRIPE = 16;
    private static final int HIDING = 0;
    private static final int CURRENT = 1;
    private static final int ACTIVE = 2;
    private static final int HAND = 3;

    /** Low half: how many hide something now; high half: how many ever began to. */
    private static final long BEGUN = (1L << 32) + 1;

    final int count;
    private final Metadata words;

    Lanes(int count, IntFunction<Metadata> open) {
        this.count = count;
        this.words = open.apply(count * WORDS_A_STRIPE);
    }

    /** Announces that free memory goes out of sight for a moment: a hint is taken back, or blocks are split or merged. */
    void beginHiding(int stripe) {
        words.getAndAdd(lane(stripe, HIDING), BEGUN);
    }

    void endHiding(int stripe) {
        words.getAndAdd(lane(stripe, HIDING), -1);
    }

    /** A sum that stays the same exactly as long as nothing begins to hide; -1 where something is hidden now. */
    long hidings() {
        long sum = 0;
        for (int stripe = 0; stripe < count; stripe++) {
            long hiding = words.get(lane(stripe, HIDING));
            if ((int) hiding != 0) {
                return -1;
            }
            sum += hiding >>> 32;
        }
        return sum;
    }

    /** The home that the stripe adopted or went to last: its search begins in the gigabyte around it. */
    int currentHome(int stripe) {
        return (int) words.getAcquire(lane(stripe, CURRENT));
    }

    void setCurrentHome(int stripe, int home) {
        if (currentHome(stripe) != home) {
            words.setRelease(lane(stripe, CURRENT), home);
        }
    }

    /** Notes that the stripe searched the tree. */
    void touch(int stripe) {
        if (words.getAcquire(lane(stripe, ACTIVE)) == 0) {
            words.setRelease(lane(stripe, ACTIVE), 1);
        }
    }

    /** Whether the stripe searched since this was last asked: a second chance, as page replacement clocks give. */
    boolean wasActive(int stripe) {
        boolean active = words.getAcquire(lane(stripe, ACTIVE)) != 0;
        words.setRelease(lane(stripe, ACTIVE), 0);
        return active;
    }

    /** Another stripe than this one, the next one each time; this one where there is no other. */
    int nextAfter(int stripe) {
        long hand = words.getAcquire(lane(stripe, HAND)) % Math.max(1, count - 1);
        words.setRelease(lane(stripe, HAND), hand + 1);
        return (int) (stripe + 1 + hand) & count - 1;
    }

    long byteSize() {
        return words.byteSize();
    }

    private static int lane(int stripe, int word) {
        return stripe * WORDS_A_STRIPE + word;
    }
}
