package dev.cleave.buddy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MagazinesTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 300, 1000, 4096, 262_144, 4_000_000})
    void allTogetherHoldAtMostOneUnitInAHundred(long units) {
        int[] stripe = new int[1];
        BuddySpace space = BuddySpace.builder(units).stripes(8).stripeChooser(() -> stripe[0]).build();
        for (int order = 0; order <= Math.min(space.maxOrder(), 12); order++) {
            for (stripe[0] = 0; stripe[0] < 8; stripe[0]++) {
                List<Long> blocks = new ArrayList<>();
                for (int i = 0; i < 40 && space.freeUnits() > 0; i++) {
                    long block = space.allocate(order);
                    if (block != BuddySpace.NO_BLOCK) {
                        blocks.add(block);
                    }
                }
                blocks.forEach(space::free);
            }
        }
        assertThat(space.snapshot().magazineUnits()).isLessThanOrEqualTo(units / 100);
        assertThat(space.snapshot().freeUnits()).isEqualTo(units);
    }

    @Test
    void blocksInMagazinesAreFreeInEveryFigureAndNeverMakeARequestFail() {
        BuddySpace space = BuddySpace.builder(65_536).stripes(2).stripeChooser(() -> 0).build();
        List<Long> blocks = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            blocks.add(space.allocate(0));
        }
        blocks.forEach(space::free);
        assertThat(space.snapshot().magazineUnits()).isPositive();
        assertThat(space.freeUnits()).isEqualTo(65_536);
        assertThat(space.snapshot().largestFreeOrder()).isEqualTo(16);
        assertThat(space.allocate(16)).isZero();
    }

    @Test
    void aBlockAboveTheHomeOfTheLastRefillGoesBackToTheTree() {
        BuddySpace space = BuddySpace.builder(65_536).stripes(1).build();
        assertThat(space.allocateAt(100, 0)).isTrue();
        assertThat(space.allocateAt(40_000, 0)).isTrue();
        long low = space.allocate(0);
        assertThat(space.allocate(0)).as("leaves room in the magazine").isNotNegative();
        long kept = space.snapshot().magazineUnits();
        space.free(40_000);
        assertThat(space.snapshot().magazineUnits()).isEqualTo(kept);
        space.free(low);
        assertThat(space.snapshot().magazineUnits()).isEqualTo(kept + 1);
    }

    @Test
    void aSpaceWithoutThemGivesEveryBlockBackAtOnce() {
        BuddySpace space = BuddySpace.builder(65_536).magazines(false).build();
        space.free(space.allocate(0));
        assertThat(space.snapshot().magazineUnits()).isZero();
    }
}
