package dev.cleave.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.lab.peer.AllocatorName;
import dev.cleave.lab.peer.CacheStore;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The bench of caches")
class CacheWorkloadTest {
    private static final long MOST_BYTES = 4 << 20;

    static List<AllocatorName> caches() {
        return AllocatorName.all().stream().filter(AllocatorName::servesCaches).toList();
    }

    private static Trial trial(Workload workload, AllocatorName name, int threads) {
        BenchSettings usual = new BenchSettings(OptionalInt.empty(), 64 << 20, false, Duration.ZERO,
                Duration.ofMillis(1), 1, 0, Duration.ofSeconds(30), Clock.ELAPSED, 1, HeapLoad.of(0, MOST_BYTES, 1));
        return new Trial(name, workload, threads, usual.variants(workload).getFirst());
    }

    @DisplayName("measures every cache, with values of one size and of many, and finds each key's own value")
    @ParameterizedTest(name = "{0}")
    @MethodSource("caches")
    void everyCacheDoesEveryWorkload(AllocatorName name) {
        for (Workload workload : Workload.named("cache")) {
            assertThat(workload.whyNot(name, 2, trial(workload, name, 2).settings())).isEmpty();
        }
        for (Workload workload : List.of(Workload.CACHE_READ_50, Workload.CACHE_MIXED)) {
            try (TrialRunner runner = new TrialRunner(trial(workload, name, 2))) {
                RoundResult result = runner.round(Duration.ofMillis(1)).getFirst();
                assertThat(result.operations()).isPositive();
                assertThat(result.failures()).isZero();
            }
        }
    }

    /** A store on the Java heap that counts, and can answer what is another key's. */
    private static final class Books implements CacheStore {
        private final ConcurrentHashMap<Long, byte[]> entries = new ConcurrentHashMap<>();
        private final AtomicLong gets = new AtomicLong();
        private final AtomicLong puts = new AtomicLong();
        private boolean lies;

        @Override
        public byte[] get(long key) {
            gets.incrementAndGet();
            return entries.get(lies ? key ^ 1 : key);
        }

        @Override
        public void put(long key, byte[] value) {
            puts.incrementAndGet();
            entries.put(key, value);
        }

        @Override
        public void close() {}
    }

    private static CacheWorker worker(Books books, int readPercent) {
        return new CacheWorker(books, new CacheLoad(readPercent, new long[] {16}, 100), new RandomSource(1, 0), 0, 1);
    }

    @DisplayName("fills in every key, then reads and writes in the shares that were asked for")
    @Test
    void readsAndWritesInShares() {
        Books books = new Books();
        CacheWorker half = worker(books, 50);
        half.prepare();
        assertThat(books.entries).hasSize(100);
        books.puts.set(0);

        assertThat(half.run(0, System.nanoTime())).isEqualTo(Worker.CHUNK);

        assertThat(books.gets.get() + books.puts.get()).isEqualTo(Worker.CHUNK);
        assertThat(books.gets.get()).isBetween(Worker.CHUNK * 45L / 100, Worker.CHUNK * 55L / 100);
        books.puts.set(0);
        assertThat(worker(books, 100).run(0, System.nanoTime())).isEqualTo(Worker.CHUNK);
        assertThat(books.puts.get()).isZero();
    }

    @DisplayName("puts what is not there, and counts as failed what is another key's")
    @Test
    void countsWrongValues() {
        Books books = new Books();
        CacheWorker worker = worker(books, 100);
        assertThat(worker.run(0, System.nanoTime())).isEqualTo(Worker.CHUNK);
        assertThat(worker.takeFailures()).isZero();
        assertThat(books.entries).isNotEmpty();

        worker.prepare();
        books.lies = true;
        assertThat(worker.run(0, System.nanoTime())).isZero();
        assertThat(worker.takeFailures()).isEqualTo(Worker.CHUNK);
    }

    @DisplayName("asks for the most wanted key of a thousand every eighth time, and for none that there is not")
    @Test
    void keysAreSkewed() {
        ZipfKeys keys = new ZipfKeys(new RandomSource(1, 0), 1000);
        int[] counts = new int[1000];
        for (int each = 0; each < 100_000; each++) {
            counts[keys.next()]++;
        }
        Arrays.sort(counts);
        assertThat(counts[999]).isBetween(12_000, 14_500); // 1 / (1 + 2^-0.99 + … + 1000^-0.99) is 0.1294
        assertThat(counts[998]).isBetween(6_000, 7_500);
    }

    @DisplayName("is for caches, and caches for nothing else")
    @Test
    void whoHasNoCacheIsToldSo() {
        AllocatorName ohc = AllocatorName.require("ohc");
        AllocatorName malloc = AllocatorName.require("malloc");
        BenchSettings settings = trial(Workload.CACHE_READ, ohc, 1).settings();
        assertThat(settings.onlyBytes()).isEqualTo(OptionalLong.of(100));
        assertThat(Workload.CACHE_READ.whyNot(malloc, 1, settings)).contains("it has no cache");
        assertThat(Workload.PAIR.whyNot(ohc, 1, settings)).contains("it has caches alone");
        assertThatThrownBy(() -> new HeapPeer(malloc).cache(1))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("it has no cache");
        assertThatThrownBy(() -> malloc.openCache(1))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("malloc has no cache");
        try (Peer cache = new CachePeer(ohc)) {
            assertThatThrownBy(() -> cache.forThread(1)).hasMessage("it has caches alone");
        }
    }
}
