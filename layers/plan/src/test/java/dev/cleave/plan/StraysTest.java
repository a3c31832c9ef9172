package dev.cleave.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class StraysTest {
    private final Strays strays =
            new Strays(Lifetimes.of(new long[] {1, 2, 3, 4, 5, 6, 7, 8}, new int[] {1, 2, 3, 4, 5, 6, 7, 8}));

    @DisplayName("A program is astray until four sizes in a row are those of a place of the plan")
    @Test
    void isFoundAfterFourSizes() {
        strays.goAstray();
        for (long size : new long[] {99, 4, 5, 6}) {
            strays.asked(size);
            assertThat(strays.find(0)).isEqualTo(SizeIndex.NOWHERE);
        }
        strays.asked(7);

        assertThat(strays.find(0)).isEqualTo(7);
        assertThat(strays.isAstray()).isFalse();
        assertThat(strays.jumps()).isOne();
    }

    @DisplayName("Found where it was expected, it has not jumped; what was asked before is forgotten")
    @Test
    void comesBack() {
        strays.goAstray();
        for (long size : new long[] {1, 2, 3, 4}) {
            strays.asked(size);
        }

        assertThat(strays.find(4)).isEqualTo(4);
        assertThat(strays.jumps()).isZero();
        assertThat(strays.find(4)).as("four more are needed").isEqualTo(SizeIndex.NOWHERE);
    }
}
