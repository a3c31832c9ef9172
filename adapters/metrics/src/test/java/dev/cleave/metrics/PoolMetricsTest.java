package dev.cleave.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolUsage;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Meters of a pool")
class PoolMetricsTest {
    private static final long KIB = 1 << 10;
    private static final long MIB = 1 << 20;
    private static final long UNIT = 4 * KIB;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Pool pool = Pool.builder().name("watched").capacity(16 * MIB).purge(false).build();

    @AfterEach
    void close() {
        pool.close();
    }

    /** A figure that is a whole number. */
    private long gauge(String name, String... tags) {
        assertThat(ratio(name, tags)).isNotNaN();
        return (long) ratio(name, tags);
    }

    private double ratio(String name, String... tags) {
        return registry.get("cleave.pool." + name).tags(tags).gauge().value();
    }

    private long counter(String name) {
        return (long) registry.get("cleave.pool." + name).functionCounter().count();
    }

    /** Blocks of all sizes, a third of them freed again. */
    private List<Long> use() {
        SplittableRandom random = new SplittableRandom(11);
        List<Long> live = new ArrayList<>();
        for (int block = 0; block < 300; block++) {
            long address = pool.tryAllocateAddress(random.nextLong(1, 60 * KIB));
            if (address != 0 && random.nextInt(3) == 0) {
                pool.free(address);
            } else if (address != 0) {
                live.add(address);
            }
        }
        return live;
    }

    @Test
    @DisplayName("tell the pool's own figures, each of them")
    void tellTheFigures() {
        use();
        pool.space().flush();
        CleaveMetrics.of(pool).bindTo(registry);

        PoolUsage usage = pool.usage();
        assertThat(usage.requestedBytes()).isPositive().isLessThan(usage.usedBytes());
        assertThat(gauge("requested")).isEqualTo(usage.requestedBytes());
        assertThat(gauge("used")).isEqualTo(usage.usedBytes());
        assertThat(gauge("committed")).isEqualTo(usage.committedBytes());
        assertThat(gauge("reserved")).isEqualTo(usage.reservedBytes());
        assertThat(gauge("capacity")).isEqualTo(usage.capacityBytes());
        assertThat(gauge("free")).isEqualTo(usage.freeBytes());
        assertThat(gauge("largest.aligned.block")).isEqualTo(usage.largestFreeBlockBytes());
        assertThat(gauge("metadata")).isEqualTo(pool.metadataBytes());
        assertThat(ratio("reading.age")).isNotNegative();
        assertThat(ratio("reading.cost")).isNotNegative();
        long[] blocks = pool.space().freeBlocksByOrder();
        for (int order = 0; order < blocks.length; order++) {
            assertThat(gauge("free.blocks", "order", "" + order, "bytes", "" + (UNIT << order)))
                    .as("order %d", order).isEqualTo(blocks[order]);
        }
        assertThat(ratio("unusable.free.space.index", "wanted", "" + 2 * MIB))
                .isEqualTo(pool.space().unusableFreeSpaceIndex(9));
        assertThat(ratio("fragmentation.index", "wanted", "" + 2 * MIB))
                .isEqualTo(pool.space().fragmentationIndex(9));
    }

    @Test
    @DisplayName("count what the pool counts")
    void count() {
        CleaveMetrics.of(pool).bindTo(registry);
        List<Long> live = use();
        assertThat(pool.tryAllocateAddress(32 * MIB)).isZero();
        live.forEach(pool::free);
        long given = pool.trim();

        assertThat(given).isPositive();
        assertThat(counter("allocations")).isEqualTo(pool.counts().allocations()).isPositive();
        assertThat(counter("frees")).isEqualTo(pool.counts().frees()).isPositive();
        assertThat(counter("failures")).isEqualTo(pool.counts().failures()).isPositive();
        assertThat(counter("purged")).isEqualTo(given);
    }

