package dev.cleave.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Leases")
class LeasesTest {
    private static final long MIB = 1 << 20;

    private final Pool pool =
            Pool.builder().name("lender").capacity(16 * MIB).purge(false).sampleEvery(1 << 16).build();
    private final Leases leases = pool.leases();

    @AfterEach
    void close() {
        pool.closeAbandoning();
    }

    @Test
    @DisplayName("hold one block at a time, and say whether it is zero")
    void holdABlock() {
        Lease lease = new Lease();
        assertThat(lease.isHeld()).isFalse();
        leases.lease(lease, 10_000, 8192);
        assertThat(lease.isHeld()).isTrue();
        assertThat(lease.byteSize()).isEqualTo(10_000);
        assertThat(lease.address() % 8192).isZero();
        assertThat(lease.isZero()).isTrue();
        assertThatIllegalStateException().isThrownBy(() -> leases.lease(lease, 1, 1))
                .withMessageContaining("give it back");
        assertThatIllegalStateException().isThrownBy(() -> leases.tryLease(lease, 1, 1));

        leases.giveBack(lease);
        assertThat(lease.isHeld()).isFalse();
        assertThat(leases.tryLease(lease, 17 * MIB, 1)).isFalse();
        assertThatExceptionOfType(PoolExhaustedException.class).isThrownBy(() -> leases.lease(lease, 17 * MIB, 1));
        assertThat(lease.isHeld()).isFalse();
    }

    @Test
    @DisplayName("that keep a pool from closing are named: where sampled with place and age, else with bytes and address")
    void areNamed() {
        long large = leases.lease(4 * MIB, 1);
        for (int each = 0; each < 12; each++) {
            leases.lease(4096, 1);
        }
        LeaseReport report = leases.report();

        assertThat(report.blocks()).isEqualTo(13);
        assertThat(report.byteSize()).isEqualTo(4 * MIB + 12 * 4096);
        assertThat(report.some()).hasSize(LeaseReport.MOST_TOLD);
        assertThat(report.some()).anySatisfy(held -> {
            assertThat(held.address()).isEqualTo(large);
            assertThat(held.place()).startsWith(LeasesTest.class.getName());
            assertThat(held.age()).isPositive();
        });
        assertThatIllegalStateException().isThrownBy(pool::close)
                .withMessageContaining("pool lender has 13 blocks of 4,243,456 bytes leased to arenas")
                .withMessageContaining("LeasesTest.areNamed")
                .withMessageContaining("and 5 more")
                .withMessageContaining("closeAbandoning");
        assertThat(pool.isClosed()).isFalse();
    }

    @Test
    @DisplayName("lie where they were asked to, and a refusal counts as no failure of the pool")
    void inGivenPlaces() {
        PoolRange second = new PoolRange(pool.baseAddress() + MIB, pool.baseAddress() + 2 * MIB);

        long within = leases.tryLeaseWithin(second, MIB, 1);
        assertThat(within).isEqualTo(second.from());
        assertThat(leases.tryLeaseWithin(second, 1, 1)).as("the range is full").isZero();
        assertThat(leases.tryLeaseOutside(List.of(second), 4096, MIB)).isEqualTo(pool.baseAddress());
        assertThat(leases.tryLeaseOutside(List.of(new PoolRange(0, Long.MAX_VALUE)), 1, 1)).isZero();

        assertThat(pool.counts().failures()).isZero();
        assertThat(leases.report().blocks()).isEqualTo(2);
        leases.giveBack(within);
        assertThat(leases.tryLeaseWithin(second, 1, 1)).isEqualTo(within);
    }

    @Test
    @DisplayName("that nobody can give back are abandoned at last: the pool ends, and late uses harm nobody")
    void areAbandoned() {
        long leased = leases.lease(MIB, 1);
        MemorySegment late = MemorySegment.ofAddress(leased).reinterpret(MIB);
        late.fill((byte) 1);
        MemorySegment ordinary = pool.allocate(100);

        LeaseReport report = pool.closeAbandoning();

        assertThat(report.blocks()).isEqualTo(1);
        assertThat(pool.isClosed()).isTrue();
        assertThatIllegalStateException().isThrownBy(() -> ordinary.get(JAVA_BYTE, 0));
        assertThatIllegalStateException().isThrownBy(() -> leases.lease(1, 1))
                .withMessageContaining("lender is closed");
        late.set(JAVA_BYTE, 5, (byte) 2);
        leases.giveBack(leased);
        assertThat(pool.closeAbandoning().isEmpty()).as("closing twice does nothing").isTrue();
        pool.close();
    }

    @Test
    @DisplayName("abandoned or not: a pool without any is closed as usual")
    void noneIsAbandoned() {
        leases.giveBack(leases.leaseSpare());
        LeaseReport report = pool.closeAbandoning();
        assertThat(report.isEmpty()).isTrue();
        assertThat(report.toString()).contains("pool lender has no block leased");
    }
}
