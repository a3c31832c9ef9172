package dev.cleave.buddy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** As many units as 8 TiB have frames: more than a Java array has elements. */
class LargeSpaceTest {
    private static final long UNITS = (1L << 31) + 5;

    @Test
    void offsetsAndLengthsReachBeyondAnInt() {
        BuddySpace space = BuddySpace.of(UNITS);
        assertThat(space.maxOrder()).isEqualTo(31);
        assertThat(space.freeUnits()).isEqualTo(UNITS);

        assertThat(space.allocateAt(UNITS - 1, 0)).isTrue();
        long half = space.allocate(30);
        long exact = space.allocateUnits((1L << 29) + 12_345);
        long unit = space.allocate(0);
        assertThat(space.unitsOf(exact)).isEqualTo((1L << 29) + 12_345);
        assertThat(space.freeUnits()).isEqualTo(UNITS - 1 - (1L << 30) - (1L << 29) - 12_345 - 1);
        assertThat(space.allocate(31)).isEqualTo(BuddySpace.NO_BLOCK);

        space.free(UNITS - 1);
        space.free(half);
        space.free(exact);
        space.free(unit);

        assertThat(space.freeUnits()).isEqualTo(UNITS);
        assertThat(space.allocate(31)).isZero();
        assertThat(space.metadataBytes()).isLessThan(UNITS * 4096 / 10_000 * 3);
    }
}
