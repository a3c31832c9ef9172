package dev.cleave.buddy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Threads that allocate at the end of their stacks. What may be lost is the block that was to be
 * handed out, for each end of the stack; not the home that was split for it.
 */
class StackEndTest {
    private static final int SPACES = 100;
    private static final int ATTEMPTS = 60;
    private static final int WORD_ORDER = 6;
    private static final long HOME = BuddySpace.HOME;

    /**
     * A stack may end where nothing is called, in the one method that splits, if the compiler has
     * it so.
     */
    private static final long HOMES_OF_A_HUNDRED_SPACES = 10;

    /** Each class is initialized before: one of which that fails can never be used again. */
    private static void warmUp() {
        BuddySpace space = BuddySpace.of(16 * HOME);
        for (int each = 0; each < 20_000; each++) {
            space.free(space.allocate(each % 7));
        }
    }

    @Test
    void losesNoHomeThatIsSplit() throws InterruptedException {
        warmUp();
        long homes = 0;
        int overflows = 0;
        for (int each = 0; each < SPACES; each++) {
            BuddySpace space = BuddySpace.builder(16 * HOME).stripes(4).build();
            overflows += StackEnd.overflows(ATTEMPTS, () -> space.allocate(WORD_ORDER));
            homes += (space.units() - space.freeUnits() - unitsOfBlocks(space)) / HOME;
        }
        assertThat(overflows).as("the stack ended in every space").isGreaterThan(SPACES);
        assertThat(homes).isLessThanOrEqualTo(HOMES_OF_A_HUNDRED_SPACES);
    }

    private static long unitsOfBlocks(BuddySpace space) {
        long[] units = new long[1];
        space.forEachBlock(0, space.units(), (offset, count) -> units[0] += count);
        return units[0];
    }
}
