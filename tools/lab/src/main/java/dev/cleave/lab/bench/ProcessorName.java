package dev.cleave.lab.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The processor's name, as exactly as it can be had. First comes what it calls itself, which in a
 * cloud is often no more than a brand. In brackets follow the microarchitecture, where that is
 * known, and the numbers that tell it from others. Arm's parts call themselves nothing: there the
 * microarchitecture comes first.
 *
 * <pre>
 *   AMD EPYC (Zen 4, Genoa; family 25, model 17, stepping 1)
 *   Neoverse V1 (implementer 0x41, part 0xd40, variant 0x1, revision 1)
 * </pre>
 */
final class ProcessorName {
    private static final Path CPU_INFORMATION = Path.of("/proc/cpuinfo");
    private static final String PROCESSOR = "processor";
    private static final String MODEL_NAME = "model name";
    private static final String VENDOR = "vendor_id";
    private static final String FAMILY = "cpu family";
    private static final String MODEL = "model";
    private static final String IMPLEMENTER = "CPU implementer";
    private static final String PART = "CPU part";
    private static final List<String> X86 = List.of(FAMILY, MODEL, "stepping");
    private static final List<String> ARM = List.of(IMPLEMENTER, PART, "CPU variant", "CPU revision");
    private static final Pattern NUMBER = Pattern.compile("0|[1-9]\\d{0,8}|0x[0-9a-fA-F]{1,7}");

    private ProcessorName() {}

    /**
     * The name of this machine's processor; that of its instruction set where the system tells no
     * more.
     */
    static String here() {
        String instructionSet = System.getProperty("os.arch");
        try {
            return of(Files.readAllLines(CPU_INFORMATION)).orElse(instructionSet);
        } catch (IOException notLinux) {
            return instructionSet;
        }
    }

    /**
     * The name that these lines of a /proc/cpuinfo tell, each kind of core once; empty when they
     * tell none.
     */
    static Optional<String> of(List<String> lines) {
        String names = processors(lines).stream()
                .flatMap(facts -> name(facts).stream())
                .distinct()
                .collect(Collectors.joining(" and "));
        return names.isEmpty() ? Optional.empty() : Optional.of(names);
    }

    /** What is told of each processor. */
    private static List<Map<String, String>> processors(List<String> lines) {
        List<Map<String, String>> processors = new ArrayList<>();
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon < 0) {
                continue;
            }
            String fact = line.substring(0, colon).strip();
            if (fact.equals(PROCESSOR)) {
                processors.add(new HashMap<>());
            }
            if (!processors.isEmpty()) {
                processors.getLast().put(fact, line.substring(colon + 1).strip());
            }
        }
        return processors;
    }

    private static Optional<String> name(Map<String, String> facts) {
        OptionalInt family = number(facts, FAMILY);
        OptionalInt model = number(facts, MODEL);
        OptionalInt part = number(facts, PART);
        String implementer = facts.getOrDefault(IMPLEMENTER, "");
        String given = facts.getOrDefault(MODEL_NAME, "");
        if (family.isPresent() && model.isPresent()) {
            String vendor = facts.getOrDefault(VENDOR, "");
            String alike = Microarchitecture.ofModel(vendor, family.getAsInt(), model.getAsInt())
                    .map(known -> known + "; ")
                    .orElse("");
            return Optional.of((given.isEmpty() ? vendor : given) + " (" + alike + told(facts, X86) + ")");
        }
        if (part.isPresent()) {
            String unknown = given.isEmpty() ? "Arm" : given;
            return Optional.of(Microarchitecture.ofPart(implementer, part.getAsInt()).orElse(unknown)
                    + " (" + told(facts, ARM) + ")");
        }
        return given.isEmpty() ? Optional.empty() : Optional.of(given);
    }

    private static OptionalInt number(Map<String, String> facts, String key) {
        String text = facts.getOrDefault(key, "");
        return NUMBER.matcher(text).matches() ? OptionalInt.of(Integer.decode(text)) : OptionalInt.empty();
    }

    /** The facts that there are, in words: the last word of each key, and its value. */
    private static String told(Map<String, String> facts, List<String> keys) {
        return keys.stream()
                .filter(facts::containsKey)
                .map(key -> key.substring(key.lastIndexOf(' ') + 1) + " " + facts.get(key))
                .collect(Collectors.joining(", "));
    }
}
