package dev.cleave.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.memory.Pool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What leaves a cache")
class CachePolicyTest {
    private static final long MOST_BYTES = 4 << 20;
    private static final int SMALL = 100;

    private final Pool pool = SmallPool.of(16 << 20);
    private final OffHeapCache<Integer, byte[]> cache =
            OffHeapCache.of(pool, Codecs.ints(), Codecs.bytes(), MOST_BYTES);

    @AfterEach
    void close() {
        cache.close();
        pool.close();
    }

    /** Puts entries until one has left; answers how many. */
    private int fill() {
        int key = 0;
        while (cache.statistics().evictions() == 0) {
            cache.put(key++, new byte[SMALL]);
        }
        return key;
    }

    private void readAll(int keys, int times) {
        for (int time = 0; time < times; time++) {
            for (int key = 0; key < keys; key++) {
                byte[] unused = cache.get(key);
            }
        }
    }

    private int present(int keys) {
        int present = 0;
        for (int key = 0; key < keys; key++) {
            present += cache.containsKey(key) ? 1 : 0;
        }
        return present;
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 100, 150, 300, 1000})
    @DisplayName("are newcomers that nobody asks for, of whatever size, not what is asked for")
    void scan(int newSize) {
        int keys = fill();
        readAll(keys, 4);
        int before = present(keys);
        for (long put = 0, key = -1; put < MOST_BYTES; put += newSize, key--) {
            cache.put((int) key, new byte[newSize]);
        }
        assertThat(present(keys)).isGreaterThan(before * 7 / 10);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    @DisplayName("is all of a size that falls idle, however often it was asked for, when another comes")
    void idle(int readsBefore) {
        int keys = fill();
        readAll(keys, readsBefore);
        int key = -1;
        for (long put = 0; put < 20 * MOST_BYTES; put += 900) {
            cache.put(key--, new byte[900]);
        }
        assertThat(present(keys)).as("of %d that fell idle", keys).isLessThan(keys / 20);
        assertThat(cache.heldBytes()).isGreaterThan(MOST_BYTES * 95 / 100);
    }

    @Test
    @DisplayName("is a value that nobody asked for, not one that is written again and again")
    void writesCount() {
        int keys = fill();
        for (int time = 0; time < 4; time++) {
            for (int key = 0; key < 100; key++) {
                cache.put(key, new byte[SMALL]);
            }
        }
        for (int key = keys; key < 2 * keys; key++) {
            cache.put(key, new byte[SMALL]);
        }
        assertThat(present(100)).isGreaterThan(80);
    }
}
