package dev.cleave.lab.imports;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a line of a kernel's recording is, whichever tool printed it: an event, a gap, or an aside.
 *
 * <pre>
 *   cc1-1234  [001] .....  123.456789: mm_page_alloc: page=…         trace, trace_pipe, trace-cmd
 *   cc1-1234  [001]  123.456789: mm_page_alloc:        page=…        trace-cmd, or irq-info switched off
 *   Web Content  1234 [001]   123.456789: kmem:mm_page_alloc: page=… perf script
 *   Web Content  1234   123.456789: kmem:mm_page_alloc: page=…       perf script, recorded without processors
 * </pre>
 *
 * <p>Tasks may have blanks and brackets in their names, perf may print a count before the event,
 * and trace-cmd the file's name before all of it.
 */
final class KernelLine {
    private static final String TIME_AND_COUNT = "\\d+(?:\\.\\d+)?:\\s+(?:\\d+\\s+)?";
    private static final Pattern EVENT = Pattern.compile(".*\\[(?<cpu>\\d{1,9})\\]\\s+(?:\\S+\\s+)?" + TIME_AND_COUNT
            + "(?<system>[\\w-]+:(?=\\S))?(?<event>[^\\s:]+):?(?<fields>.*)");
    private static final Pattern EVENT_OF_NO_PROCESSOR = Pattern.compile(
            "\\s*\\S.*?\\s\\d+(?:/\\d+)?\\s+" + TIME_AND_COUNT + "[\\w-]+:(?<event>[\\w-]+):(?<fields>.*)");
    private static final Pattern LOST = Pattern.compile(
            "CPU:\\d+ \\[(?:LOST )?(?:(?<count>\\d{1,18}) )?EVENTS(?: DROPPED)?\\]");
    private static final Pattern STACK_ADDRESS =
            Pattern.compile("\\s+[0-9a-f]{3,16}(?:\\s+\\S.*)?|[0-9a-f]{16}\\s+\\S.*");

    /**
     * What trace-cmd prints at the head and in between: the file's name comes first where it reads
     * several.
     */
    private static final List<Pattern> ASIDES = List.of(
            Pattern.compile("\\s*(?:#.*)?"),
            Pattern.compile("\\s*=>.*"),
            Pattern.compile("(?:\\s*\\S+:)?\\s*cpus=\\d+"),
            Pattern.compile("\\s*version = \\S+"),
            Pattern.compile("\\s*CPU \\d+ is empty\\.?"));

    private KernelLine() {}

    /**
     * An event as it is printed.
     *
     * @param name without its system: {@code mm_page_alloc}, not {@code kmem:mm_page_alloc}
     * @param processor its number; 0 where none was recorded
     * @param fields what is printed after the name, its first blank too
     * @param byPerf whether it was printed by perf, which indents the stack trace below
     */
    record Event(String name, String processor, String fields, boolean byPerf) {}

    /** The event that the line tells of, if it tells of one. */
    static Optional<Event> event(String line) {
        Matcher event = EVENT.matcher(line);
        if (event.matches()) {
            return Optional.of(new Event(event.group("event"), event.group("cpu"), event.group("fields"),
                    event.group("system") != null));
        }
        Matcher unplaced = EVENT_OF_NO_PROCESSOR.matcher(line);
        return unplaced.matches()
                ? Optional.of(new Event(unplaced.group("event"), "0", unplaced.group("fields"), true))
                : Optional.empty();
    }

    /** How many events the line says were lost, if it says so; 1 where it does not say how many. */
    static OptionalLong lost(String line) {
        Matcher lost = LOST.matcher(line.strip());
        if (!lost.matches()) {
            return OptionalLong.empty();
        }
        @Nullable String count = lost.group("count");
        return OptionalLong.of(count == null ? 1 : Long.parseLong(count));
    }

    /** Whether the line is blank, a comment, a head line, or one address of a stack trace. */
    static boolean isAside(String line) {
        return ASIDES.stream().anyMatch(each -> each.matcher(line).matches())
                || STACK_ADDRESS.matcher(line).matches();
    }

    /** Whether the line has text, and blanks before it. */
    static boolean isIndented(String line) {
        return !line.isBlank() && Character.isWhitespace(line.charAt(0));
    }
}
