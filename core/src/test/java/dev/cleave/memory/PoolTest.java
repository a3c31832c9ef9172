package dev.cleave.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PoolTest {
    private static final long MIB = 1 << 20;

    private static PoolBuilder small() {
        return Pool.builder().name("small").capacity(4 * MIB).purge(false);
    }

    @Test
    void aBlockHasExactlyTheBytesAskedForAndKeepsWhatIsWritten() {
        try (Pool pool = small().build()) {
            MemorySegment block = pool.allocate(10_000);
            block.fill((byte) 7);

            assertThat(block.byteSize()).isEqualTo(10_000);
            assertThat(block.get(JAVA_BYTE, 9_999)).isEqualTo((byte) 7);
            assertThat(pool.memory().get(JAVA_BYTE, block.address() - pool.baseAddress())).isEqualTo((byte) 7);
            pool.free(block);
        }
    }

    @Test
    void requestedUsedCommittedAndReservedAreFourFigures() {
        try (Pool pool = small().build()) {
            long one = pool.allocateAddress(10_000);
            long other = pool.allocateAddress(1);

            PoolUsage usage = pool.usage();
            assertThat(usage.requestedBytes()).isEqualTo(10_001);
            assertThat(usage.usedBytes()).isEqualTo(4 * 4096);
            assertThat(usage.committedBytes()).isEqualTo(4 * 4096);
            assertThat(usage.reservedBytes()).isEqualTo(4 * MIB);
            assertThat(usage.capacityBytes()).isEqualTo(4 * MIB);
            assertThat(usage.freeBytes()).isEqualTo(4 * MIB - 4 * 4096);
            assertThat(usage.largestFreeBlockBytes()).isEqualTo(2 * MIB);

            pool.free(one);
            pool.free(other);
            assertThat(pool.usage().requestedBytes()).isZero();
            assertThat(pool.usage().usedBytes()).isZero();
            assertThat(pool.usage().committedBytes()).as("committed until it is dropped").isEqualTo(4 * 4096);
            assertThat(pool.usage().largestFreeBlockBytes()).isEqualTo(4 * MIB);
        }
    }

    @Test
    void aBlockIsResizedInPlaceAndAllFiguresFollow() {
        try (Pool pool = small().purge(false).build()) {
            MemorySegment block = pool.allocate(10_000);
            block.fill((byte) 7);
            long address = block.address();

            assertThat(pool.resize(address, 50_000)).isTrue();
            MemorySegment longer = pool.memory().asSlice(address - pool.baseAddress(), 50_000);
            assertThat(longer.get(JAVA_BYTE, 9_999)).as("what was in it").isEqualTo((byte) 7);
            longer.fill((byte) 8);
            PoolUsage usage = pool.usage();
            assertThat(usage.requestedBytes()).isEqualTo(50_000);
            assertThat(usage.usedBytes()).isEqualTo(13 * 4096);
            assertThat(usage.committedBytes()).isEqualTo(13 * 4096);

            assertThat(pool.resize(address, 50_001)).as("within its units").isTrue();
            assertThat(pool.usage().requestedBytes()).isEqualTo(50_001);
            assertThat(pool.resize(address, 1)).isTrue();
            usage = pool.usage();
            assertThat(usage.requestedBytes()).isEqualTo(1);
            assertThat(usage.usedBytes()).isEqualTo(4096);
            assertThat(usage.committedBytes()).as("committed until it is dropped").isEqualTo(13 * 4096);

            Lease inItsTail = new Lease();
            pool.leases().lease(inItsTail, 4 * 4096, 1);
            assertThat(inItsTail.address()).as("where it was").isEqualTo(address + 4 * 4096);
            assertThat(inItsTail.isZero()).isFalse();
            pool.space().verify();
            pool.leases().giveBack(inItsTail);
            pool.free(address);
        }
    }

    @Test
    void aLeaseIsResizedAndStaysALease() {
        try (Pool pool = small().purge(false).build()) {
            long leased = pool.leases().lease(100_000, 1);
            assertThat(pool.leases().resize(leased, MIB)).isTrue();
            assertThat(pool.usage().requestedBytes()).as("all of a lease").isEqualTo(MIB);
            assertThat(pool.usage().committedBytes()).isEqualTo(MIB);
            assertThat(pool.leases().resize(leased, 5 * MIB)).as("more than the pool").isFalse();
            assertThat(pool.leases().resize(leased, 5_000)).isTrue();
            assertThat(pool.usage().usedBytes()).isEqualTo(8192);
            assertThatIllegalStateException().isThrownBy(pool::close);
            pool.leases().giveBack(leased);
        }
    }

    @Test
    void theSiteOfABlockThatGrewHoldsWhatItGained() {
        try (Pool pool = small().sampleEvery(4096).build()) {
            long address = pool.allocateAddress(MIB);
            assertThat(pool.resize(address, 2 * MIB)).isTrue();
            assertThat(pool.topSites(10).stream().mapToLong(AllocationSite::estimatedBytes).sum()).isEqualTo(2 * MIB);
            pool.free(address);
            assertThat(pool.topSites(10)).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 8, 64, 4096, 8192, 65_536, MIB, 2 * MIB, 4 * MIB})
    void anyAlignmentUpToTheLargestBlockIsHonoured(long alignment) {
        try (Pool pool = small().build()) {
            MemorySegment block = pool.allocate(100, alignment);

            assertThat(block.address() % alignment).isZero();
            assertThat(block.byteSize()).isEqualTo(100);
            assertThat(pool.usage().requestedBytes()).isEqualTo(100);
            pool.free(block);
            assertThat(pool.usage().usedBytes()).isZero();
            assertThat(pool.usage().requestedBytes()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {8192, 65_536, 2 * MIB})
    void anAlignmentBelowTheSizeAsksForNoLargerHoleThanTheSizeDoes(long alignment) {
        try (Pool pool = Pool.builder().capacity(128 * MIB).purge(false).build()) {
            long first = pool.allocateAddress(4096);
            assertThat(first).isEqualTo(pool.baseAddress());

            MemorySegment block = pool.allocate(100 * MIB, alignment);
            assertThat(block.address() % alignment).isZero();
            pool.free(block);
            long leased = pool.leases().tryLease(100 * MIB, alignment);
            assertThat(leased % alignment).isZero();
            pool.leases().giveBack(leased);
            assertThat(pool.tryAllocate(126 * MIB, alignment)).isPresent();
        }
    }

    @Test
    void anAlignmentAboveTheSizeUsesNoMoreThanTheSize() {
        try (Pool pool = small().build()) {
            for (int each = 0; each < 4; each++) {
                assertThat(pool.allocateAddress(100, MIB) % MIB).isZero();
            }
            assertThat(pool.usedBytes()).isEqualTo(4 * 4096);
            assertThat(pool.tryAllocateAddress(100, MIB)).as("no fifth such place").isZero();
            assertThat(pool.tryAllocateAddress(MIB - 4096, 4096)).as("what lies between serves others").isNotZero();
        }
    }

    @Test
    void usedBytesAreToldWithoutDisturbingAnybody() {
        try (Pool pool = small().build()) {
            long block = pool.allocateAddress(10_000);
            Lease spare = pool.leases().leaseSpare();
            assertThat(pool.usedBytes()).isEqualTo(4 * 4096).isEqualTo(pool.usage().usedBytes());
            long address = spare.address();
            pool.leases().giveBack(spare);
            assertThat(pool.usedBytes()).as("a block that waits is free for all who ask").isEqualTo(3 * 4096);
            assertThat(pool.leases().leaseSpare().address()).as("and waits on").isEqualTo(address);
            pool.leases().giveBack(spare);
            pool.free(block);
            assertThat(pool.usedBytes()).isZero();
        }
    }

    @Test
    void blocksAndRefusalsAreCounted() {
        try (Pool pool = small().build()) {
            long one = pool.allocateAddress(10_000);
            long leased = pool.leases().lease(10_000, 1);
            pool.free(one);
            assertThat(pool.counts()).isEqualTo(new PoolCounts(2, 1, 0));

            assertThat(pool.tryAllocateAddress(5 * MIB)).isZero();
            assertThat(pool.leases().tryLease(5 * MIB, 1)).isZero();
            assertThat(pool.tryAllocateAt(pool.baseAddress(), 5 * MIB)).isFalse();
            assertThatThrownBy(() -> pool.allocate(5 * MIB)).isInstanceOf(PoolExhaustedException.class);
            pool.leases().giveBack(leased);
            assertThat(pool.counts()).isEqualTo(new PoolCounts(2, 2, 4));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {64, 256, 4096, 65_536, 1 << 20})
    void unitsFrom64BytesUpServeExactly(long unit) {
        try (Pool pool = small().unit(unit).build()) {
            long address = pool.allocateAddress(unit + 1);

            assertThat(pool.usage().usedBytes()).isEqualTo(2 * unit);
            assertThat(pool.usage().requestedBytes()).isBetween(unit + 1, unit + 1 + unit / 32_768);
            pool.free(address);
            pool.space().verify();
        }
    }

    @Test
    void aCapacityThatIsNoMultipleOfTheUnitIsRoundedDown() {
        try (Pool pool = Pool.builder().capacity(10_000).build()) {
            assertThat(pool.capacity()).isEqualTo(8192);
            assertThat(pool.tryAllocateAddress(8193)).isZero();
            assertThat(pool.tryAllocateAddress(8192)).isEqualTo(pool.baseAddress());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {4096, 3 * 4096, 5 * MIB, 5 * MIB + 4096, 63 * MIB})
    void aPoolOfAnySizeCanBeHandedOutWhole(long capacity) {
        try (Pool pool = Pool.builder().capacity(capacity).purge(false).build()) {
            for (int round = 0; round < 3; round++) {
                long whole = pool.allocateAddress(capacity);
                assertThat(pool.tryAllocateAddress(1)).isZero();
                pool.free(whole);
            }
            assertThat(pool.usage().freeBytes()).isEqualTo(capacity);
        }
    }

    @Test
    void theDefaultCapacityIsAQuarterOfWhatTheProcessMayUse() {
        try (Pool pool = Pool.builder().budget(MemoryBudget.unlimited()).build()) {
            long limit = OperatingSystem.current().memoryLimit();
            long expected = (limit > 0 ? limit : Runtime.getRuntime().maxMemory()) / 4;

            assertThat(pool.capacity()).isEqualTo(expected / 4096 * 4096);
            assertThat(pool.metadataBytes()).isLessThan(pool.capacity() / 2000);
        }
    }

    @Test
    void aPrefaultedPoolIsCommittedAtOnce() {
        try (Pool pool = small().prefault(true).build()) {
            assertThat(pool.usage().committedBytes()).isEqualTo(4 * MIB);
            assertThat(pool.usage().usedBytes()).isZero();
        }
    }

    @Test
    void memoryTakenFromTheSpaceDirectlyIsCommittedOnceToldSo() {
        try (Pool pool = small().build()) {
            long offset = pool.space().allocate(4);
            assertThat(pool.usage().committedBytes()).isZero();
            pool.markTouched(offset, 16);

            assertThat(pool.usage().committedBytes()).isEqualTo(16 * 4096);
            pool.space().free(offset);
            assertThat(pool.trim()).isEqualTo(16 * 4096);
        }
    }

    @Test
    void addressesMakeNoGarbage() {
        try (Pool pool = small().build()) {
            allocateAndFree(pool);
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long before = threads.getCurrentThreadAllocatedBytes();
            allocateAndFree(pool);
            long after = threads.getCurrentThreadAllocatedBytes();

            assertThat(after - before).isLessThan(1_000);
        }
    }

    private static void allocateAndFree(Pool pool) {
        for (int round = 0; round < 10_000; round++) {
            long one = pool.allocateAddress(1 + round);
            long other = pool.tryAllocateAddress(4096);
            pool.free(one);
            pool.free(other);
        }
    }

    @Test
    void aFullPoolReportsWhatWasAskedAndWhatThereIs() {
        try (Pool pool = small().sampleEvery(1).build()) {
            long[] blocks = new long[1024];
            for (int i = 0; i < blocks.length; i++) {
                blocks[i] = pool.allocateAddress(4096);
            }
            for (int i = 0; i < blocks.length; i += 2) {
                pool.free(blocks[i]);
            }

            assertThat(pool.tryAllocateAddress(8192)).isZero();
            assertThatThrownBy(() -> pool.allocate(8192))
                    .isInstanceOfSatisfying(PoolExhaustedException.class, full -> {
                        assertThat(full.requestedBytes()).isEqualTo(8192);
                        assertThat(full.usage().freeBytes()).isEqualTo(2 * MIB);
                        assertThat(full.usage().largestFreeBlockBytes()).isEqualTo(4096);
                        assertThat(full.unusableFreeSpaceIndex()).isEqualTo(1);
                        assertThat(full.fragmentationIndex()).isGreaterThan(0.4);
                        assertThat(full.topSites()).isNotEmpty();
                        assertThat(full.topSites().getFirst().estimatedBytes()).isEqualTo(2 * MIB);
                        assertThat(full.topSites().getFirst().place()).contains("PoolTest");
                    })
                    .hasMessageContaining("pool small cannot give 8,192 bytes")
                    .hasMessageContaining("scattered");
        }
    }
}
