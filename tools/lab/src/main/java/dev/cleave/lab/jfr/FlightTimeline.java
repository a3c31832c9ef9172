package dev.cleave.lab.jfr;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a recording tells of memory, over time.
 *
 * @param name of the recording
 * @param start of its first event
 * @param end of its last event
 * @param series by what they are of, in the order of their names
 * @param marks in the order of time
 * @param counts of all events that count here, by their names
 * @param leftOut marks that were too many, and are in the counts alone
 */
public record FlightTimeline(
        String name,
        Instant start,
        Instant end,
        List<Series> series,
        List<Mark> marks,
        Map<String, Long> counts,
        long leftOut) {
    /** Keeps its own copies. */
    public FlightTimeline {
        series = List.copyOf(series);
        marks = List.copyOf(marks);
        counts = new TreeMap<>(counts);
    }

    /** Milliseconds from first event to last. */
    public double millis() {
        return start.until(end, ChronoUnit.MICROS) / 1e3;
    }

    /**
     * One figure over time.
     *
     * @param source a pool's name, or {@code JVM}
     * @param what of it
     * @param unit {@code bytes} or {@code share}, which is 0 to 1
     * @param points in the order of time
     */
    public record Series(String source, String what, String unit, List<Point> points) {
        /** Keeps its own copy of the points. */
        public Series {
            points = List.copyOf(points);
        }

        /**
         * What there is of a range of time, thinned out where it is more than so many points: of
         * each stretch the least and the greatest value are left, so that no peak is lost.
         *
         * @param most 4 or more
         */
        public List<Point> between(double from, double to, int most) {
            List<Point> within = points.stream().filter(each -> each.millis() >= from && each.millis() <= to).toList();
            if (within.size() <= most) {
                return within;
            }
            int stretch = (within.size() + most / 2 - 1) / (most / 2);
            List<Point> thinned = new ArrayList<>();
            for (int at = 0; at < within.size(); at += stretch) {
                List<Point> part = within.subList(at, Math.min(within.size(), at + stretch));
                Point least = Collections.min(part, Comparator.comparingDouble(Point::value));
                Point greatest = Collections.max(part, Comparator.comparingDouble(Point::value));
                thinned.add(least.millis() <= greatest.millis() ? least : greatest);
                if (!least.equals(greatest)) {
                    thinned.add(least.millis() <= greatest.millis() ? greatest : least);
                }
            }
            return thinned;
        }

        /** The largest value; 0 where there is none. */
        public double largest() {
            return points.stream().mapToDouble(Point::value).max().orElse(0);
        }

        /** The last value; 0 where there is none. */
        public double last() {
            return points.isEmpty() ? 0 : points.getLast().value();
        }
    }

    /**
     * A value at one time.
     *
     * @param millis since the start
     */
    public record Point(double millis, double value) {}

    /**
     * Something that happened.
     *
     * @param millis since the start
     * @param durationMillis how long it took; 0 where it took no time
     * @param event the name of its event
     * @param source a pool's name, or {@code JVM}
     * @param text for people
     */
    public record Mark(double millis, double durationMillis, String event, String source, String text) {}

    /** The series of one source. */
    public List<Series> of(String source) {
        return series.stream().filter(each -> each.source().equals(source)).toList();
    }

    /** Pools, in the order of their names. */
    public List<String> pools() {
        List<String> pools = new ArrayList<>(series.stream().map(Series::source).distinct()
                .filter(each -> !each.equals(FlightReader.JVM)).toList());
        pools.sort(null);
        return pools;
    }
}
