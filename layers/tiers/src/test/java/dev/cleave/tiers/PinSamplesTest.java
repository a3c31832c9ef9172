package dev.cleave.tiers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.buddy.Stripes;
import dev.cleave.histories.Together;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
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
    @DisplayName("of two threads that share a stripe are lost or come early, but are never of what nobody pinned")
    void oneStripe() throws Exception {
        PinSamples samples = new PinSamples(Stripes.of(1), 3);
        int pins = 100_000;
        List<Long> seen = new ArrayList<>();
        Callable<Void> reader = () -> {
            for (long each = 1; each <= pins; each++) {
                samples.read(2 * each);
            }
            return null;
        };
        Callable<Void> writer = () -> {
            for (long each = 1; each <= pins; each++) {
                samples.written(2 * each + 1);
            }
            return null;
        };
        Together.run(List.of(reader, writer, () -> {
            for (int round = 0; round < 1000; round++) {
                seen.addAll(drained(samples));
            }
            return null;
        }));
        seen.addAll(drained(samples));
        assertThat(seen).isNotEmpty().allSatisfy(sample -> {
            boolean written = sample < 0;
            assertThat(Math.abs(sample)).isBetween(2L, 2L * pins + 1);
            assertThat(Math.abs(sample) % 2).as("sample %d", sample).isEqualTo(written ? 1 : 0);
        });
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
