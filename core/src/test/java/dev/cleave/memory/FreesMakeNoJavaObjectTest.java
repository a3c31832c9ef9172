package dev.cleave.memory;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What gives memory back works where the Java heap is full, so it must not need it: counted to the byte. */
@DisplayName("Without a byte of the Java heap")
class FreesMakeNoJavaObjectTest {
    private static final int BLOCKS = 2_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final long[] addresses = new long[BLOCKS];
    private final MemorySegment[] segments = new MemorySegment[BLOCKS];
    private final Lease[] leases = new Lease[BLOCKS];

    /** Prepares and measures until what was compiled or linked meanwhile no longer counts; answers the bytes of the last round. */
    private static long allocatedBy(Runnable prepare, Runnable measured) {
        long allocated = Long.MAX_VALUE;
        for (int round = 0; round < 20 && allocated > 0; round++) {
            prepare.run();
            long before = THREADS.getCurrentThreadAllocatedBytes();
            measured.run();
            allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
        }
        return allocated;
    }

    private static PoolBuilder builder() {
        return Pool.builder().capacity(64 << 20).purge(false);
    }

    private void allocate(Pool pool) {
        for (int each = 0; each < BLOCKS; each++) {
            addresses[each] = pool.allocateAddress(1 + each % 20_000);
        }
    }

    private void free(Pool pool) {
        for (long address : addresses) {
            pool.free(address);
        }
    }

    @Test
    @DisplayName("blocks are freed by address")
    void byAddress() {
        try (Pool pool = builder().build()) {
            assertThat(allocatedBy(() -> allocate(pool), () -> free(pool))).isZero();
        }
    }

    @Test
    @DisplayName("blocks are freed that are sampled, all of them")
    void sampled() {
        try (Pool pool = builder().sampleEvery(1).build()) {
            assertThat(allocatedBy(() -> allocate(pool), () -> free(pool))).isZero();
            assertThat(pool.topSites(10)).isEmpty();
        }
    }

    @Test
    @DisplayName("sampled blocks are made shorter")
    void shortened() {
        try (Pool pool = builder().sampleEvery(1).build()) {
            assertThat(allocatedBy(() -> {
                for (int each = 0; each < BLOCKS; each++) {
                    addresses[each] = pool.allocateAddress(20_000);
                }
            }, () -> {
                for (long address : addresses) {
                    pool.resize(address, 5_000);
                    pool.free(address);
                }
            })).isZero();
        }
    }

    @Test
    @DisplayName("blocks are freed by segment")
    void bySegment() {
        try (Pool pool = builder().build()) {
            assertThat(allocatedBy(() -> {
                for (int each = 0; each < BLOCKS; each++) {
                    segments[each] = pool.allocate(1 + each % 20_000, 64);
                }
            }, () -> {
                for (MemorySegment segment : segments) {
                    pool.free(segment);
                }
            })).isZero();
        }
    }

    @Test
    @DisplayName("leases are given back, spares too")
    void leased() {
        try (Pool pool = builder().sampleEvery(1).build()) {
            assertThat(allocatedBy(() -> {
                for (int each = 0; each < BLOCKS; each++) {
                    leases[each] = pool.leases().leaseSpare();
                    addresses[each] = pool.leases().lease(1 + each % 20_000, 1);
                }
            }, () -> {
                for (int each = 0; each < BLOCKS; each++) {
                    pool.leases().giveBack(leases[each]);
                    pool.leases().giveBack(addresses[each]);
                }
            })).isZero();
        }
    }

    @Test
    @DisplayName("it is told how much is used and committed")
    void figures() {
        try (Pool pool = builder().build()) {
            long[] sum = new long[1];
            assertThat(allocatedBy(() -> allocate(pool), () -> {
                sum[0] += pool.usedBytes() + pool.committedBytes();
                free(pool);
            })).isZero();
            assertThat(sum[0]).isPositive();
        }
    }
}
