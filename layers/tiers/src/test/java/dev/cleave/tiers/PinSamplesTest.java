package dev.cleave.tiers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.buddy.Stripes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Samples of pins")
class PinSamplesTest {
    private static List<Long> drained(PinSamples samples) {
        List<Long> seen = new ArrayList<>();
        samples.drain((handle, write) -> seen.add(write ? -handle : handle));
        return seen;
    }

    @Test
    @DisplayName("at distance one are all of them, in order, and each is told once")
    void all() {
        PinSamples samples = new PinSamples(Stripes.of(1), 1);
        samples.read(7);
        samples.written(8);
        samples.read(9);
        assertThat(drained(samples)).containsExactly(7L, -8L, 9L);
        assertThat(drained(samples)).isEmpty();
    }

    @Test
    @DisplayName("keep the newest where nobody reads for long")
    void newest() {
        PinSamples samples = new PinSamples(Stripes.of(1), 1);
        for (long each = 1; each <= 1000; each++) {
            samples.read(each);
        }
        List<Long> seen = drained(samples);
        assertThat(seen).hasSize(256).startsWith(745L).endsWith(1000L);
    }

    @Test
    @DisplayName("are one pin of so many on average, and see each object of a program that goes round in step")
    void distance() {
        PinSamples samples = new PinSamples(Stripes.of(1), 16);
        Map<Long, Integer> seen = new TreeMap<>();
        int pins = 160_000;
        for (int each = 0; each < pins; each++) {
            samples.read(1 + each % 16);
            if (each % 1000 == 0) {
                drained(samples).forEach(handle -> seen.merge(handle, 1, Integer::sum));
            }
        }
        int all = seen.values().stream().mapToInt(Integer::intValue).sum();
        assertThat(all).isBetween(pins / 16 * 9 / 10, pins / 16 * 11 / 10);
        assertThat(seen).hasSize(16);
        assertThat(seen.values()).allSatisfy(count -> assertThat(count).isBetween(all / 32, all / 8));
    }
}
