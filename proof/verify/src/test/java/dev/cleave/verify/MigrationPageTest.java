package dev.cleave.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs each program of {@code docs/migrate.md} from its source, in a JVM of its own. */
@DisplayName("The page on migration")
class MigrationPageTest {
    private static final Path PAGE = Path.of(System.getProperty("user.dir"), "../../docs/migrate.md");
    private static final Pattern SECTION = Pattern.compile("(?m)^## ");
    private static final Pattern PROGRAM = Pattern.compile("(?s)```java\n// java([^\n]*)\n(.*?)```");
    private static final String CLASS_PATH =
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

    @TempDir
    private Path folder;

    /** A program as the page has it: what it needs to be run, and the whole of its text. */
    record Program(List<String> options, String text) {}

    /** What a program wrote. */
    private record Run(String out, String err) {}

    private static Map<String, List<Program>> sections() throws IOException {
        Map<String, List<Program>> sections = new LinkedHashMap<>();
        for (String section : SECTION.split(Files.readString(PAGE))) {
            List<Program> programs = new ArrayList<>();
            Matcher program = PROGRAM.matcher(section);
            while (program.find()) {
                programs.add(
                        new Program(Arrays.stream(program.group(1).split(" ")).filter(each -> !each.isEmpty()).toList(),
                                program.group(2)));
            }
            if (!programs.isEmpty()) {
                sections.put(section.lines().findFirst().orElseThrow(), programs);
            }
        }
        return sections;
    }

    private static Stream<Arguments> programs() throws IOException {
        return sections().entrySet().stream().map(each -> Arguments.of(each.getKey(), each.getValue()));
    }

    private Run run(Program program) throws Exception {
        Path source = Files.writeString(folder.resolve("Migrated.java"), program.text());
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(program.options());
        command.addAll(List.of("-XX:+UseSerialGC", "-cp", CLASS_PATH, source.toString()));
        int exit = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile()).start()
                .waitFor();
        assertThat(exit).as("%s%nwrites:%n%s", program.text(), Files.readString(err)).isZero();
        return new Run(Files.readString(out), Files.readString(err));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("programs")
    @DisplayName("has programs that say the same before and after, and after without a warning")
    void programsSayTheSame(String section, List<Program> programs) throws Exception {
        Run before = run(programs.getFirst());
        assertThat(before.out()).as("what is before, %s", section).isNotBlank();
        for (Program after : programs.subList(1, programs.size())) {
            Run run = run(after);
            assertThat(run.out()).as(after.text()).isEqualTo(before.out());
            assertThat(run.err()).as(after.text()).doesNotContain("WARNING", "not freed");
            assertThat(after.text()).contains("import dev.cleave.");
        }
    }

    @Test
    @DisplayName("has a section for each way to come from, with a program before and one after at least")
    void sectionsAreWhole() throws Exception {
        assertThat(sections()).containsOnlyKeys("From Netty's pooled or adaptive allocator", "From Unsafe",
                "From Arena.ofConfined and Arena.ofShared", "From Arena.ofAuto", "From Agrona's buffers",
                "From ByteBuffer.allocateDirect");
        assertThat(sections().values()).allSatisfy(programs -> assertThat(programs).hasSizeGreaterThanOrEqualTo(2));
        assertThat(Files.readString(PAGE).split("```java")).as("no program is left out: each has its options first")
                .hasSize(1 + sections().values().stream().mapToInt(List::size).sum());
    }
}
