package dev.cleave.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The pages on correctness and security")
class CorrectnessPageTest {
    private static final Path ROOT = Path.of("..", "..");
    private static final Pattern CLASS = Pattern.compile("`([A-Z][A-Za-z]+[a-z][A-Za-z]*)(?:\\.[a-zA-Z]+)?`");
    private static final Pattern TEST = Pattern.compile("TEST\\(([a-z/]+),\\s+([A-Za-z]+)\\)");
    private static final Pattern PROFILE = Pattern.compile("-P([a-z]+)");
    private static final Pattern LINK = Pattern.compile("\\]\\(([a-z/.-]+\\.md)\\)");

    /** Of the JDK. */
    private static final Set<String> FOREIGN = Set.of("OutOfMemoryError", "MemorySegment");

    private static String page(String name) throws IOException {
        return Files.readString(ROOT.resolve(name));
    }

    private static Set<String> found(Pattern pattern, String page) {
        Set<String> found = new TreeSet<>();
        Matcher matcher = pattern.matcher(page);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    private static Set<String> classes() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".java"))
                    .map(name -> name.substring(0, name.length() - ".java".length())).collect(Collectors.toSet());
        }
    }

    @Test
    @DisplayName("name only classes that there are")
    void classesExist() throws IOException {
        Set<String> named = found(CLASS, page("docs/correctness.md") + page("SECURITY.md"));
        named.removeAll(FOREIGN);

        assertThat(named).hasSizeGreaterThan(20);
        assertThat(classes()).containsAll(named);
    }

    @Test
    @DisplayName("name only tests that are in the module that they name")
    void testsExist() throws IOException {
        Matcher matcher = TEST.matcher(page("docs/correctness.md").replace("TEST(MODULE,", ""));
        int tests = 0;
        while (matcher.find()) {
            String file = matcher.group(2) + ".java";
            try (Stream<Path> files = Files.walk(ROOT.resolve(matcher.group(1)).resolve("src/test/java"))) {
                assertThat(files.map(each -> each.getFileName().toString())).as(matcher.group()).contains(file);
            }
            tests++;
        }
        assertThat(tests).isGreaterThan(5);
    }

    @Test
    @DisplayName("name only profiles, launchers and pages that there are")
    void commandsExist() throws IOException {
        String build = Files.readString(Path.of("pom.xml"));
        assertThat(found(PROFILE, page("docs/correctness.md"))).isNotEmpty()
                .allSatisfy(profile -> assertThat(build).contains("<id>" + profile + "</id>"));
        assertThat(Path.of("soak")).isExecutable();
        assertThat(found(LINK, page("docs/correctness.md"))).isNotEmpty()
                .allSatisfy(link -> assertThat(ROOT.resolve("docs").resolve(link)).exists());
        assertThat(found(LINK, page("SECURITY.md"))).isNotEmpty()
                .allSatisfy(link -> assertThat(ROOT.resolve(link)).exists());
    }
}
