package dev.cleave.lab.experiment.tiers;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One policy on one trace, with a nearest tier of one size, and what came of it.
 *
 * @param trace its name
 * @param policy its name
 * @param share of the footprint that the nearest tier holds
 * @param hitShare of the accesses that found the object in the nearest tier
 * @param movedBytes bytes copied from tier to tier
 * @param meanNanos nanoseconds an access, moves included
 * @param p99Nanos what ninety-nine of a hundred accesses do not exceed, moves included
 * @param boundMeanNanos what no policy can be better than
 */
record Cell(
        String trace, String policy, double share, double hitShare, long movedBytes, double meanNanos,
        double p99Nanos, double boundMeanNanos) {
    /** The mean access time beside the bound. */
    double aboveBound() {
        return meanNanos / boundMeanNanos;
    }

    /** Whether both are of the same trace and share. */
    boolean isBeside(Cell other) {
        return trace.equals(other.trace) && share == other.share;
    }

    /** The cell as a row of the experiment. */
    Map<String, Object> row() {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("trace", trace);
        row.put("policy", policy);
        row.put("share", share);
        row.put("hitShare", hitShare);
        row.put("movedBytes", movedBytes);
        row.put("meanNanos", meanNanos);
        row.put("p99Nanos", p99Nanos);
        row.put("boundMeanNanos", boundMeanNanos);
        return row;
    }

    /** The cell that a row of the experiment shows. */
    static Cell of(Map<String, Object> row) {
        return new Cell(String.valueOf(row.get("trace")), String.valueOf(row.get("policy")), number(row, "share"),
                number(row, "hitShare"), (long) number(row, "movedBytes"), number(row, "meanNanos"),
                number(row, "p99Nanos"), number(row, "boundMeanNanos"));
    }

    private static double number(Map<String, Object> row, String column) {
        return row.get(column) instanceof Number number ? number.doubleValue() : Double.NaN;
    }
}