    @Test
    @DisplayName("tell the largest block that can be had: it can, and a unit more cannot")
    void largestBlock() {
        List<Long> all = new ArrayList<>();
        for (long address = pool.tryAllocateAddress(MIB); address != 0; address = pool.tryAllocateAddress(MIB)) {
            all.add(address);
        }
        all.sort(null);
        List.of(3, 4, 5, 9).forEach(each -> pool.free(all.get(each)));
        pool.space().flush();
        CleaveMetrics.of(pool).bindTo(registry);

        assertThat(gauge("largest.block")).as("no power of two").isEqualTo(3 * MIB);
        assertThat(gauge("largest.aligned.block")).isEqualTo(2 * MIB);
        assertThat(pool.tryAllocateAddress(3 * MIB + UNIT)).isZero();
        assertThat(pool.tryAllocateAddress(3 * MIB)).isEqualTo(all.get(3));
    }

    @Test
    @DisplayName("have a full pool's largest block be none")
    void fullPool() {
        pool.allocate(16 * MIB);
        CleaveMetrics.of(pool).bindTo(registry);
        assertThat(gauge("largest.block")).isZero();
        assertThat(gauge("largest.aligned.block")).isZero();
        assertThat(gauge("free")).isZero();
        assertThat(ratio("unusable.free.space.index")).isZero();
        assertThat(ratio("fragmentation.index")).isZero();
    }

    @Test
    @DisplayName("judge fragmentation for the size that is wanted, of one byte up to all of the pool")
    void wanting() {
        CleaveMetrics.of(pool).wanting(1).bindTo(registry);
        assertThat(ratio("fragmentation.index", "wanted", "1")).isEqualTo(-1);
        SimpleMeterRegistry other = new SimpleMeterRegistry();
        long used = pool.allocateAddress(UNIT);
        pool.space().flush();
        CleaveMetrics.of(pool).wanting(16 * MIB).bindTo(other);
        assertThat(other.get("cleave.pool.unusable.free.space.index").gauge().value()).isBetween(0.0, 1.0);
        pool.free(used);
        for (long wrong : new long[] {0, -1, 16 * MIB + 1, Long.MIN_VALUE, Long.MAX_VALUE}) {
            assertThatIllegalArgumentException().isThrownBy(() -> CleaveMetrics.of(pool).wanting(wrong))
                    .withMessage("a wanted block of %d bytes: pool watched has blocks of 1 to %d bytes", wrong,
                            16 * MIB);
        }
    }

    @Test
    @DisplayName("all have a name below cleave.pool, a description, the pool's tag and those that were asked for")
    void namesAndTags() {
        CleaveMetrics.of(pool).tags(List.of(Tag.of("team", "orders"))).bindTo(registry);
        assertThat(registry.getMeters()).isNotEmpty().extracting(Meter::getId).allSatisfy(id -> {
            assertThat(id.getName()).startsWith("cleave.pool.");
            assertThat(id.getDescription()).isNotBlank();
            assertThat(id.getTag("pool")).isEqualTo("watched");
            assertThat(id.getTag("team")).isEqualTo("orders");
        });
    }

    // --------------------------------------------------------------------------------------------------------- closing

    @Test
    @DisplayName("of a closed pool read NaN and do not throw; its counters stay")
    void closedPool() {
        CleaveMetrics.of(pool).bindTo(registry);
        use().forEach(pool::free);
        long allocations = counter("allocations");
        assertThat(gauge("used")).isZero();

        pool.close();

        assertThat(registry.getMeters()).filteredOn(Gauge.class::isInstance).isNotEmpty()
                .allSatisfy(each -> assertThat(((Gauge) each).value()).as(each.getId().getName()).isNaN());
        assertThat(registry.getMeters()).filteredOn(FunctionCounter.class::isInstance).isNotEmpty()
                .allSatisfy(each -> assertThat(((FunctionCounter) each).count()).isNotNegative());
        assertThat(counter("allocations")).isEqualTo(allocations);
    }

