package dev.cleave.lab.jfr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.lab.jfr.FlightTimeline.Mark;
import dev.cleave.lab.jfr.FlightTimeline.Point;
import dev.cleave.lab.jfr.FlightTimeline.Series;
import dev.cleave.lab.trace.MalformedTraceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A time line that is read back")
class FlightJsonReaderTest {
    private static final Instant START = Instant.parse("2026-11-30T12:00:00.250Z");
    private static final FlightTimeline LINE = new FlightTimeline("app.jfr", START, START.plusMillis(2_500),
            List.of(new Series("orders", "used", "bytes", List.of(new Point(0, 1), new Point(1_000.5, 3e9)))),
            List.of(new Mark(7, 0.25, "dev.cleave.Purge", "orders", "3 MiB given back"),
                    new Mark(7, 0, "jdk.GarbageCollection", "JVM", "G1")),
            Map.of("dev.cleave.Purge", 1L), 5);

    @TempDir
    Path folder;

    private String file(String text) throws IOException {
        return Files.writeString(folder.resolve("line.json"), text).toString();
    }

    @Test
    @DisplayName("is the one that was written")
    void roundTrip() throws Exception {
        assertThat(FlightJsonReader.read(file(FlightJson.of(LINE).toString()))).isEqualTo(LINE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "\"format\":\"cleave-timeline\" | \"format\":\"other\" | its \"format\" is 'other': expected 'cleave-timeline'",
        "\"version\":1 | \"version\":2 | of version 2, and this command knows version 1",
        "2026-11-30T12:00:00.250Z | yesterday | its start 'yesterday' is no time",
        "[1000.5,3.0E9] | [1000.5] | point 1 of its series 0 is [1000.5]: expected [milliseconds, value]",
        "[1000.5,3.0E9] | [1000.5,\"x\"] | expected [milliseconds, value]",
        "[1000.5,3.0E9] | [-1,0] | point 1 of its series 0 is at -1.0 ms: expected 0.0 or later",
        "\"durationMillis\":0.25 | \"durationMillis\":-1 | a \"durationMillis\" is -1: expected milliseconds",
        "\"millis\":2500.0 | \"millis\":1e300 | a \"millis\" is 1.0E300",
        "\"source\":\"orders\",\"what\" | \"what\" | series 0 has no text \"source\"",
        "\"marks\": | \"notes\": | it has no list of \"marks\"",
        "\"dev.cleave.Purge\":1} | \"dev.cleave.Purge\":-1} | its counts.dev.cleave.Purge is -1",
        "\"marksLeftOut\":5} | \"marksLeftOut\":5 | is no whole JSON"
    })
    @DisplayName("is refused where it is not as it must be, and which part of it that is")
    void refused(String part, String instead, String because) throws Exception {
        String good = FlightJson.of(LINE).toString();
        assertThat(good).contains(part);
        String bad = file(good.replace(part, instead));
        assertThatThrownBy(() -> FlightJsonReader.read(bad)).isInstanceOf(MalformedTraceException.class)
                .hasMessageStartingWith(bad + ": ").hasMessageContaining(because);
    }

    @Test
    @DisplayName("is refused or read, and nothing else happens, whatever its bytes are")
    void damaged() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        String good = FlightJson.of(LINE).toString();
        for (int each = 0; each < 2_000; each++) {
            StringBuilder text = new StringBuilder(good);
            for (int change = random.nextInt(3); change >= 0; change--) {
                text.setCharAt(random.nextInt(text.length()), (char) (32 + random.nextInt(95)));
            }
            text.setLength(random.nextInt(4) == 0 ? random.nextInt(text.length()) : text.length());
            try {
                FlightJsonReader.read(file(text.toString()));
            } catch (MalformedTraceException refused) {
                assertThat(refused).as("seed %d", seed).hasMessageContaining("line.json: ");
            }
        }
        assertThatThrownBy(() -> FlightJsonReader.read(folder.resolve("none").toString()))
                .hasMessageContaining("there is no such file");
    }

    @Test
    @DisplayName("is thinned out without losing its peaks or its order")
    void thins() {
        List<Point> points = new ArrayList<>();
        for (int each = 0; each < 10_000; each++) {
            points.add(new Point(each, each == 7_777 ? 1e9 : each == 3_333 ? -5 : each % 10));
        }
        Series series = new Series("orders", "used", "bytes", points);
        List<Point> thinned = series.between(100, 9_900, 200);
        assertThat(thinned).hasSizeBetween(100, 202).contains(new Point(7_777, 1e9), new Point(3_333, -5))
                .isSortedAccordingTo((one, other) -> Double.compare(one.millis(), other.millis()))
                .allMatch(each -> each.millis() >= 100 && each.millis() <= 9_900);
        assertThat(series.between(5, 7, 200)).hasSize(3);
        assertThat(series.between(20_000, 30_000, 200)).isEmpty();
    }
}
