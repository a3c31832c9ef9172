package dev.cleave.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.buddy.BuddySpace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FootprintTest {
    private static final long BYTES = 1 << 20;

    private final BuddySpace space = BuddySpace.of(256);
    private final Region region = Region.open(OperatingSystem.current(), MemorySource.anonymous(), BYTES, 4096);
    private final Units units = new Units("feet", region.address(), BYTES, 12, 4096);
    private final int[] grown = new int[1];

    @AfterEach
    void close() {
        region.close();
    }

    private Footprint footprint(boolean prefaulted, boolean purged) {
        return new Footprint(units, space, region, new Footprint.Policy(12, prefaulted, purged, 0,
                DirtyLimit.NONE, BudgetAccount.unlimited()), () -> grown[0]++);
    }

    @Test
    void whatIsHandedOutForTheFirstTimeIsZeroAndCommittedFromThenOn() {
        Footprint footprint = footprint(false, false);
        long zero = region.canDrop() ? 0 : BYTES;
        assertThat(footprint.committedBytes()).isEqualTo(zero);

        assertThat(footprint.mark(3, 4)).isEqualTo(region.canDrop());
        assertThat(footprint.mark(3, 1)).as("again").isFalse();
        assertThat(footprint.committedBytes()).isEqualTo(Math.max(zero, 4 * 4096));
    }

    @Test
    void whatIsPrefaultedIsCommittedAndNotKnownToBeZero() {
        Footprint footprint = footprint(true, false);
        assertThat(footprint.committedBytes()).isEqualTo(BYTES);
        assertThat(footprint.mark(0, 1)).isFalse();
    }

    @Test
    void aFootprintThatIsPurgedTellsWhenItGrows() {
        Footprint footprint = footprint(false, true);
        for (long unit = 0; unit < 256; unit++) {
            footprint.mark(unit, 1);
        }
        assertThat(grown[0] > 0).isEqualTo(region.canDrop());
        assertThat(footprint.lock().holder).as("its lock is left").isNull();
    }
}
