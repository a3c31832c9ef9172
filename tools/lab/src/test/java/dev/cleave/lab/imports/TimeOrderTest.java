package dev.cleave.lab.imports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.lab.imports.BufferEvent.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The order of time")
class TimeOrderTest {
    private static List<BufferEvent> ordered(List<BufferEvent> events, int longestRun) throws IOException {
        List<BufferEvent> result = new ArrayList<>();
        try (TimeOrder order = new TimeOrder(longestRun)) {
            for (BufferEvent event : events) {
                order.add(event);
            }
            assertThat(order.size()).isEqualTo(events.size());
            for (@Nullable BufferEvent event = order.next(); event != null; event = order.next()) {
                result.add(event);
            }
            assertThat(order.next()).as("behind the last").isNull();
        }
        return result;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 512, 513, 5000, 10_000})
    @DisplayName("is that of a stable sort, however long the runs are, and every field comes through")
    void runsAreMerged(int longestRun) throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<BufferEvent> events = new ArrayList<>();
        for (int index = 0; index < (longestRun == 1 ? 300 : 5000); index++) {
            // few times, so that many are equal
            events.add(new BufferEvent(random.nextInt(200), Kind.values()[random.nextInt(4)], random.nextLong(),
                    random.nextLong(), random.nextLong(), index, random.nextInt()));
        }
        List<BufferEvent> expected = new ArrayList<>(events);
        expected.sort(Comparator.comparingLong(BufferEvent::nanos));

        assertThat(ordered(events, longestRun)).as("seed %d", seed).isEqualTo(expected);
    }

    @Test
    @DisplayName("of nothing is nothing")
    void nothingIsOrdered() throws IOException {
        assertThat(ordered(List.of(), 4)).isEmpty();
    }
}