    @Test
    @DisplayName("may be read while the pool is used and closed")
    void closedBesideReaders() throws InterruptedException {
        for (int round = 0; round < 20; round++) {
            SimpleMeterRegistry each = new SimpleMeterRegistry();
            Pool shortLived = Pool.builder().name("short").capacity(4 * MIB).build();
            CleaveMetrics.of(shortLived).bindTo(each);
            AtomicBoolean ended = new AtomicBoolean();
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            List<Thread> threads = new ArrayList<>();
            for (int reader = 0; reader < 3; reader++) {
                threads.add(Thread.ofPlatform().uncaughtExceptionHandler((thread, failure) -> thrown.set(failure))
                        .start(() -> {
                            do {
                                unpaced().ifOpen(shortLived, 0L, pool -> unpaced().of(pool).endNanos());
                                each.getMeters().forEach(Meter::measure);
                            } while (!ended.get());
                        }));
            }
            for (int block = 0; block < 500; block++) {
                shortLived.free(shortLived.allocateAddress(1 + block * 31 % 9000));
            }
            shortLived.close();
            ended.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(thrown.get()).isNull();
        }
    }

    /** A reading that nobody took before: it is taken at once. */
    private static PacedReading<Pool, PoolReading> unpaced() {
        return new PacedReading<>(PoolReading::of, Pool::isClosed, System::nanoTime);
    }

    @Test
    @DisplayName("do not keep a pool that nobody else has")
    void weak() throws InterruptedException {
        WeakReference<Pool> dropped = bindOne();
        for (int look = 0; look < 200 && dropped.get() != null; look++) {
            System.gc();
            Thread.sleep(10);
        }
        assertThat(dropped.get()).as("collected").isNull();
        assertThat(ratio("used", "pool", "dropped")).isNaN();
    }

    private WeakReference<Pool> bindOne() {
        Pool dropped = Pool.builder().name("dropped").capacity(MIB).purge(false).build();
        CleaveMetrics.of(dropped).bindTo(registry);
        assertThat(gauge("capacity", "pool", "dropped")).isEqualTo(MIB);
        dropped.close();
        return new WeakReference<>(dropped);
    }

    // ------------------------------------------------------------------------------------------------------ same names

    @Test
    @DisplayName("of a second pool of the same name are refused, rather than never seen")
    void sameName() {
        CleaveMetrics.of(pool).bindTo(registry);
        int before = registry.getMeters().size();
        try (Pool other = Pool.builder().name("watched").capacity(MIB).build()) {
            assertThatIllegalArgumentException().isThrownBy(() -> CleaveMetrics.of(other).bindTo(registry))
                    .withMessageContaining("cleave.pool").withMessageContaining("watched")
                    .withMessageContaining("give this one a tag");
            assertThat(registry.getMeters()).hasSize(before);
            assertThat(gauge("capacity")).isEqualTo(16 * MIB);

            CleaveMetrics.of(other).tags(List.of(Tag.of("shard", "2"))).bindTo(registry);
            assertThat(gauge("capacity", "shard", "2")).isEqualTo(MIB);
        }
    }

    @Test
    @DisplayName("of a pool that was closed make room for those of the next one of its name, and for nothing else's")
    void reopened() {
        try (Pool neighbour = Pool.builder().name("watched").capacity(2 * MIB).build()) {
            CleaveMetrics.of(pool).bindTo(registry);
            CleaveMetrics.of(neighbour).tags(List.of(Tag.of("shard", "2"))).bindTo(registry);
            int before = registry.getMeters().size();
            pool.close();
            try (Pool next = Pool.builder().name("watched").capacity(16 * MIB).build()) {
                next.allocate(MIB);
                CleaveMetrics.of(next).bindTo(registry);
                assertThat(gauge("capacity", "shard", "2")).isEqualTo(2 * MIB);
                assertThat(registry.get("cleave.pool.used").gauges()).extracting(Gauge::value)
                        .containsExactlyInAnyOrder((double) MIB, 0.0);
                assertThat(registry.getMeters()).hasSize(before);
            }
        }
    }
}
