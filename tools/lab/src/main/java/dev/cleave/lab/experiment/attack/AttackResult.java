package dev.cleave.lab.experiment.attack;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an attack did.
 *
 * @param unusable the share of the victim's memory that it cannot have in blocks of 64 KiB, 2 MiB
 *     and 64 MiB
 * @param victimSuccess of the victim's requests for 2 MiB, the share that was served
 * @param p50Nanos what its small requests took
 * @param bound so many times the live bytes are needed that nothing is ever refused
 */
record AttackResult(
        String attack, String allocator, double[] unusable, double victimSuccess, long p50Nanos, long p9999Nanos,
        long maxNanos, double bound) {
    /** The name of a run without an attack. */
    static final String NO_ATTACK = "none";

    private static final int FIELDS = 10;

    /** As a line for the parent. */
    String toLine() {
        return String.join(" ", attack, allocator, String.valueOf(unusable[0]), String.valueOf(unusable[1]),
                String.valueOf(unusable[2]), String.valueOf(victimSuccess), String.valueOf(p50Nanos),
                String.valueOf(p9999Nanos), String.valueOf(maxNanos), String.valueOf(bound));
    }

    /** What a child said. */
    static AttackResult of(String line) {
        String[] fields = line.split(" ");
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException("not a result: " + line);
        }
        return new AttackResult(fields[0], fields[1],
                new double[] {Double.parseDouble(fields[2]), Double.parseDouble(fields[3]),
                    Double.parseDouble(fields[4])},
                Double.parseDouble(fields[5]), Long.parseLong(fields[6]), Long.parseLong(fields[7]),
                Long.parseLong(fields[8]), Double.parseDouble(fields[9]));
    }

    /** As a row of the experiment. */
    Map<String, Object> row() {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("attack", attack);
        row.put("allocator", allocator);
        row.put("unusableShare", rounded(unusable[1]));
        row.put("unusable64KiB", rounded(unusable[0]));
        row.put("unusable64MiB", rounded(unusable[2]));
        row.put("victimSuccess", rounded(victimSuccess));
        row.put("p50Nanos", p50Nanos);
        row.put("p9999Nanos", p9999Nanos);
        row.put("maxNanos", maxNanos);
        row.put("bound", rounded(bound));
        return row;
    }

    private static double rounded(double value) {
        return Math.round(value * 1e4) / 1e4;
    }
}
