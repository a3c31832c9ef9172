package dev.cleave.lab.bench;

import java.util.Optional;

/**
 * What one round measured of one phase.
 *
 * @param phase the name under which it is reported
 * @param nanosPerOperation that a processor spends, as the clock tells
 * @param operations done by all threads
 * @param failures operations that did not do as they should
 * @param residency what was found out about real memory, by a workload that looks at it
 */
record RoundResult(
        String phase, double nanosPerOperation, long operations, long failures, Optional<Residency> residency) {
    private static final String WORD = "phase";
    private static final int WORDS_WITHOUT_RESIDENCY = 5;

    /** What a round of a workload measured that does not look at real memory. */
    RoundResult(String phase, double nanosPerOperation, long operations, long failures) {
        this(phase, nanosPerOperation, operations, failures, Optional.empty());
    }

    /** The same, with what was found out about real memory. */
    RoundResult with(Residency found) {
        return new RoundResult(phase, nanosPerOperation, operations, failures, Optional.of(found));
    }

    /** One line, from which {@link #parse} makes it again. */
    String toLine() {
        String line = String.join(
                " ", WORD, phase, Double.toString(nanosPerOperation), Long.toString(operations),
                Long.toString(failures));
        return residency.map(found -> line + " " + found.perLive() + " " + found.shareAfterFree()).orElse(line);
    }

    static boolean isLine(String line) {
        return line.startsWith(WORD + " ");
    }

    static RoundResult parse(String line) {
        String[] words = line.split(" ");
        RoundResult result = new RoundResult(words[1], Double.parseDouble(words[2]), Long.parseLong(words[3]),
                Long.parseLong(words[4]));
        return words.length == WORDS_WITHOUT_RESIDENCY
                ? result
                : result.with(new Residency(Double.parseDouble(words[5]), Double.parseDouble(words[6])));
    }
}
