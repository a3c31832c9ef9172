package dev.cleave.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.histories.Together;
import dev.cleave.memory.Pool;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The races of the package, by number. */
@DisplayName("An off-heap map, by several threads")
class MapRaceTest {
    private static final int KEYS = 64;

    /** A value that says whose it is: a key, a length, and that in each byte. */
    private static byte[] stamped(int key, Random random) {
        byte[] value = new byte[1 + random.nextInt(random.nextInt(50) == 0 ? 20_000 : 200)];
        Arrays.fill(value, (byte) (key * 31 + value.length));
        return value;
    }

    private static boolean isStamped(int key, byte[] value) {
        for (byte each : value) {
            if (each != (byte) (key * 31 + value.length)) {
                return false;
            }
        }
        return true;
    }

    @Test
    @DisplayName("shows every reader whole values of the key that it asked for, copied and in place (races 1 to 4)")
    void stamps() throws Exception {
        try (Pool pool = SmallPool.of(64 << 20);
                OffHeapMap<Integer, byte[]> map =
                        OffHeapMap.builder(pool, Codecs.ints(), Codecs.bytes()).stripes(2).build()) {
            AtomicInteger writing = new AtomicInteger(2);
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int each = 0; each < 2; each++) {
                tasks.add(() -> write(map, new Random(), writing));
                tasks.add(() -> read(map, new Random(), writing));
            }
            tasks.add(() -> iterate(map, writing));
            Together.run(tasks);
            map.clear();
            assertThat(map.heldBytes()).as("nothing is lost").isZero();
        }
    }

    private static Void write(OffHeapMap<Integer, byte[]> map, Random random, AtomicInteger writing) {
        try {
            for (int round = 0; round < 30_000; round++) {
                int key = random.nextInt(round % 4096 < 2048 ? KEYS : 32 * KEYS);
                switch (random.nextInt(4)) {
                    case 0 -> map.remove(key);
                    case 1 -> map.compute(key, (same, old) -> stamped(key, random));
                    default -> map.put(key, stamped(key, random));
                }
            }
        } finally {
            writing.decrementAndGet();
        }
        return null;
    }

    private static Void read(OffHeapMap<Integer, byte[]> map, Random random, AtomicInteger writing) {
        while (writing.get() > 0) {
            int key = random.nextInt(KEYS);
            byte[] value = map.get(key);
            if (value != null && !isStamped(key, value)) {
                throw new AssertionError("key " + key + " has another's value");
            }
            Boolean whole = map.read(key, segment -> isStampedInPlace(key, segment));
            if (whole != null && !whole) {
                throw new AssertionError("key " + key + " has another's value in place");
            }
        }
        return null;
    }

    private static boolean isStampedInPlace(int key, MemorySegment value) {
        Thread.yield();
        return isStamped(key, value.toArray(ValueLayout.JAVA_BYTE));
    }

    private static Void iterate(OffHeapMap<Integer, byte[]> map, AtomicInteger writing) {
        while (writing.get() > 0) {
            for (Map.Entry<Integer, byte[]> each : map.asMap().entrySet()) {
                if (!isStamped(each.getKey(), each.getValue())) {
                    throw new AssertionError("key " + each.getKey() + " came with another's value");
                }
            }
        }
        return null;
    }

    @Test
    @DisplayName("loses no addition where several threads compute one key (race 5)")
    void additions() throws Exception {
        int rounds = 20_000;
        try (Pool pool = SmallPool.of(16 << 20);
                OffHeapMap<String, Long> map = OffHeapMap.of(pool, Codecs.strings(), Codecs.longs())) {
            Callable<Void> adding = () -> {
                for (int round = 0; round < rounds; round++) {
                    map.merge("sum", 1L, Long::sum);
                }
                return null;
            };
            Together.run(List.of(adding, adding, adding));
            assertThat(map.get("sum")).isEqualTo(3L * rounds);
        }
    }
}
