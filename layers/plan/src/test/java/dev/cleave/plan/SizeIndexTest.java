package dev.cleave.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SizeIndexTest {
    private static SizeIndex of(long... sizes) {
        int[] ends = new int[sizes.length];
        for (int position = 0; position < ends.length; position++) {
            ends[position] = position + 1;
        }
        return new SizeIndex(Lifetimes.of(sizes, ends));
    }

    @DisplayName("Four sizes in a row tell the position after them, around the end too")
    @Test
    void findsThePositionAfter() {
        SizeIndex index = of(1, 2, 3, 4, 5, 6, 7);

        assertThat(index.after(new long[] {2, 3, 4, 5}, 0)).isEqualTo(5);
        assertThat(index.after(new long[] {4, 5, 6, 7}, 0)).isZero();
        assertThat(index.after(new long[] {6, 7, 1, 2}, 0)).isEqualTo(2);
        assertThat(index.after(new long[] {2, 3, 4, 6}, 0)).isEqualTo(SizeIndex.NOWHERE);
    }

    @DisplayName("Of several positions the nearest ahead is taken")
    @Test
    void takesTheNearestAhead() {
        SizeIndex index = of(1, 1, 1, 1, 9, 1, 1, 1, 1, 8);

        assertThat(index.after(new long[] {1, 1, 1, 1}, 0)).isEqualTo(4);
        assertThat(index.after(new long[] {1, 1, 1, 1}, 5)).isEqualTo(9);
        assertThat(index.after(new long[] {1, 1, 1, 1}, 4)).as("where it is already").isEqualTo(4);
    }

    @DisplayName("A plan of fewer than four allocations is gone around; an empty one has no positions")
    @Test
    void goesAroundShortPlans() {
        assertThat(of(3, 4).after(new long[] {3, 4, 3, 4}, 0)).isZero();
        assertThat(of().after(new long[] {3, 4, 3, 4}, 0)).isEqualTo(SizeIndex.NOWHERE);
    }
}
