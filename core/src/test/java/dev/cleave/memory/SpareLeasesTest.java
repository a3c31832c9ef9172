package dev.cleave.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SpareLeasesTest {
    /** What the chooser of stripes answers. */
    private int stripe;

    private final Pool pool = Pool.builder().capacity(1 << 20).purge(false)
            .space(space -> space.stripeChooser(() -> stripe)).build();
    private final Leases leases = pool.leases();

    @AfterEach
    void close() {
        assertThat(pool.usage().usedBytes()).isZero();
        pool.space().verify();
        pool.close();
    }

    @Test
    void theBlockThatWasGivenBackIsTheNextOne() {
        Lease first = leases.leaseSpare();
        long address = first.address();
        assertThat(first.byteSize()).isEqualTo(4096);
        assertThat(first.isZero()).as("fresh").isTrue();
        leases.giveBack(first);
        assertThat(pool.usedBytes()).as("what waits is not used").isZero();

        Lease second = leases.leaseSpare();
        assertThat(second.address()).isEqualTo(address);
        assertThat(second.isZero()).as("no longer known").isFalse();
        assertThat(pool.usedBytes()).isEqualTo(4096);
        leases.giveBack(second);
    }

    @Test
    void aSecondOneAtATimeIsAnOrdinaryLease() {
        Lease spare = leases.leaseSpare();
        Lease ordinary = leases.leaseSpare();
        assertThat(ordinary.address()).isNotEqualTo(spare.address());
        assertThat(pool.usage().usedBytes()).isEqualTo(2 * 4096);

        leases.giveBack(ordinary);
        assertThat(ordinary.isHeld()).isFalse();
        leases.giveBack(spare);
        assertThat(pool.usage().usedBytes()).as("figures drain what waits").isZero();
    }

    @Test
    void aFullPoolLeavesTheSlotToTheNext() {
        long all = pool.allocateAddress(1 << 20);
        assertThat(catchThrowable(leases::leaseSpare)).isInstanceOf(PoolExhaustedException.class);
        pool.free(all);

        Lease spare = leases.leaseSpare();
        long address = spare.address();
        leases.giveBack(spare);
        spare = leases.leaseSpare();
        assertThat(spare.address()).as("it waited").isEqualTo(address);
        leases.giveBack(spare);
    }

    @Test
    void aLeaseGoesBackToTheStripeItCameFromWhateverItsHolderHasByThen() {
        stripe = 0;
        Lease mine = leases.leaseSpare();
        stripe = 1;
        Lease other = leases.leaseSpare();
        long address = other.address();

        leases.giveBack(mine);
        Lease ordinary = leases.leaseSpare();
        assertThat(ordinary.stripe).as("that of stripe 1 is taken").isEqualTo(Lease.NO_SPARE);
        leases.giveBack(ordinary);
        stripe = 0;
        assertThat(leases.leaseSpare()).as("that of stripe 0 is not").isSameAs(mine);
        leases.giveBack(other);
        stripe = 1;
        assertThat(leases.leaseSpare().address()).isEqualTo(address);

        leases.giveBack(other);
        leases.giveBack(mine);
    }

    @Test
    void aLeaseThatWaitsAlreadyOrIsAnothersIsRefused() {
        Lease spare = leases.leaseSpare();
        leases.giveBack(spare);
        assertThatIllegalArgumentException().isThrownBy(() -> leases.giveBack(spare));
        assertThatIllegalArgumentException().isThrownBy(() -> leases.giveBack(new Lease()));

        try (Pool other = Pool.builder().capacity(1 << 20).purge(false).build()) {
            Lease foreign = other.leases().leaseSpare();
            assertThatIllegalArgumentException().isThrownBy(() -> leases.giveBack(foreign));
            other.leases().giveBack(foreign);
        }
    }
}
