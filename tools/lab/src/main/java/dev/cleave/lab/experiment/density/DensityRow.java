package dev.cleave.lab.experiment.density;

import dev.cleave.lab.experiment.ExperimentResult;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * One row of the result while it is filled in: every row has all columns, and what is not known, or
 * makes no sense, stays so.
 */
final class DensityRow {
    static final String CASE = "case";
    static final String SIZE = "size";
    static final String OTHER_SIZE = "otherSize";
    static final String TRACE = "trace";
    static final String ALLOCATOR = "allocator";
    static final String WAY = "way";
    static final String CAPACITY_PER_PEAK = "capacityPerPeak";
    static final String USE = "use";
    static final String USE_AT_REFUSAL = "useAtRefusal";
    static final String USE_OF_IDEAL = "useOfIdeal";
    static final String LARGEST_SERVED = "largestServed";
    static final String PEAK_RESIDENT_PER_LIVE = "peakResidentPerLive";
    static final String FAILURES = "failures";

    private static final List<String> COLUMNS = List.of(CASE, SIZE, OTHER_SIZE, TRACE, ALLOCATOR, WAY,
            CAPACITY_PER_PEAK, USE, USE_AT_REFUSAL, USE_OF_IDEAL, LARGEST_SERVED, PEAK_RESIDENT_PER_LIVE, FAILURES);

    /** Shares have four decimals. */
    private static final double SHARE_SCALE = 1e4;

    /** Resident memory is exact to about a MiB. */
    private static final double RESIDENT_SCALE = 1e2;

    private final Map<String, Object> cells = new LinkedHashMap<>();

    /** A row of which only this is known. */
    DensityRow(String label, Contestant contestant) {
        COLUMNS.forEach(column -> cells.put(column, ExperimentResult.UNKNOWN));
        cells.put(CASE, label);
        cells.put(ALLOCATOR, contestant.allocator());
        cells.put(WAY, contestant.way());
    }

    DensityRow size(long bytes) {
        return with(SIZE, bytes);
    }

    DensityRow otherSize(long bytes) {
        return with(OTHER_SIZE, bytes);
    }

    DensityRow trace(String name) {
        return with(TRACE, name);
    }

    DensityRow capacityPerPeak(double factor) {
        return with(CAPACITY_PER_PEAK, factor);
    }

    DensityRow use(double share) {
        return with(USE, share);
    }

    DensityRow largestServed(long bytes) {
        return with(LARGEST_SERVED, bytes);
    }

    DensityRow failures(long count) {
        return with(FAILURES, count);
    }

    /**
     * How full it was at the first refusal, if there was one.
     *
     * @param ideal bytes that were live in the yardstick then, if it refused anything
     */
    DensityRow refused(OptionalLong liveBytes, long capacity, OptionalLong ideal) {
        if (liveBytes.isPresent()) {
            with(USE_AT_REFUSAL, rounded((double) liveBytes.getAsLong() / capacity, SHARE_SCALE));
            if (ideal.isPresent()) {
                with(USE_OF_IDEAL, rounded((double) liveBytes.getAsLong() / ideal.getAsLong(), SHARE_SCALE));
            }
        }
        return this;
    }

    /** What was resident for each live byte. */
    DensityRow resident(double perLive) {
        return with(PEAK_RESIDENT_PER_LIVE, rounded(perLive, RESIDENT_SCALE));
    }

    private DensityRow with(String column, Object value) {
        cells.put(column, value);
        return this;
    }

    private static double rounded(double value, double scale) {
        return Math.round(value * scale) / scale;
    }

    /** The cells by column, in the order in which they are shown. */
    Map<String, Object> cells() {
        return Collections.unmodifiableMap(new LinkedHashMap<>(cells));
    }
}
