package dev.cleave.buddy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StripesTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 1_000_003, -1, Integer.MIN_VALUE})
    void anyNumberOfAChooserIsMappedIntoRange(int chosen) {
        assertThat(Stripes.of(8).chosenBy(() -> chosen).mine()).isBetween(0, 7);
    }

    @Test
    void aThreadWithoutAChooserHasOneStripe() {
        Stripes stripes = Stripes.of(8);
        assertThat(stripes.mine()).isEqualTo(stripes.mine()).isEqualTo((int) Thread.currentThread().threadId() & 7);
    }

    @Test
    void anotherNumberKeepsTheChooser() {
        assertThat(Stripes.of(8).chosenBy(() -> 13).withCount(4).mine()).isEqualTo(1);
        assertThat(Stripes.of(8).withCount(4).count()).isEqualTo(4);
    }

    @Test
    void thereAreAtLeastAsManyAsProcessorsUnlessTold() {
        assertThat(Stripes.usual().count())
                .isGreaterThanOrEqualTo(Math.min(Stripes.MOST, Runtime.getRuntime().availableProcessors()));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 3, 2048, Integer.MIN_VALUE})
    void onlyPowersOfTwoAreAllowed(int count) {
        assertThatIllegalArgumentException().isThrownBy(() -> Stripes.of(count))
                .withMessageContaining(count + " stripes: allowed are powers of two from 1 to 1024");
    }

    @Test
    void whatIsStripedOverASpaceAsksItsStripes() {
        BuddySpace space = BuddySpace.builder(100).stripes(4).stripeChooser(() -> 7).build();
        assertThat(space.stripes().count()).isEqualTo(4);
        assertThat(space.stripes().mine()).isEqualTo(3);
    }
}
