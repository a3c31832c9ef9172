package dev.cleave.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.buddy.Stripes;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A block of the buddy layout")
class BuddyBlockSpaceTest {
    private static final long UNITS = 4096;

    private static BuddyBlockSpace of(Placement placement) {
        return new BuddyBlockSpace(UNITS, Stripes.of(2), placement);
    }

    @ParameterizedTest
    @EnumSource(Placement.class)
    @DisplayName("fills with any sizes, and with single units to the last")
    void fills(Placement placement) {
        BuddyBlockSpace space = of(placement);
        long taken = 0;
        for (long count = 1; space.allocate(count, 0, true) != BlockSpace.NONE; count = count % 37 + 1) {
            taken += count;
        }
        assertThat(taken).isGreaterThan(UNITS - 2 * 37);
        while (space.allocate(1, 0, true) != BlockSpace.NONE) {
            taken++;
        }
        assertThat(taken).isEqualTo(UNITS);
        assertThat(space.freeUnits()).isZero();
        assertThat(space.allocate(1, 0, true)).isEqualTo(BlockSpace.NONE);
        assertThat(space.allocate(1, 0, false)).isEqualTo(BlockSpace.NONE);
    }

    @ParameterizedTest
    @EnumSource(Placement.class)
    @DisplayName("aligns as asked, beyond the size too, and refuses what it never had")
    void aligns(Placement placement) {
        BuddyBlockSpace space = of(placement);
        space.allocate(1, 0, true);
        assertThat(space.allocate(3, 8, false) % 256).isZero();
        assertThat(space.allocate(UNITS + 1, 0, true)).isEqualTo(BlockSpace.NONE);
        assertThat(space.allocate(1, 40, true)).isEqualTo(BlockSpace.NONE);
    }

    @Test
    @DisplayName("is taken as a whole only while nothing of it is in use")
    void isTakenAsAWhole() {
        BuddyBlockSpace space = of(Placement.BALANCED);
        long one = space.allocate(1, 0, false);
        assertThat(space.takeAll()).isFalse();
        space.free(one);
        assertThat(space.takeAll()).as("though a magazine has the unit").isTrue();
        assertThat(space.allocate(1, 0, true)).isEqualTo(BlockSpace.NONE);
        space.free(0);
        assertThat(space.largestFree()).isEqualTo(UNITS);
    }

    @Test
    @DisplayName("puts what is to lie low at the lowest place")
    void placesLow() {
        BuddyBlockSpace space = of(Placement.LOWEST);
        long first = space.allocate(7, 0, false);
        long second = space.allocate(5, 0, false);
        assertThat(first).isZero();
        assertThat(second).isEqualTo(7);
        space.free(first);
        assertThat(space.allocate(6, 0, false)).isZero();
    }
}
