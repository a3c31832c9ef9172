package dev.cleave.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every misuse of a pool is a precise exception, and leaves the pool as it was. */
class PoolMisuseTest {
    private static final long CAPACITY = 1 << 20;

    private final Pool pool = Pool.builder().name("mine").capacity(CAPACITY).purge(false).build();
    private final long live = pool.allocateAddress(10_000);
    private final PoolUsage before = pool.usage();

    @AfterEach
    void thePoolIsUnharmed() {
        assertThat(pool.usage()).usingRecursiveComparison().ignoringFields("committedBytes").isEqualTo(before);
        pool.space().verify();
        pool.free(live);
        assertThat(pool.usage().usedBytes()).isZero();
        assertThat(pool.usage().requestedBytes()).isZero();
        pool.space().verify();
        pool.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void sizesBelowOneAreRefused(long byteSize) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> pool.allocate(byteSize))
                .withMessageContaining(byteSize + " bytes")
                .withMessageContaining("at least 1");
        assertThatIllegalArgumentException().isThrownBy(() -> pool.allocateAddress(byteSize));
        assertThatIllegalArgumentException().isThrownBy(() -> pool.tryAllocateAddress(byteSize));
        assertThatIllegalArgumentException().isThrownBy(() -> pool.allocate(byteSize, 8));
        assertThatIllegalArgumentException().isThrownBy(() -> pool.leases().lease(byteSize, 8));
    }

    @ParameterizedTest
    @ValueSource(longs = {CAPACITY + 1, 1L << 40, Long.MAX_VALUE - 4096, Long.MAX_VALUE})
    void sizesBeyondTheCapacityAreRefused(long byteSize) {
        assertThatExceptionOfType(PoolExhaustedException.class)
                .isThrownBy(() -> pool.allocate(byteSize))
                .withMessageContaining("larger capacity")
                .satisfies(full -> assertThat(full.requestedBytes()).isEqualTo(byteSize));
        assertThat(pool.tryAllocateAddress(byteSize)).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 3, 24, Long.MIN_VALUE})
    void alignmentsThatAreNoPowerOfTwoAreRefused(long alignment) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> pool.allocate(100, alignment))
                .withMessageContaining("alignment " + alignment + " is not a power of two");
    }

    @Test
    void alignmentsBeyondTheLargestBlockAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> pool.allocate(100, 2 * CAPACITY))
                .withMessageContaining("at most " + CAPACITY);
    }

    @Test
    void aBlockFreedTwiceIsRefused() {
        long address = pool.allocateAddress(5000);
        pool.free(address);

        assertThatIllegalArgumentException().isThrownBy(() -> pool.free(address))
                .withMessageContaining("address 0x" + Long.toHexString(address))
                .withMessageContaining("pool mine")
                .withMessageContaining("freed already")
                .withMessageContaining("once");
        assertThatIllegalArgumentException().isThrownBy(() -> pool.resize(address, 10))
                .withMessageContaining("pool mine").withMessageContaining("freed already");
    }

    @Test
    void whatTheSpaceOrThePurgeHoldsIsNotThePools() {
        long offset = pool.space().allocate(1);
        long address = pool.baseAddress() + offset * pool.unit();

        assertThatIllegalArgumentException().isThrownBy(() -> pool.free(address))
                .withMessageContaining("pool mine").withMessageContaining("past the pool");
        assertThat(pool.space().isBlock(offset)).as("it is as it was").isTrue();
        pool.space().free(offset);
    }

    @Test
    void anAddressInsideABlockIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> pool.free(live + 8))
                .withMessageContaining("lies inside a unit");
        assertThatIllegalArgumentException().isThrownBy(() -> pool.free(live + 4096))
                .withMessageContaining("inside a block of 12,288 bytes")
                .withMessageContaining("0x" + Long.toHexString(live))
                .withMessageContaining("pool mine");
    }

    @Test
    void anAddressNeverAllocatedIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> pool.free(pool.baseAddress() + CAPACITY / 2))
                .withMessageContaining("pool mine").withMessageContaining("none was ever allocated");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, 4096, Long.MAX_VALUE, Long.MIN_VALUE})
    void anAddressOutsideIsRefused(long address) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> pool.free(address))
                .withMessageContaining("is not of pool mine");
    }

    @Test
    void theBlockOfAnotherPoolIsRefusedAndStaysAlive() {
        try (Pool other = Pool.builder().capacity(CAPACITY).build()) {
            MemorySegment foreign = other.allocate(100);

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> pool.free(foreign))
                    .withMessageContaining("is not of pool mine");
            assertThat(other.usage().requestedBytes()).isEqualTo(100);
            other.space().verify();
        }
    }

    @Test
    void aLeasedBlockIsNotFreed() {
        long leased = pool.leases().lease(5000, 1);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> pool.free(leased))
                .withMessageContaining(
                        "0x" + Long.toHexString(leased) + " is leased to an arena or a heap of pool mine");
        assertThat(pool.usage().usedBytes()).isEqualTo(before.usedBytes() + 8192);

        pool.leases().giveBack(leased);
    }

    @Test
    void aWaitingSpareIsNotFreed() {
        Lease spare = pool.leases().leaseSpare();
        pool.leases().giveBack(spare);

        assertThatIllegalArgumentException().isThrownBy(() -> pool.free(spare.address()))
                .withMessageContaining("leased");
        assertThatIllegalArgumentException().as("twice").isThrownBy(() -> pool.leases().giveBack(spare))
                .withMessageContaining("pool mine").withMessageContaining("once");
    }

    @Test
    void whatIsNotLeasedIsNotGivenBack() {
        long givenBack = pool.leases().lease(5000, 1);
        pool.leases().giveBack(givenBack);

        for (long address : new long[] {live, givenBack, live + 4096, pool.baseAddress() + CAPACITY / 2}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> pool.leases().giveBack(address))
                    .withMessageContaining("is no leased block of pool mine");
        }
        for (long address : new long[] {0, live + 1, pool.baseAddress() + CAPACITY, -1}) {
            assertThatIllegalArgumentException().isThrownBy(() -> pool.leases().giveBack(address));
        }
    }

    @Test
    void aSpareGivenBackWithoutASlotToWaitInIsAnOrdinaryLease() {
        Lease spare = pool.leases().leaseSpare();
        Lease ordinary = pool.leases().leaseSpare();
        pool.leases().giveBack(spare);

        pool.leases().giveBack(ordinary);

        assertThat(pool.usage().usedBytes()).as("neither is lost").isEqualTo(before.usedBytes());
    }

    @Test
    void whatIsNoBlockIsNotResized() {
        for (long byteSize : new long[] {0, -1, Long.MIN_VALUE}) {
            assertThatIllegalArgumentException().isThrownBy(() -> pool.resize(live, byteSize))
                    .withMessageContaining("at least 1");
        }
        for (long byteSize : new long[] {CAPACITY + 1, Long.MAX_VALUE}) {
            assertThat(pool.resize(live, byteSize)).as("%d bytes", byteSize).isFalse();
        }
        for (long wrong : new long[] {0, live + 1, live + 4096, live - 1, pool.baseAddress() + CAPACITY}) {
            assertThatIllegalArgumentException().isThrownBy(() -> pool.resize(wrong, 5000));
            assertThatIllegalArgumentException().isThrownBy(() -> pool.leases().resize(wrong, 5000));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> pool.leases().resize(live, 5000))
                .withMessageContaining("no leased block");
        long leased = pool.leases().lease(5000, 1);
        assertThatIllegalArgumentException().isThrownBy(() -> pool.resize(leased, 100))
                .withMessageContaining("leased to an arena");
        pool.leases().giveBack(leased);
        assertThatIllegalArgumentException().isThrownBy(() -> pool.leases().resize(leased, 100));
    }

    @Test
    void aSegmentOnTheHeapIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> pool.free(MemorySegment.ofArray(new byte[10])))
                .withMessageContaining("Java heap");
    }

    @Test
    void touchedMemoryMustBeOfThePool() {
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> pool.markTouched(-1, 1));
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> pool.markTouched(0, CAPACITY / 4096 + 1));
    }

    @Test
    void aClosedPoolRefusesEverythingAndItsSegmentsAreDead() {
        Pool closed = Pool.builder().name("gone").capacity(CAPACITY).build();
        MemorySegment segment = closed.allocate(100);
        long address = segment.address();
        closed.close();
        closed.close();

        assertThatIllegalStateException().isThrownBy(() -> segment.get(JAVA_BYTE, 0));
        assertThatIllegalStateException()
                .isThrownBy(() -> closed.allocate(1))
                .withMessageContaining("pool gone is closed");
        assertThatIllegalStateException().isThrownBy(() -> closed.allocateAddress(1));
        assertThatIllegalStateException().isThrownBy(() -> closed.tryAllocateAddress(1));
        assertThatIllegalStateException().isThrownBy(() -> closed.allocate(1, 64));
        assertThatIllegalStateException().isThrownBy(() -> closed.leases().lease(1, 1));
        assertThatIllegalStateException().isThrownBy(() -> closed.leases().leaseSpare());
        assertThatIllegalStateException().isThrownBy(() -> closed.free(address));
        assertThatIllegalStateException().isThrownBy(closed::trim);
        assertThatIllegalStateException().isThrownBy(closed::snapshot);
        closed.space().verify();
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Pool.builder().capacity(0));
        assertThatIllegalArgumentException().isThrownBy(() -> Pool.builder().capacity(-5));
        assertThatIllegalArgumentException().isThrownBy(() -> Pool.builder().unit(0));
        assertThatIllegalArgumentException().isThrownBy(() -> Pool.builder().unit(32));
        assertThatIllegalArgumentException().isThrownBy(() -> Pool.builder().unit(4097));
        assertThatIllegalArgumentException().isThrownBy(() -> Pool.builder().unit(1L << 31));
        assertThatIllegalArgumentException().isThrownBy(() -> Pool.builder().decay(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> Pool.builder().sampleEvery(0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Pool.builder().capacity(100).build())
                .withMessageContaining("holds no unit");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Pool.builder().capacity(CAPACITY).node(999).build())
                .withMessageContaining("NUMA node 999");
    }
}
