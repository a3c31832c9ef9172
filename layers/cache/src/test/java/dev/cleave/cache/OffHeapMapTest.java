package dev.cleave.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An off-heap map")
class OffHeapMapTest {
    private final Pool pool = SmallPool.of(64 << 20);

    @AfterEach
    void everythingIsGivenBack() {
        assertThat(pool.usedBytes()).isZero();
        pool.close();
    }

    /** A codec that does what it is told. */
    private static final class Liar implements Codec<String> {
        long saidMore;
        RuntimeException thrown;
        boolean answersNull;

        @Override
        public long byteSize(String value) {
            return value.length() + saidMore;
        }

        @Override
        public long encode(String value, MemorySegment target) {
            if (thrown != null) {
                throw thrown;
            }
            for (int each = 0; each < value.length(); each++) {
                target.set(ValueLayout.JAVA_BYTE, each, (byte) value.charAt(each));
            }
            return value.length();
        }

        @Override
        public String decode(MemorySegment source) {
            return answersNull
                    ? null
                    : new String(source.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.US_ASCII);
        }
    }

    @Test
    @DisplayName("does what a HashMap does, whatever is put, replaced and removed, and costs nothing when it is empty")
    void randomHistory() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Map<String, byte[]> plain = new HashMap<>();
        try (OffHeapMap<String, byte[]> map =
                OffHeapMap.builder(pool, Codecs.strings(), Codecs.bytes()).stripes(4).build()) {
            for (int round = 0; round < 60_000; round++) {
                String key = "key " + random.nextInt(2000);
                byte[] value = new byte[random.nextInt(round % 1000 == 0 ? 100_000 : 300)];
                random.nextBytes(value);
                switch (random.nextInt(6)) {
                    case 0 -> assertThat(map.getAndRemove(key)).as("seed %d", seed).isEqualTo(plain.remove(key));
                    case 1 -> assertThat(map.putIfAbsent(key, value)).as("seed %d", seed)
                            .isEqualTo(plain.putIfAbsent(key, value));
                    case 2 -> assertThat(map.getAndReplace(key, value)).isEqualTo(plain.replace(key, value));
                    case 3 -> {
                        map.put(key, value);
                        plain.put(key, value);
                    }
                    default -> assertThat(map.get(key)).as("seed %d", seed).isEqualTo(plain.get(key));
                }
                assertThat(map.size()).isEqualTo(plain.size());
            }
            plain.forEach((key, value) -> assertThat(map.get(key)).isEqualTo(value));
            map.clear();
            assertThat(map.size()).isZero();
            assertThat(map.heldBytes()).isZero();
        }
    }

    @Test
    @DisplayName("keeps many small entries in 32 bytes and at most 13 of index each, and finds them all")
    void many() {
        int count = 100_000;
        try (OffHeapMap<Long, Long> map = OffHeapMap.of(pool, Codecs.longs(), Codecs.longs())) {
            for (long each = 0; each < count; each++) {
                map.put(each, ~each);
            }
            assertThat(map.heldBytes()).isBetween(32L * count, (32L + 13) * count);
            for (long each = 0; each < count; each++) {
                if (map.get(each) != ~each) {
                    throw new AssertionError("lost " + each);
                }
            }
            assertThat(map.get((long) count)).isNull();
            for (long each = 0; each < count; each++) {
                assertThat(map.remove(each)).isTrue();
            }
            assertThat(map.heldBytes()).as("small tables").isLessThan(256 * 512);
        }
    }

    @Test
    @DisplayName("computes, merges, replaces and removes as a ConcurrentMap")
    void computes() {
        try (OffHeapMap<Integer, String> map = OffHeapMap.of(pool, Codecs.ints(), Codecs.strings())) {
            assertThat(map.compute(1, (key, old) -> old + "a")).isEqualTo("nulla");
            assertThat(map.computeIfPresent(1, (key, old) -> old + "b")).isEqualTo("nullab");
            assertThat(map.computeIfPresent(2, (key, old) -> "no")).isNull();
            assertThat(map.computeIfAbsent(2, key -> "two")).isEqualTo("two");
            assertThat(map.computeIfAbsent(2, key -> "no")).isEqualTo("two");
            assertThat(map.computeIfAbsent(3, key -> null)).isNull();
            assertThat(map.merge(2, "!", String::concat)).isEqualTo("two!");
            assertThat(map.merge(4, "!", String::concat)).isEqualTo("!");
            assertThat(map.replace(4, "?", "x")).isFalse();
            assertThat(map.replace(4, "!", "x")).isTrue();
            assertThat(map.remove(4, "!")).isFalse();
            assertThat(map.remove(4, "x")).isTrue();
            assertThat(map.compute(1, (key, old) -> null)).isNull();
            assertThat(map.containsKey(1)).isFalse();
            assertThat(map.getAll(List.of(1, 2, 3))).containsExactly(Map.entry(2, "two!"));
        }
    }

    @Test
    @DisplayName("lets a function that it calls change the map, the same key too: the function is called anew")
    void recursion() {
        try (OffHeapMap<Integer, String> map = OffHeapMap.of(pool, Codecs.ints(), Codecs.strings())) {
            map.put(1, "a");
            String value = map.compute(1, (key, old) -> {
                if ("a".equals(old)) {
                    map.put(1, "b");
                }
                return old + "!";
            });
            assertThat(value).isEqualTo("b!").isEqualTo(map.get(1));
        }
    }

    @Test
    @DisplayName("reads in place: what is put or removed meanwhile changes nothing there, and the segment ends with the call")
    void readsInPlace() {
        AtomicReference<MemorySegment> escaped = new AtomicReference<>();
        try (OffHeapMap<Integer, byte[]> map = OffHeapMap.of(pool, Codecs.ints(), Codecs.bytes())) {
            map.put(1, new byte[] {1, 2, 3});
            Integer sum = map.read(1, value -> {
                map.put(1, new byte[100]);
                assertThat(map.remove(1)).isTrue();
                for (int each = 0; each < 100; each++) {
                    map.put(100 + each, new byte[] {9, 9, 9});
                }
                assertThatThrownBy(map::close).isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(() -> value.set(ValueLayout.JAVA_BYTE, 0, (byte) 1)).isNotNull();
                escaped.set(value);
                return value.get(ValueLayout.JAVA_BYTE, 0) + value.get(ValueLayout.JAVA_BYTE, 2)
                        + (int) value.byteSize();
            });
            assertThat(sum).isEqualTo(1 + 3 + 3);
            assertThat(map.<Integer>read(1, value -> 1)).isNull();
            assertThatThrownBy(() -> escaped.get().get(ValueLayout.JAVA_BYTE, 0))
                    .isInstanceOf(IllegalStateException.class);
            long held = map.heldBytes();
            map.put(1, new byte[3]);
            assertThat(map.heldBytes()).isBetween(held, held + 32);
        }
    }

    @Test
    @DisplayName("goes through all entries once, finds those replaced meanwhile, and removes by the way")
    void iterates() {
        try (OffHeapMap<Integer, Integer> map =
                OffHeapMap.builder(pool, Codecs.ints(), Codecs.ints()).stripes(2).build()) {
            for (int each = 0; each < 1000; each++) {
                map.put(each, each);
            }
            Map<Integer, Integer> seen = new HashMap<>();
            for (Iterator<Map.Entry<Integer, Integer>> all = map.iterator(); all.hasNext();) {
                Map.Entry<Integer, Integer> entry = all.next();
                assertThat(seen.put(entry.getKey(), entry.getValue())).isNull();
                if (entry.getKey() % 2 == 0) {
                    all.remove();
                }
                map.computeIfPresent((entry.getKey() * 7 + 1) % 1000, (key, value) -> value + 1000);
            }
            assertThat(seen).hasSize(1000);
            assertThat(map.size()).isEqualTo(500);
            assertThatThrownBy(() -> map.iterator().remove()).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    @DisplayName("refuses codecs that throw, lie or answer null, by which and how, and is as it was")
    void codecsThatLie() {
        Liar liar = new Liar();
        try (OffHeapMap<Integer, String> map = OffHeapMap.of(pool, Codecs.ints(), liar)) {
            map.put(1, "one");
            long held = map.heldBytes();
            liar.saidMore = 2;
            assertThatThrownBy(() -> map.put(1, "two")).isInstanceOf(CodecException.class)
                    .hasMessageContaining("5 bytes").hasMessageContaining("wrote 3");
            liar.saidMore = -2;
            assertThatThrownBy(() -> map.put(1, "two")).isInstanceOf(CodecException.class)
                    .hasRootCauseInstanceOf(IndexOutOfBoundsException.class);
            liar.saidMore = -10;
            assertThatThrownBy(() -> map.put(1, "two")).isInstanceOf(CodecException.class).hasMessageContaining("-7");
            liar.saidMore = 0;
            liar.thrown = new IllegalArgumentException("planned");
            assertThatThrownBy(() -> map.put(2, "two")).isInstanceOf(CodecException.class)
                    .hasRootCauseMessage("planned");
            liar.thrown = null;
            assertThat(map.heldBytes()).isEqualTo(held);
            liar.answersNull = true;
            assertThatThrownBy(() -> map.get(1)).isInstanceOf(CodecException.class).hasMessageContaining("null");
            assertThatThrownBy(() -> map.getAndRemove(1)).isInstanceOf(CodecException.class);
            assertThat(map.size()).isZero();
        }
    }

    @Test
    @DisplayName("refuses nulls, and everything once it is closed")
    void badInput() {
        OffHeapMap<Integer, String> map = OffHeapMap.of(pool, Codecs.ints(), Codecs.strings());
        assertThatNullPointerException().isThrownBy(() -> map.put(null, "")).withMessage("key");
        assertThatNullPointerException().isThrownBy(() -> map.put(1, null)).withMessage("value");
        assertThatNullPointerException().isThrownBy(() -> map.get(null)).withMessage("key");
        assertThatNullPointerException().isThrownBy(() -> map.replace(1, null, ""));
        assertThatNullPointerException().isThrownBy(() -> map.compute(1, null)).withMessage("function");
        assertThatThrownBy(() -> OffHeapMap.builder(pool, Codecs.ints(), Codecs.ints()).stripes(3))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("3 stripes");
        assertThat(map.size()).isZero();
        map.close();
        map.close();
        assertThat(map.isClosed()).isTrue();
        assertThatThrownBy(() -> map.get(1)).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
        assertThatThrownBy(() -> map.put(1, "")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> map.remove(1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(map::iterator).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(map::clear).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @DisplayName("says that the pool is full, keeps what it has, and goes on when there is room")
    void fullPool() {
        try (OffHeapMap<Integer, byte[]> map = OffHeapMap.of(pool, Codecs.ints(), Codecs.bytes())) {
            int put = 0;
            try {
                while (true) {
                    map.put(put, new byte[1 << 20]);
                    put++;
                }
            } catch (PoolExhaustedException full) {
                assertThat(map.size()).isEqualTo(put);
            }
            assertThat(map.get(put - 1)).hasSize(1 << 20);
            assertThat(map.remove(0)).isTrue();
            map.put(put, new byte[1 << 20]);
        }
    }
}
