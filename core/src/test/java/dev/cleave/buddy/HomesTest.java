package dev.cleave.buddy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HomesTest {
    private static final long HOME = 4096;
    private static final int HOMES = 16;

    private int stripe;
    private final BuddySpace space = BuddySpace.builder(HOMES * HOME)
            .stripes(2)
            .stripeChooser(() -> stripe)
            .magazines(false)
            .build();

    private long allocateOn(int stripe, int order) {
        this.stripe = stripe;
        return space.allocate(order);
    }

    @Test
    void twoStripesAllocateFromTwoHomes() {
        long mine = allocateOn(0, 0);
        long theirs = allocateOn(1, 0);
        assertThat(mine / HOME).isNotEqualTo(theirs / HOME);
        assertThat(allocateOn(0, 0) / HOME).isEqualTo(mine / HOME);
        assertThat(allocateOn(1, 0) / HOME).isEqualTo(theirs / HOME);
    }

    @Test
    void aStripeWhoseHomesAreFullTakesAnotherAndInTheEndFromAnyone() {
        allocateOn(1, 0);
        long had = 1;
        while (allocateOn(0, 0) != BuddySpace.NO_BLOCK) {
            had++;
        }
        assertThat(had).isEqualTo(HOMES * HOME);
    }

    @Test
    void theHomesOfAnIdleStripeAreTakenOver() {
        long left = allocateOn(1, 0);
        long others = 0;
        while (others / HOME != left / HOME && space.freeUnits() > 3 * HOME) {
            others = allocateOn(0, 6);
        }
        assertThat(others / HOME).as("a block out of the idle stripe's home, long before memory is short").isEqualTo(
                left / HOME);
    }
}
