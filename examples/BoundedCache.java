import dev.cleave.memory.Pool;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** A cache with no limit of its own: it fills the pool, and gives its oldest entries back when the pool is full. */
final Map<Integer, MemorySegment> cache = new LinkedHashMap<>();

void main() {
    try (Pool pool = Pool.builder().capacity(16L << 20).pressureListener(this::giveBack).build()) {
        for (int key = 0; key < 10_000; key++) {
            MemorySegment entry = pool.allocate(10_000); // when the pool is full, calls giveBack and tries again
            entry.set(ValueLayout.JAVA_INT, 0, key);
            cache.put(key, entry);
        }
        IO.println("%,d entries, the oldest of key %,d".formatted(cache.size(), oldestKey()));
        IO.println(pool.usage());
    }                                                    // closing the pool ends the entries too
}

/** Runs on the thread whose request would fail: here that is always the one that uses the cache. */
void giveBack(Pool pool, long byteSize) {
    Iterator<MemorySegment> oldest = cache.values().iterator();
    for (int i = 0; i < 64 && oldest.hasNext(); i++) {
        pool.free(oldest.next());
        oldest.remove();
    }
}

int oldestKey() {
    return cache.values().iterator().next().get(ValueLayout.JAVA_INT, 0);
}
