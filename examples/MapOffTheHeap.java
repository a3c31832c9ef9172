import dev.cleave.cache.Codecs;
import dev.cleave.cache.OffHeapMap;
import dev.cleave.memory.Pool;
import java.util.Map;
import java.util.concurrent.ConcurrentMap;

/** Counts words by a ConcurrentMap whose entries the garbage collector never sees. */
void main() throws InterruptedException {
    try (Pool pool = Pool.builder().capacity(64L << 20).build();
            OffHeapMap<String, Long> counts = OffHeapMap.of(pool, Codecs.strings(), Codecs.longs())) {
        ConcurrentMap<String, Long> view = counts.asMap();
        Thread[] counters = new Thread[4];
        for (int each = 0; each < counters.length; each++) {
            int first = each;
            counters[each] = Thread.ofPlatform().start(() -> {
                for (int word = 0; word < 100_000; word++) {
                    view.merge("word " + (word * 7 + first) % 25_000, 1L, Long::sum);
                }
            });
        }
        for (Thread each : counters) {
            each.join();
        }
        long sum = view.values().stream().mapToLong(Long::longValue).sum();
        Map.Entry<String, Long> any = view.entrySet().iterator().next();
        IO.println("%,d words, counted %,d times in all; one of them: %s".formatted(view.size(), sum, any));
        IO.println("%,d bytes off the Java heap".formatted(counts.heldBytes()));
    }
}
