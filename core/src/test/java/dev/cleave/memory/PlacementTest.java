package dev.cleave.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Blocks in given places")
class PlacementTest {
    private static final long UNIT = 4096;
    private static final long UNITS = 256;

    private final Pool pool = Pool.builder().name("placed").capacity(UNITS * UNIT).purge(false).sampleEvery(1).build();
    private final long base = pool.baseAddress();

    @AfterEach
    void freesEverything() {
        pool.forEachBlock((address, byteSize, leased) -> pool.free(address));
        assertThat(pool.usage().usedBytes()).isZero();
        assertThat(pool.usage().requestedBytes()).isZero();
        assertThat(pool.topSites(10)).isEmpty();
        pool.space().verify();
        pool.close();
    }

    private PoolRange range(long fromUnit, long toUnit) {
        return new PoolRange(base + fromUnit * UNIT, base + toUnit * UNIT);
    }

    @Test
    @DisplayName("begin where they were asked to, if all of it is free, and are blocks as any other")
    void at() {
        assertThat(pool.tryAllocateAt(base + 7 * UNIT, 2 * UNIT + 1)).isTrue();

        assertThat(pool.usage().usedBytes()).isEqualTo(3 * UNIT);
        assertThat(pool.usage().requestedBytes()).isEqualTo(2 * UNIT + 1);
        assertThat(pool.usage().committedBytes()).isEqualTo(3 * UNIT);
        assertThat(pool.topSites(1).getFirst().place()).contains("PlacementTest");
        assertThat(pool.tryAllocateAt(base + 9 * UNIT, 1)).as("within it").isFalse();
        assertThat(pool.tryAllocateAt(base + 5 * UNIT, 3 * UNIT)).as("into it").isFalse();
        assertThat(pool.tryAllocateAt(base + 250 * UNIT, 10 * UNIT)).as("out of the pool").isFalse();
        assertThat(pool.tryAllocateAt(base + 250 * UNIT, Long.MAX_VALUE)).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> pool.tryAllocateAt(base + 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> pool.tryAllocateAt(base, 0));
    }

    @Test
    @DisplayName("may lie where a spare or a magazine waits")
    void waiting() {
        Lease spare = pool.leases().leaseSpare();
        long address = spare.address();
        pool.leases().giveBack(spare);
        assertThat(pool.tryAllocateAt(address, UNIT)).isTrue();

        pool.free(address);
        assertThat(pool.tryAllocateAt(base, UNITS * UNIT)).as("the whole pool").isTrue();
    }

    @Test
    @DisplayName("lie within a range, the lowest first, aligned where that is asked")
    void within() {
        assertThat(pool.tryAllocateWithin(range(10, 20), 3 * UNIT, 1)).isEqualTo(base + 10 * UNIT);
        assertThat(pool.tryAllocateWithin(range(10, 20), 3 * UNIT, 4 * UNIT)).isEqualTo(base + 16 * UNIT);
        assertThat(pool.tryAllocateWithin(range(10, 20), 4 * UNIT, 1)).as("two holes of three").isZero();
        assertThat(pool.tryAllocateWithin(range(10, 20), 3 * UNIT, 1)).isEqualTo(base + 13 * UNIT);
        assertThat(pool.tryAllocateWithin(new PoolRange(base + 30 * UNIT + 1, base + 32 * UNIT - 1), 1, 1))
                .as("no whole unit").isZero();
        assertThat(pool.tryAllocateWithin(new PoolRange(0, Long.MAX_VALUE), UNIT, 1)).as("cut off at its rims")
                .isEqualTo(base);
        assertThat(pool.tryAllocateWithin(new PoolRange(0, 100), 1, 1)).as("elsewhere").isZero();
        assertThatIllegalArgumentException().isThrownBy(() -> new PoolRange(2, 1));
    }

    @Test
    @DisplayName("lie outside of ranges, in whatever order these are told, and though they overlap")
    void outside() {
        List<PoolRange> ranges =
                List.of(range(8, 40), range(0, 4), new PoolRange(base + 39 * UNIT, base + 250 * UNIT + 1));

        assertThat(pool.tryAllocateOutside(ranges, 3 * UNIT, 1)).isEqualTo(base + 4 * UNIT);
        assertThat(pool.tryAllocateOutside(ranges, 3 * UNIT, 1)).isEqualTo(base + 251 * UNIT);
        assertThat(pool.tryAllocateOutside(ranges, UNIT, 4 * UNIT)).isZero();
        assertThat(pool.tryAllocateOutside(ranges, UNIT, 1)).isEqualTo(base + 7 * UNIT);
        assertThat(pool.tryAllocateOutside(List.of(), 200 * UNIT, 1)).isEqualTo(base + 8 * UNIT);
        assertThat(pool.tryAllocateOutside(List.of(range(0, UNITS)), 1, 1)).isZero();
    }

    @Test
    @DisplayName("are told by a walk, with those that are leased, and without what was taken past the pool")
    void walk() {
        long one = pool.allocateAddress(5_000);
        long leased = pool.leases().lease(3 * UNIT, 1);
        long past = pool.space().allocate(0);
        List<String> told = new ArrayList<>();

        pool.forEachBlock((address, byteSize, isLeased) -> told.add(address + " " + byteSize + " " + isLeased));

        assertThat(told).containsExactlyInAnyOrder(one + " " + 2 * UNIT + " false", leased + " " + 3 * UNIT + " true");
        pool.leases().giveBack(leased);
        pool.space().free(past);
    }
}
