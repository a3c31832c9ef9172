package dev.cleave.workshop.llfree;

/**
 * What is known of a child's 512 frames in sixteen bits, and of two neighbours in one int; pure functions.
 *
 * <pre>
 *   31  30     26 25         16 15  14     10 9          0
 *   ┌────┬───────┬─────────────┬────┬─────────┬───────────┐
 *   │huge│   0   │    free     │huge│    0    │   free    │      free: 0 to 512 frames
 *   └────┴───────┴─────────────┴────┴─────────┴───────────┘      huge: allocated as one block; then free is 0
 *      odd child                  even child                           and all bits of the bit field are clear
 * </pre>
 */
final class ChildCount {
    /** The frames of a child, as a power of two. */
    static final int ORDER = 9;

    /** The frames of a child. */
    static final int FRAMES = 1 << ORDER;

    /** The change is not legal. */
    static final int REFUSED = -1;

    private static final int HUGE = 0x8000;
    private static final int HALF = 0xffff;
    private static final int ALL_FREE_PAIR = FRAMES << 16 | FRAMES;
    private static final int HUGE_PAIR = HUGE << 16 | HUGE;

    private ChildCount() {}

    static int pair(int even, int odd) {
        return odd << 16 | even;
    }

    static int free(int pair, int child) {
        return pair >>> shift(child) & ~HUGE & HALF;
    }

    static boolean isHuge(int pair, int child) {
        return (pair >>> shift(child) & HUGE) != 0;
    }

    static int take(int pair, int child, int frames) {
        return free(pair, child) >= frames ? pair - (frames << shift(child)) : REFUSED;
    }

    static int give(int pair, int child, int frames) {
        return !isHuge(pair, child) && free(pair, child) + frames <= FRAMES
                ? pair + (frames << shift(child))
                : REFUSED;
    }

    /** All free becomes huge. */
    static int takeHuge(int pair, int child) {
        return free(pair, child) == FRAMES ? pair ^ (FRAMES | HUGE) << shift(child) : REFUSED;
    }

    /** Huge becomes all free. */
    static int giveHuge(int pair, int child) {
        return isHuge(pair, child) ? pair ^ (FRAMES | HUGE) << shift(child) : REFUSED;
    }

    /** Both all free become both huge: order 10. */
    static int takeHugePair(int pair) {
        return pair == ALL_FREE_PAIR ? HUGE_PAIR : REFUSED;
    }

    /** Both huge become both all free. */
    static int giveHugePair(int pair) {
        return pair == HUGE_PAIR ? ALL_FREE_PAIR : REFUSED;
    }

    private static int shift(int child) {
        return (child & 1) << 4;
    }
}
