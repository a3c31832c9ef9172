package dev.cleave.lab.jfr;

import dev.cleave.lab.jfr.FlightTimeline.Mark;
import dev.cleave.lab.jfr.FlightTimeline.Point;
import dev.cleave.lab.jfr.FlightTimeline.Series;
import dev.cleave.lab.report.ByteText;
import dev.cleave.lab.trace.MalformedTraceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedObject;
import jdk.jfr.consumer.RecordingFile;

/**
 * Reads a recording into a time line. What other events there are is passed over; a field that
 * another version does not have is left out.
 */
public final class FlightReader {
    /** The source of what is no pool's. */
    static final String JVM = "JVM";

    private static final int MOST_MARKS = 20_000;
    private static final String BYTES = "bytes";
    private static final String SHARE = "share";
    private static final Map<String, String> POOL_FIGURES = Map.of("requestedBytes", "requested", "usedBytes", "used",
            "committedBytes", "committed", "capacityBytes", "capacity", "freeBytes", "free", "largestFreeBlockBytes",
            "largest free block");

    private static final Map<String, Function<RecordedEvent, String>> MARKS = Map.of(
            "dev.cleave.Purge", event -> bytes(event, "droppedBytes") + " given back, " + event.getString("cause"),
            "dev.cleave.AllocationFailure", event -> bytes(event, "byteSize") + " refused, with "
                    + bytes(event, "freeBytes") + " free",
            "dev.cleave.HeapFailure", event -> "no slot of " + bytes(event, "slotBytes"),
            "dev.cleave.HeapTrim", event -> bytes(event, "bytes") + " given back to the pool, "
                    + event.getString("cause"),
            "dev.cleave.HeapLeak", event -> event.getLong("liveBlocks") + " blocks never freed",
            "jdk.GarbageCollection", event -> event.getString("name") + ", " + event.getString("cause"));

    private final String name;
    private final Map<String, Map<String, List<Timed>>> values = new TreeMap<>();
    private final Map<String, String> units = new TreeMap<>();
    private final List<TimedMark> marks = new ArrayList<>();
    private final Map<String, Long> counts = new TreeMap<>();
    private long leftOut;
    private Instant start = Instant.MAX;
    private Instant end = Instant.MIN;

    private record Timed(Instant at, double value) {}

    private record TimedMark(Instant at, double millis, String event, String source, String text) {}

    private FlightReader(String name) {
        this.name = name;
    }

    /**
     * Reads a recording; one that is still being written, or was cut short, as far as the JDK can.
     *
     * @throws MalformedTraceException where there is no such file, it is no recording, or has none
     *     of the events
     */
    public static FlightTimeline read(String file) throws MalformedTraceException {
        if (!Files.exists(Path.of(file))) {
            throw new MalformedTraceException(file, 0, "there is no such file");
        }
        FlightReader reader = new FlightReader(file);
        try (RecordingFile recording = new RecordingFile(Path.of(file))) {
            while (recording.hasMoreEvents()) {
                reader.take(recording.readEvent());
            }
        } catch (IOException | RuntimeException failure) {
            throw new MalformedTraceException(file, 0, "is no recording of the Flight Recorder that the JDK can read ("
                    + failure.getMessage() + ")");
        }
        return reader.timeline();
    }

    private void take(RecordedEvent event) {
        String type = event.getEventType().getName();
        boolean known = true;
        switch (type) {
            case "dev.cleave.Pool" -> takePool(event);
            case "jdk.GCHeapSummary" -> takeHeap(event);
            case "jdk.ResidentSetSize" -> figure(event, JVM, "resident memory", BYTES, (double) event.getLong("size"));
            case "jdk.DirectBufferStatistics" ->
                    figure(event, JVM, "direct buffers", BYTES, (double) event.getLong("memoryUsed"));
            case "jdk.CPULoad" -> figure(event, JVM, "processor load", SHARE,
                    (double) event.getFloat("jvmUser") + event.getFloat("jvmSystem"));
            default -> known = MARKS.containsKey(type) || type.startsWith("dev.cleave.");
        }
        if (known) {
            counts.merge(type, 1L, Long::sum);
            start = start.isBefore(event.getStartTime()) ? start : event.getStartTime();
            end = end.isAfter(event.getEndTime()) ? end : event.getEndTime();
            mark(event, type);
        }
    }

    private void takePool(RecordedEvent event) {
        String pool = event.getString("pool");
        POOL_FIGURES.forEach((field, what) -> {
            if (event.hasField(field)) {
                figure(event, pool, what, BYTES, (double) event.getLong(field));
            }
        });
        if (event.hasField("unusableFreeSpace")) {
            figure(event, pool, "free in small blocks", SHARE, event.getDouble("unusableFreeSpace"));
        }
    }

    private void takeHeap(RecordedEvent event) {
        figure(event, JVM, "Java heap used", BYTES, (double) event.getLong("heapUsed"));
        if (event.getValue("heapSpace") instanceof RecordedObject space && space.hasField("committedSize")) {
            figure(event, JVM, "Java heap committed", BYTES, (double) space.getLong("committedSize"));
        }
    }

    private void figure(RecordedEvent event, String source, String what, String unit, double value) {
        units.put(what, unit);
        values.computeIfAbsent(source, fresh -> new TreeMap<>())
                .computeIfAbsent(what, fresh -> new ArrayList<>())
                .add(new Timed(event.getStartTime(), value));
    }

    private void mark(RecordedEvent event, String type) {
        Function<RecordedEvent, String> text = MARKS.get(type);
        if (text == null) {
            return;
        }
        if (marks.size() >= MOST_MARKS) {
            leftOut++;
            return;
        }
        marks.add(new TimedMark(event.getStartTime(), event.getDuration().toNanos() / 1e6, type,
                event.hasField("pool") ? event.getString("pool") : JVM, text.apply(event)));
    }

    private static String bytes(RecordedEvent event, String field) {
        return ByteText.of(event.getLong(field));
    }

    private FlightTimeline timeline() throws MalformedTraceException {
        if (counts.isEmpty()) {
            throw new MalformedTraceException(name, 0, "has no event of Cleave or of the JVM's memory: record with"
                    + " -XX:StartFlightRecording");
        }
        List<Series> series = new ArrayList<>();
        values.forEach((source, figures) -> figures.forEach((what, points) -> series.add(
                new Series(source, what, units.getOrDefault(what, BYTES), points.stream()
                        .sorted(Comparator.comparing(Timed::at))
                        .map(each -> new Point(millis(each.at()), each.value()))
                        .toList()))));
        List<Mark> sorted = marks.stream().sorted(Comparator.comparing(TimedMark::at))
                .map(each -> new Mark(millis(each.at()), each.millis(), each.event(), each.source(), each.text()))
                .toList();
        return new FlightTimeline(name, start, end, series, sorted, counts, leftOut);
    }

    private double millis(Instant at) {
        return start.until(at, ChronoUnit.MICROS) / 1e3;
    }
}
