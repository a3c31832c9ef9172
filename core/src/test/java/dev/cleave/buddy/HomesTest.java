package dev.cleave.buddy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
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

    @Test
    void aHomeThatDrainedGoesToWhoOpensItNext() {
        List<Long> blocks = new ArrayList<>();
        for (long block = allocateOn(0, 0); block != BuddySpace.NO_BLOCK; block = allocateOn(0, 0)) {
            blocks.add(block);
        }
        blocks.forEach(space::free);
        long opened = allocateOn(1, 0);
        assertThat(allocateOn(1, 0) / HOME).isEqualTo(opened / HOME);
        assertThat(allocateOn(0, 0) / HOME).as("the stripe that had all homes now looks elsewhere")
                .isNotEqualTo(opened / HOME);
    }

    @Test
    void aStripeThatHadToStealFromAHomeGoesOnThere() {
        List<Long> blocks = new ArrayList<>();
        for (long block = allocateOn(0, 0); block != BuddySpace.NO_BLOCK; block = allocateOn(0, 0)) {
            blocks.add(block);
        }
        blocks.stream().filter(block -> block % 2 == 0).forEach(space::free);
        long stolen = allocateOn(1, 0);
        assertThat(allocateOn(1, 0) / HOME).isEqualTo(stolen / HOME);
        assertThat(allocateOn(0, 0) / HOME).as("the stripe that had all homes keeps the others")
                .isNotEqualTo(stolen / HOME);
    }

    @Test
    void whereHomesAreFewSomeStripesShareTheirs() {
        BuddySpace small = BuddySpace.builder(8 * HOME)
                .stripes(64)
                .stripeChooser(() -> stripe)
                .magazines(false)
                .build();
        stripe = 0;
        long mine = small.allocate(0) / HOME;
        stripe = 1;
        assertThat(small.allocate(0) / HOME).isNotEqualTo(mine);
        stripe = 4;
        assertThat(small.allocate(0) / HOME).as("of eight homes each owner has two, so there are four").isEqualTo(mine);
    }

    @Test
    void aHomeWhereALargeExtentBeginsIsLeftToTheNext() {
        stripe = 0;
        long extent = space.allocateExtent(1000);
        assertThat(space.prefers(extent)).isFalse();
        assertThat(allocateOn(1, 3) / HOME).isNotEqualTo(extent / HOME);
        assertThat(space.allocateExtent(1000)).isEqualTo(extent - 1000);
        long next = space.allocateExtent(HOME + 1);
        assertThat(space.prefers(extent)).as("only the last one is kept").isTrue();
        assertThat(space.prefers(next)).isFalse();
    }

    @Test
    void aHomeKeptForLargeExtentsServesOthersInTheEnd() {
        long extent = space.allocateExtent(1000);
        long others = 0;
        while (allocateOn(1, 0) != BuddySpace.NO_BLOCK) {
            others++;
        }
        assertThat(others).isEqualTo(HOMES * HOME - 1000);
        assertThat(extent).isNotNegative();
    }
}
