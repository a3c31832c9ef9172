package dev.cleave.verify.soak;

import dev.cleave.verify.fault.FaultyLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * {@code proof/verify/soak --minutes N --seed S --threads T --json FILE}. Exits with 0 where
 * nothing was found, with 1, the seed and the last steps of each thread where something was, with 2
 * where it was called wrongly.
 */
public final class Soak {
    private static final List<String> OPTIONS = List.of("--minutes", "--seed", "--threads", "--json");
    private static final String RUN = "dev.cleave.verify.soak.SoakRun";

    private Soak() {}

    public static void main(String[] arguments) throws Exception {
        Map<String, String> options;
        try {
            options = options(arguments);
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage());
            System.exit(2);
            return;
        }
        System.exit(run(options) ? 0 : 1);
    }

    /** Runs; answers whether nothing was found. */
    static boolean run(Map<String, String> options) throws Exception {
        Function<?, ?> run = new FaultyLoader().create(RUN, Function.class);
        @SuppressWarnings("unchecked") Map<String, Object> report =
                ((Function<Map<String, String>, Map<String, Object>>) run).apply(options);
        String file = options.get("--json");
        if (file != null) {
            String text = Files.writeString(Path.of(file), json(report)).toString();
            System.out.println("written: " + text);
        }
        return "".equals(report.get("finding"));
    }

    private static String json(Map<String, Object> report) {
        StringBuilder text = new StringBuilder("{");
        report.forEach((key, value) -> text.append(text.length() > 1 ? ", " : "").append('"').append(key)
                .append("\": ").append(value instanceof Number ? value : quoted(value.toString())));
        return text.append("}\n").toString();
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\t", "\\t") + '"';
    }

    private static Map<String, String> options(String[] arguments) {
        Map<String, String> options = new TreeMap<>(Map.of("--minutes", "1", "--threads", "4", "--seed",
                Long.toString(System.nanoTime())));
        for (int each = 0; each < arguments.length; each += 2) {
            if (!OPTIONS.contains(arguments[each]) || each + 1 == arguments.length) {
                throw new IllegalArgumentException(arguments[each] + " is no option with a value: " + OPTIONS);
            }
            options.put(arguments[each], arguments[each + 1]);
        }
        requireWithin(options, "--minutes", Double.parseDouble(options.get("--minutes")), 24 * 60);
        requireWithin(options, "--threads", Integer.parseInt(options.get("--threads")), 64);
        long unused = Long.parseLong(options.get("--seed"));
        return options;
    }

    private static void requireWithin(Map<String, String> options, String option, double value, double most) {
        if (!(value > 0 && value <= most)) {
            throw new IllegalArgumentException(option + " " + options.get(option) + ": more than 0, at most " + most);
        }
    }
}
