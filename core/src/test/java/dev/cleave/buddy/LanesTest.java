package dev.cleave.buddy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LanesTest {
    private final Lanes lanes = new Lanes(4, ArrayMetadata::new);

    @Test
    void whileSomethingIsHiddenThereIsNoSum() {
        lanes.beginHiding(2);
        assertThat(lanes.hidings()).isEqualTo(-1);
        lanes.beginHiding(2);
        lanes.endHiding(2);
        assertThat(lanes.hidings()).as("one of two is over").isEqualTo(-1);
        lanes.endHiding(2);
        assertThat(lanes.hidings()).isNotNegative();
    }

    @Test
    void theSumTellsThatSomethingWasHiddenMeanwhile() {
        long before = lanes.hidings();
        assertThat(lanes.hidings()).isEqualTo(before);
        lanes.beginHiding(0);
        lanes.endHiding(0);
        assertThat(lanes.hidings()).isNotEqualTo(before);
    }

    @Test
    void aStripeThatSearchedIsActiveUntilSomebodyAsks() {
        assertThat(lanes.wasActive(1)).isFalse();
        lanes.touch(1);
        assertThat(lanes.wasActive(1)).isTrue();
        assertThat(lanes.wasActive(1)).isFalse();
    }

    @Test
    void theOthersAreAskedInTurns() {
        assertThat(lanes.nextAfter(1)).isEqualTo(2);
        assertThat(lanes.nextAfter(1)).isEqualTo(3);
        assertThat(lanes.nextAfter(1)).isEqualTo(0);
        assertThat(lanes.nextAfter(1)).isEqualTo(2);
    }

    @Test
    void eachStripeHasAHomeOfItsOwn() {
        lanes.setCurrentHome(3, 17);
        assertThat(lanes.currentHome(3)).isEqualTo(17);
        assertThat(lanes.currentHome(2)).isZero();
    }
}
