package dev.cleave.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SpareLeasesTest {
    private final Pool pool = Pool.builder().capacity(1 << 20).purge(false).build();

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void theBlockThatWasGivenBackIsTheNextOne() {
        long first = pool.leaseSpare();
        assertThat(first & Pool.SPARE).isEqualTo(Pool.SPARE);
        assertThat(first & Pool.KNOWN_ZERO).as("fresh").isEqualTo(Pool.KNOWN_ZERO);
        pool.giveBackSpare(first & ~(Pool.SPARE | Pool.KNOWN_ZERO));

        long second = pool.leaseSpare();
        assertThat(second).as("the same, no longer known to be zero").isEqualTo(first & ~Pool.KNOWN_ZERO);
        pool.giveBackSpare(second & ~Pool.SPARE);
    }

    @Test
    void aSecondOneAtATimeIsAnOrdinaryLease() {
        long spare = pool.leaseSpare();
        long ordinary = pool.leaseSpare();
        assertThat(ordinary & Pool.SPARE).isZero();
        assertThat(pool.usage().usedBytes()).isEqualTo(2 * 4096);

        pool.giveBack(ordinary & ~Pool.KNOWN_ZERO);
        pool.giveBackSpare(spare & ~(Pool.SPARE | Pool.KNOWN_ZERO));
        assertThat(pool.usage().usedBytes()).as("figures drain what waits").isZero();
    }

    @Test
    void aFullPoolLeavesTheSlotToTheNext() {
        long all = pool.allocateAddress(1 << 20);
        assertThat(catchThrowable(pool::leaseSpare))
                .isInstanceOf(PoolExhaustedException.class);
        pool.free(all);

        long spare = pool.leaseSpare();
        assertThat(spare & Pool.SPARE).isEqualTo(Pool.SPARE);
        pool.giveBackSpare(spare & ~(Pool.SPARE | Pool.KNOWN_ZERO));
    }
}
