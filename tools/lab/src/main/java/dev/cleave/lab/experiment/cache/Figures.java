package dev.cleave.lab.experiment.cache;

import dev.cleave.lab.jvm.TrialException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a child found, by name. */
record Figures(Map<String, Long> byName) {
    private static final String NUMBER = "-?\\d+";

    /** Lines of a name, an equals sign and a number; others are not looked at. */
    static Figures parse(List<String> lines) {
        Map<String, Long> figures = new HashMap<>();
        for (String line : lines) {
            int equals = line.indexOf('=');
            if (equals > 0 && line.substring(equals + 1).matches(NUMBER)) {
                figures.put(line.substring(0, equals), Long.valueOf(line.substring(equals + 1)));
            }
        }
        return new Figures(figures);
    }

    /**
     * One of them.
     *
     * @throws TrialException where the child did not say it
     */
    long of(String name) {
        Long figure = byName.get(name);
        if (figure == null) {
            throw new TrialException("its JVM ended and did not say its " + name);
        }
        return figure;
    }
}
