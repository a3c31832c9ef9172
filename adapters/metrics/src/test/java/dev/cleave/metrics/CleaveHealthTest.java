package dev.cleave.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cleave.memory.Pool;
import dev.cleave.metrics.CleaveHealth.Report;
import dev.cleave.metrics.CleaveHealth.Status;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Each test looks at the pool when it has the state to be seen: the reading of a pool lasts a
 * second.
 */
@DisplayName("The health of a pool")
class CleaveHealthTest {
    private static final long KIB = 1 << 10;
    private static final long MIB = 1 << 20;

    private final Pool pool = Pool.builder().name("patient").capacity(16 * MIB).purge(false).build();

    @AfterEach
    void close() {
        pool.close();
    }

    private List<Long> fill(long byteSize) {
        List<Long> all = new ArrayList<>();
        while (pool.usedBytes() < pool.capacity()) {
            all.add(pool.allocateAddress(byteSize));
        }
        return all;
    }

    @Test
    @DisplayName("is up where there is room, and nothing was refused")
    void up() {
        pool.allocateAddress(MIB);
        Report report = CleaveHealth.of(pool).look();
        assertThat(report).isEqualTo(new Report(Status.UP, List.of(), 15 * MIB, MIB, MIB, 16 * MIB, 0));
    }

    @Test
    @DisplayName("is degraded where what is free is scattered, and the reason says so")
    void scattered() {
        List<Long> all = fill(MIB);
        for (int block = 0; block < all.size(); block += 2) {
            pool.free(all.get(block));
        }
        Report report = CleaveHealth.of(pool).look();
        assertThat(report.status()).isEqualTo(Status.DEGRADED);
        assertThat(report.largestBlockBytes()).isEqualTo(MIB);
        assertThat(report.reasons()).containsExactly("a block of " + 2 * MIB + " bytes cannot be had: " + 8 * MIB
                + " bytes are free, but scattered, and the largest block has " + MIB);
        assertThat(CleaveHealth.of(pool).wanting(MIB).look().status()).isEqualTo(Status.UP);
    }

    @Test
    @DisplayName("is full where less is free than is wanted")
    void full() {
        List<Long> all = fill(MIB);
        pool.free(all.getFirst());
        CleaveHealth health = CleaveHealth.of(pool).nearlyFullAt(1);
        Report report = health.look();
        assertThat(report.status()).isEqualTo(Status.FULL);
        assertThat(report.reasons()).containsExactly("a block of " + 2 * MIB + " bytes cannot be had: " + MIB + " of "
                + 16 * MIB + " bytes are free");
    }

    @Test
    @DisplayName("is degraded where the pool is nearly full: committed, and what is committed used")
    void nearlyFull() {
        pool.allocateAddress(15 * MIB);
        Report report = CleaveHealth.of(pool).wanting(4 * KIB).look();
        assertThat(report.status()).isEqualTo(Status.DEGRADED);
        assertThat(report.reasons()).containsExactly(15 * MIB + " of " + 16 * MIB + " bytes are committed, and "
                + 15 * MIB + " of those used: the pool is nearly full");
        assertThat(CleaveHealth.of(pool).wanting(4 * KIB).nearlyFullAt(0.95).look().status()).isEqualTo(Status.UP);
    }

    @Test
    @DisplayName("is up where all is committed, but free")
    void committedAndFree() {
        pool.free(pool.allocateAddress(16 * MIB));
        Report report = CleaveHealth.of(pool).look();
        assertThat(report.committedBytes()).isEqualTo(16 * MIB);
        assertThat(report.status()).isEqualTo(Status.UP);
    }

    @Test
    @DisplayName("is degraded by requests refused since the last look, once")
    void failures() {
        assertThat(pool.tryAllocateAddress(32 * MIB)).as("before there is a health to look at").isZero();
        CleaveHealth health = CleaveHealth.of(pool);
        assertThat(health.look().status()).isEqualTo(Status.UP);
        assertThat(pool.tryAllocateAddress(32 * MIB)).isZero();
        assertThat(pool.tryAllocateAddress(32 * MIB)).isZero();

        Report report = health.look();
        assertThat(report.status()).isEqualTo(Status.DEGRADED);
        assertThat(report.failures()).isEqualTo(2);
        assertThat(report.reasons()).containsExactly("2 requests were refused since the last look");
        assertThat(health.look().status()).isEqualTo(Status.UP);
    }

    @Test
    @DisplayName("is full where the pool is closed, and does not throw")
    void closed() {
        CleaveHealth health = CleaveHealth.of(pool);
        pool.close();
        assertThat(health.look()).isEqualTo(new Report(Status.FULL,
                List.of("pool patient is closed: nothing can be had"), 0, 0, 0, 0, 0));
    }

    @Test
    @DisplayName("refuses sizes that the pool can never have, and shares that are none")
    void badInput() {
        for (long wrong : new long[] {0, -1, Long.MIN_VALUE, Long.MAX_VALUE, 16 * MIB + 1}) {
            assertThatIllegalArgumentException().isThrownBy(() -> CleaveHealth.of(pool).wanting(wrong))
                    .withMessageContaining("a wanted block of " + wrong + " bytes");
        }
        for (double wrong : new double[] {-0.1, 1.1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatIllegalArgumentException().isThrownBy(() -> CleaveHealth.of(pool).nearlyFullAt(wrong))
                    .withMessageContaining("it must be from 0 to 1");
        }
    }
}
