package dev.cleave.lab.bench;

/**
 * What one round measured of one phase.
 *
 * @param phase the name under which it is reported
 * @param nanosPerOperation that a processor spends, as the clock tells
 * @param operations done by all threads
 * @param failures operations that did not do as they should
 */
record RoundResult(String phase, double nanosPerOperation, long operations, long failures) {
    private static final String WORD = "phase";

    /** One line, from which {@link #parse} makes it again. */
    String toLine() {
        return String.join(
                " ", WORD, phase, Double.toString(nanosPerOperation), Long.toString(operations),
                Long.toString(failures));
    }

    static boolean isLine(String line) {
        return line.startsWith(WORD + " ");
    }

    static RoundResult parse(String line) {
        String[] words = line.split(" ");
        return new RoundResult(words[1], Double.parseDouble(words[2]), Long.parseLong(words[3]),
                Long.parseLong(words[4]));
    }
}
