package dev.cleave.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LifetimesTest {
    @DisplayName("A sequence is told event by event, and what is not freed lives to the end")
    @Test
    void isToldEventByEvent() {
        Lifetimes.Builder sequence = Lifetimes.builder();
        int first = sequence.allocate(100);
        int second = sequence.allocate(7);
        sequence.free(first);
        int third = sequence.allocate(50);

        Lifetimes lifetimes = sequence.build();

        assertThat(lifetimes.count()).isEqualTo(3);
        assertThat(lifetimes.bytes(second)).isEqualTo(7);
        assertThat(lifetimes.end(first)).isEqualTo(2);
        assertThat(lifetimes.end(third)).isEqualTo(3);
        assertThat(lifetimes.mostLiveBytes()).isEqualTo(107);
        assertThat(lifetimes.mostLiveBytes(16)).isEqualTo(128);
    }

    @DisplayName("What is freed before the next allocation makes room for it")
    @Test
    void makesRoom() {
        Lifetimes.Builder sequence = Lifetimes.builder();
        for (int each = 0; each < 5; each++) {
            sequence.free(sequence.allocate(10));
        }

        assertThat(sequence.build().mostLiveBytes()).isEqualTo(10);
    }

    @DisplayName("An empty sequence needs nothing")
    @Test
    void mayBeEmpty() {
        assertThat(Lifetimes.builder().build().mostLiveBytes()).isZero();
    }

    @DisplayName("What a cycle carries into its next turn is live at its beginning too")
    @Test
    void carriesIntoTheNextTurn() {
        Lifetimes cycle = Lifetimes.of(new long[] {10, 20, 40}, new int[] {1, 4, 6});

        assertThat(cycle.isCarried(0)).isFalse();
        assertThat(cycle.isCarried(1)).isTrue();
        assertThat(cycle.outlives(1)).isFalse();
        assertThat(cycle.outlives(2)).isTrue();
        assertThat(cycle.mostLiveBytes()).as("the first 10 with the 20 carried; 40 outlive").isEqualTo(30);
    }

    @DisplayName("Frees that make no sense are refused, and change nothing")
    @Test
    void refusesSenselessFrees() {
        Lifetimes.Builder sequence = Lifetimes.builder();
        int only = sequence.allocate(10);
        sequence.free(only);

        assertThatIllegalArgumentException().isThrownBy(() -> sequence.free(only))
                .withMessage("frees allocation 0 a second time");
        assertThatIllegalArgumentException().isThrownBy(() -> sequence.free(1))
                .withMessage("frees allocation 1, of 1 that were made, counted from 0");
        assertThatIllegalArgumentException().isThrownBy(() -> sequence.free(-1));
        assertThat(sequence.build()).isEqualTo(Lifetimes.of(new long[] {10}, new int[] {1}));
    }

    @DisplayName("Sizes out of range are refused, and change nothing")
    @Test
    void refusesSizesOutOfRange() {
        Lifetimes.Builder sequence = Lifetimes.builder();

        assertThatIllegalArgumentException().isThrownBy(() -> sequence.allocate(0))
                .withMessage("an allocation of 0 bytes: must be 1 to 1099511627776");
        assertThatIllegalArgumentException().isThrownBy(() -> sequence.allocate(Lifetimes.LARGEST + 1));
        assertThat(sequence.count()).isZero();
    }

    @DisplayName("Ends before the begin, or beyond the next turn, are refused")
    @Test
    void refusesEndsOutOfRange() {
        assertThatIllegalArgumentException().isThrownBy(() -> Lifetimes.of(new long[] {1, 1}, new int[] {1, 1}))
                .withMessage("allocation 1 of 2 ends at 1: must be 2 to 4");
        assertThatIllegalArgumentException().isThrownBy(() -> Lifetimes.of(new long[] {1, 1}, new int[] {4, 2}));
    }

    @DisplayName("Sequences whose bytes cannot be counted are refused")
    @Test
    void refusesMoreThanCanBeCounted() {
        Lifetimes.Builder sequence = Lifetimes.builder();
        for (int each = 0; each < (1 << 22) + 1; each++) {
            sequence.allocate(Lifetimes.LARGEST);
        }
        Lifetimes lifetimes = sequence.build();

        assertThatIllegalArgumentException().isThrownBy(lifetimes::mostLiveBytes)
                .withMessageContaining("have more than 4611686018427387904 bytes in all");
    }
}
