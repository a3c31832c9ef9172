package dev.cleave.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.memory.Pool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A snapshot of a cache")
class CacheSnapshotTest {
    @TempDir
    private Path folder;

    private final Pool pool = SmallPool.of(16 << 20);
    private final AtomicLong clock = new AtomicLong();

    @AfterEach
    void closePool() {
        pool.close();
    }

    private OffHeapCache<String, Long> open() {
        return OffHeapCache.builder(pool, Codecs.strings(), Codecs.longs(), 1 << 20)
                .clock(clock::get).expireSingly().build();
    }

    private Path saved() throws Exception {
        Path file = folder.resolve("cache");
        try (OffHeapCache<String, Long> cache = open()) {
            cache.put("one", 1L);
            cache.put("two", 2L, Duration.ofMillis(10));
            cache.put("old", 3L, Duration.ofMillis(1));
            clock.addAndGet(5_000_000);
            assertThat(cache.save(file)).isEqualTo(2);
        }
        return file;
    }

    @Test
    @DisplayName("brings every entry back, with the time that it had left, whatever the clock says now")
    void thereAndBack() throws Exception {
        Path file = saved();
        clock.set(-77_000_000);
        try (OffHeapCache<String, Long> cache = open()) {
            cache.put("three", 3L);
            assertThat(cache.load(file)).isEqualTo(2);
            assertThat(cache.asMap()).containsExactlyInAnyOrderEntriesOf(Map.of("one", 1L, "two", 2L, "three", 3L));
            clock.addAndGet(6_000_000);
            assertThat(cache.asMap()).containsOnlyKeys("one", "three");
        }
        assertThat(folder.toFile().list()).as("no part is left").containsExactly("cache");
    }

    @Test
    @DisplayName("is refused where it was torn off at any byte, changed in any byte, or is none, and nothing is put")
    void damage() throws Exception {
        Path file = saved();
        byte[] whole = Files.readAllBytes(file);
        try (OffHeapCache<String, Long> cache = open()) {
            for (int length = 0; length < whole.length; length++) {
                Files.write(file, Arrays.copyOf(whole, length));
                assertThatThrownBy(() -> cache.load(file)).as("torn at %d", length)
                        .isInstanceOf(SnapshotDamagedException.class).hasMessageContaining("cache: ");
            }
            for (int at = 0; at < whole.length; at++) {
                byte[] changed = whole.clone();
                changed[at] ^= 0x10;
                Files.write(file, changed);
                assertThatThrownBy(() -> cache.load(file)).as("changed at %d", at)
                        .isInstanceOf(SnapshotDamagedException.class);
            }
            Files.write(file, Arrays.copyOf(whole, whole.length + 1));
            assertThatThrownBy(() -> cache.load(file)).hasMessageContaining("follows its end");
            whole[11] = 2;
            Files.write(file, whole);
            assertThatThrownBy(() -> cache.load(file)).hasMessageContaining("version 2");
            assertThat(cache.size()).isZero();
        }
    }
}
