package dev.cleave.tiers.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No two places share a byte, small ones are packed, and all come together again. */
@DisplayName("Places")
class PlacesTest {
    private static final int CAPACITY = 256 << 10;

    private static Places places(int unit) {
        return new Places(new Layout(CAPACITY, 16 << 10, unit), CAPACITY, CAPACITY);
    }

    private static void assertAccounted(Places places) {
        assertThat(places.usedBytes() + places.freeBytes()).isEqualTo(places.capacity());
        places.verify();
    }

    @ParameterizedTest(name = "units of {0} bytes")
    @ValueSource(ints = {64, 512, 4096, 16_384})
    @DisplayName("of random sizes never overlap, and others made of the same objects agree")
    void neverOverlap(int unit) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Places places = places(unit);
        Map<Long, Long> held = new HashMap<>();
        byte[] owners = new byte[CAPACITY];
        for (int step = 0; step < 4000; step++) {
            long size = 1L + random.nextInt(random.nextInt(4) == 0 ? 20_000 : 300);
            long place = random.nextInt(3) > 0 ? places.allocate(size) : Places.NONE;
            if (place != Places.NONE) {
                assertThat(place % PackedSizes.GRAIN).as("seed %d", seed).isZero();
                for (long at = place; at < place + size; at++) {
                    assertThat(owners[(int) at]++).as("seed %d, byte %d", seed, at).isZero();
                }
                held.put(place, size);
            } else if (!held.isEmpty()) {
                long gone = new ArrayList<>(held.keySet()).get(random.nextInt(held.size()));
                long bytes = held.remove(gone);
                for (long at = gone; at < gone + bytes; at++) {
                    owners[(int) at]--;
                }
                places.free(gone, bytes);
            }
        }
        assertAccounted(places);
        Places same = places(unit);
        held.forEach((place, size) -> assertThat(same.takeAt(place, size)).isTrue());
        held.forEach((place, size) -> assertThat(same.takeAt(place, size)).isFalse());
        assertAccounted(same);
        assertThat(same.usedBytes()).isEqualTo(places.usedBytes());
        held.forEach(same::free);
        assertThat(same.usedBytes()).isZero();
        assertThat(same.allocate(CAPACITY)).as("all of it in one").isZero();
    }

    @Test
    @DisplayName("of 16 bytes are packed: 256 of them in 4 KiB")
    void packed() {
        Places places = places(512);
        List<Long> taken = new ArrayList<>();
        for (int each = 0; each < 256; each++) {
            taken.add(places.allocate(1));
        }
        assertThat(places.usedBytes()).isEqualTo(4096);
        assertThat(taken).doesNotHaveDuplicates().allMatch(each -> each / 4096 == taken.getFirst() / 4096);
    }

    @Test
    @DisplayName("that wait are free in figures, and handed out only after a checkpoint")
    void waiting() {
        Places places = places(512);
        long place = places.allocate(CAPACITY);
        places.freeLater(place, CAPACITY);
        assertThat(places.waitingBytes()).isEqualTo(CAPACITY);
        assertThat(places.usedBytes()).isZero();
        assertAccounted(places);
        assertThat(places.allocate(16)).isEqualTo(Places.NONE);
        places.freeWaiting();
        assertThat(places.waitingBytes()).isZero();
        assertThat(places.allocate(16)).isNotEqualTo(Places.NONE);
    }

    @Test
    @DisplayName("lie where room was made; what the file has yet to grow by is free in figures, and comes a step at a time")
    void growing() {
        Places places = new Places(new Layout(CAPACITY, 16 << 10, 512), 64 << 10, 64 << 10);
        assertAccounted(places);
        assertThat(places.allocate(100 << 10)).isEqualTo(Places.NONE);
        assertThat(places.nextStep(100 << 10)).isEqualTo(192 << 10);
        assertThat(places.nextStep(1)).isEqualTo(128 << 10);
        places.grownTo(192 << 10);
        assertThat(places.grownBytes()).isEqualTo(192 << 10);
        assertThat(places.allocate(100 << 10)).isNotEqualTo(Places.NONE);
        assertAccounted(places);
        assertThat(places.takeAt(200 << 10, 100)).as("behind the end").isFalse();
        places.grownTo(CAPACITY);
        assertThat(places.nextStep(1)).isEqualTo(CAPACITY);
    }

    @Test
    @DisplayName("that are not taken are not given back, and those that cannot be are not taken")
    void misuse() {
        Places places = places(512);
        long place = places.allocate(16);
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> places.free(place + 16, 16));
        assertThat(places.takeAt(-16, 16)).isFalse();
        assertThat(places.takeAt(0, 0)).isFalse();
        assertThat(places.takeAt(place + 8, 16)).as("no place begins there").isFalse();
        assertThat(places.takeAt(place, 32)).as("places there have another size").isFalse();
        assertThat(places.takeAt(100, 5000)).as("between units").isFalse();
        assertThat(places.takeAt(CAPACITY - 512, 1025)).as("over the end").isFalse();
        assertThat(places.allocate(CAPACITY + 1)).isEqualTo(Places.NONE);
        assertAccounted(places);
    }
}
