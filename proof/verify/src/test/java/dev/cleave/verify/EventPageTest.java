package dev.cleave.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jfr.Event;
import jdk.jfr.EventType;
import jdk.jfr.ValueDescriptor;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Holds {@code docs/jfr.md} to the events that there are. */
@DisplayName("The page of events")
class EventPageTest {
    private static final Path PAGE = Path.of("../../docs/jfr.md");
    private static final Pattern SECTION =
            Pattern.compile("### `(dev\\.cleave\\.\\w+)`\n(.*?)(?=\n##|\\z)", Pattern.DOTALL);
    private static final Pattern FIELD = Pattern.compile("(?m)^\\| `(\\w+)` \\| \\S.* \\|$");

    /** Every event has these. */
    private static final Set<String> COMMON = Set.of("startTime", "duration", "eventThread", "stackTrace");

    @Test
    @DisplayName("tells of every event of Cleave, and of each of its fields, and of no others")
    void tellsOfEveryEvent() throws Exception {
        Map<String, Set<String>> told = told();
        assertThat(told).hasSizeGreaterThan(10).isEqualTo(events());
    }

    private static Map<String, Set<String>> told() throws IOException {
        Map<String, Set<String>> told = new TreeMap<>();
        Matcher section = SECTION.matcher(Files.readString(PAGE));
        while (section.find()) {
            Set<String> fields = new TreeSet<>();
            Matcher field = FIELD.matcher(section.group(2));
            while (field.find()) {
                fields.add(field.group(1));
            }
            assertThat(told.put(section.group(1), fields)).as("told twice: %s", section.group(1)).isNull();
        }
        return told;
    }

    private static Map<String, Set<String>> events() throws ClassNotFoundException {
        Map<String, Set<String>> events = new TreeMap<>();
        for (JavaClass each : new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("dev.cleave")) {
            if (each.isAssignableTo(Event.class) && !each.getModifiers().contains(JavaModifier.ABSTRACT)) {
                EventType type = EventType.getEventType(Class.forName(each.getName()).asSubclass(Event.class));
                Set<String> fields = new TreeSet<>();
                type.getFields().stream().map(ValueDescriptor::getName)
                        .filter(name -> !COMMON.contains(name)).forEach(fields::add);
                events.put(type.getName(), fields);
            }
        }
        return events;
    }
}
