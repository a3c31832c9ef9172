package dev.cleave.guard.enclave;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A slab")
class SlabTest {
    private final Slab slab = new Slab(5, SlabShape.of(48, 3));

    @Test
    @DisplayName("gives each slot once, and answers the n-th that is free")
    void takesAndReleases() {
        int slots = slab.shape().slots();
        assertThat(slots).isEqualTo(256);
        for (int each = 0; each < slots; each++) {
            assertThat(slab.freeSlot(0)).isEqualTo(each);
            slab.take(each, 40, false);
        }
        assertThat(slab.freeSlot(0)).isEqualTo(Slab.NO_SLOT);
        assertThat(slab.askedBytes()).isEqualTo(256 * 40);
        slab.release(64, 40);
        slab.release(200, 40);
        assertThat(slab.freeSlot(0)).isEqualTo(64);
        assertThat(slab.freeSlot(1)).isEqualTo(200);
        assertThat(slab.freeSlot(2)).isEqualTo(Slab.NO_SLOT);
        assertThat(slab.live()).isEqualTo(254);
        assertThat(slab.isTaken(63)).isTrue();
        assertThat(slab.isTaken(64)).isFalse();
    }

    @Test
    @DisplayName("says of a slot whether its object is shorter, and whether it is a tail")
    void kinds() {
        slab.take(3, 48, false);
        slab.take(4, 47, true);
        assertThat(slab.isPadded(3)).isFalse();
        assertThat(slab.isTail(3)).isFalse();
        assertThat(slab.isPadded(4)).isTrue();
        assertThat(slab.isTail(4)).isTrue();
        slab.release(4, 47);
        slab.take(4, 48, false);
        assertThat(slab.isPadded(4)).as("nothing is left of the one before").isFalse();
        assertThat(slab.isTail(4)).isFalse();
    }

    @Test
    @DisplayName("finds a slot by the address at which it begins, and by no other")
    void addresses() {
        long base = 5L * 4096;
        assertThat(slab.address(2)).isEqualTo(base + 96);
        assertThat(slab.slotAt(base + 96)).isEqualTo(2);
        assertThat(slab.slotAt(base + 97)).isEqualTo(Slab.NO_SLOT);
        assertThat(slab.slotAt(base + 256 * 48)).as("behind the last").isEqualTo(Slab.NO_SLOT);
    }

    @Test
    @DisplayName("writes each slack of up to a page into two bytes at most, and reads it again")
    void slack() {
        for (int slack = 1; slack < 4096; slack++) {
            byte last = Slab.slackLast(slack);
            assertThat(Slab.isLongSlack(last)).isEqualTo(Slab.slackLength(slack) == 2);
            assertThat(Slab.slack(last, Slab.slackBefore(slack))).isEqualTo(slack);
        }
        assertThat(Slab.slackLength(1)).as("a slack of one has one byte").isEqualTo(1);
    }
}
