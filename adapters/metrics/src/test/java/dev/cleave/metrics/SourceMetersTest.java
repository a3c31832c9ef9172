package dev.cleave.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Meters of a source")
class SourceMetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AtomicLong source = new AtomicLong();
    private final SourceMeters<AtomicLong, Long> meters = new SourceMeters<>(registry, "some", Tags.of("of", "test"),
            source, new PacedReading<>(AtomicLong::get, each -> each.get() < 0, System::nanoTime));

    @Test
    @DisplayName("have counters that never fall, as what is counted without atomics may")
    void countersNeverFall() {
        meters.counter("count", null, "A count", AtomicLong::get);
        source.set(10);
        assertThat(registry.get("some.count").functionCounter().count()).isEqualTo(10);
        source.set(7);
        assertThat(registry.get("some.count").functionCounter().count()).isEqualTo(10);
        source.set(11);
        assertThat(registry.get("some.count").functionCounter().count()).isEqualTo(11);
    }

    @Test
    @DisplayName("all tell one reading")
    void oneReading() {
        meters.gauge("figure", null, "A figure", each -> each);
        meters.countOf("counted", null, "A count of the reading", each -> each);
        source.set(10);
        assertThat(registry.get("some.figure").gauge().value()).isEqualTo(10);
        assertThat(registry.get("some.counted").functionCounter().count()).isEqualTo(10);
        assertThat(registry.get("some.reading.age").gauge().value()).isNotNegative();
        source.set(-1);
        assertThat(registry.get("some.figure").gauge().value()).isNaN();
        assertThat(registry.get("some.reading.age").gauge().value()).isNaN();
        assertThat(registry.get("some.reading.cost").gauge().value()).isNaN();
    }
}
