package dev.cleave.memory;

import static dev.cleave.histories.Patience.waitUntil;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.record.Recorders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;
import org.junit.jupiter.api.Test;

class ObservationTest {
    private static final long MIB = 1 << 20;

    @Test
    void aPoolSaysThatTheJvmCanBeWatched() {
        try (Pool pool = Pool.builder().capacity(MIB).build()) {
            assertThat(pool.isClosed()).isFalse();
            assertThat(System.getProperty("dev.cleave.observable")).isEqualTo("1");
        }
    }

    @Test
    void blocksAreRecordedWhileARecordingWantsThemAndNotLonger() throws Exception {
        try (Pool pool = Pool.builder().name("observed").capacity(MIB).build()) {
            assertThat(Recorders.current()).isNull();
            try (RecordingStream stream = new RecordingStream()) {
                List<RecordedEvent> events = Collections.synchronizedList(new ArrayList<>());
                stream.setReuse(false);
                stream.enable("dev.cleave.RecordedBlocks").withPeriod(Duration.ofMillis(20));
                stream.onEvent("dev.cleave.RecordedBlocks", events::add);
                stream.startAsync();
                waitUntil(() -> Recorders.current() != null);
                pool.free(pool.allocateAddress(5000));
                waitUntil(() -> events.stream().mapToInt(each -> each.getInt("entries")).sum() >= 2);
                assertThat(events.getFirst().getLong("batch")).isZero();
                assertThat(events).allMatch(each -> each.getInt("format") == 1 && each.getLong("lost") == 0
                        && each.getInt("oneIn") == 1);
            }
            waitUntil(() -> Recorders.current() == null);
        }
    }

    @Test
    void figuresAndSnapshotsAreToldWhereTheyAreAskedFor() {
        Map<String, RecordedEvent> told = new ConcurrentHashMap<>();
        try (Pool pool = Pool.builder().name("figures").capacity(4 * MIB).build();
                RecordingStream stream = new RecordingStream()) {
            stream.setReuse(false);
            long block = pool.allocateAddress(MIB + 1);
            for (String name : List.of("dev.cleave.Pool", "dev.cleave.PoolSnapshot")) {
                stream.enable(name).withPeriod(Duration.ofMillis(20));
                stream.onEvent(name, event -> {
                    if (event.getString("pool").equals("figures")) {
                        told.putIfAbsent(name, event);
                    }
                });
            }
            stream.startAsync();
            waitUntil(() -> told.size() == 2);
            pool.free(block);
        }

        RecordedEvent figures = Objects.requireNonNull(told.get("dev.cleave.Pool"));
        assertThat(figures.getLong("requestedBytes")).isEqualTo(MIB + 1);
        assertThat(figures.getLong("usedBytes")).isEqualTo(MIB + 4096);
        assertThat(figures.getLong("capacityBytes")).isEqualTo(4 * MIB);
        assertThat(figures.getLong("freeBytes")).isEqualTo(3 * MIB - 4096);
        assertThat(figures.getLong("allocations")).isEqualTo(1);
        assertThat(figures.getString("freeBlocksByOrder")).matches("[0-9]+( [0-9]+)*");
        assertThat(told.get("dev.cleave.PoolSnapshot").getInt("parts")).isEqualTo(1);
    }
}
