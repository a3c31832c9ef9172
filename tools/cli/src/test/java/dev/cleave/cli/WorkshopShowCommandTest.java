package dev.cleave.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** {@code cleave workshop show}: what it prints, and what the keys do. */
class WorkshopShowCommandTest {
    private static final int FRAMES = 9;
    private static final long MOMENT = 1;
    private static final long AN_HOUR = 3_600_000;

    private static Run run(String... arguments) {
        return Run.of(new CommandLine(new WorkshopShowCommand())
                .setParameterExceptionHandler(ErrorReport::badUsage)
                .setExecutionExceptionHandler(ErrorReport::failure), arguments);
    }

    private static void assertRefused(Run run, String message) {
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("cleave: ").contains(message).doesNotContain("Exception", "\tat ")
                .hasLineCount(1);
    }

    /** What a terminal of this type shows of {@value #FRAMES} frames named after their numbers, while keys are typed. */
    private static String played(String type, String keys) throws IOException {
        ByteArrayOutputStream screen = new ByteArrayOutputStream();
        ByteArrayInputStream typed = new ByteArrayInputStream(keys.getBytes(StandardCharsets.US_ASCII));
        try (Terminal terminal = new DumbTerminal("test", type, typed, screen, StandardCharsets.UTF_8)) {
            Attributes before = terminal.getAttributes();
            new FramePlayer(terminal, FRAMES, frame -> List.of("frame " + frame), true, MOMENT, AN_HOUR).play();
            assertThat(terminal.getAttributes().toString()).isEqualTo(before.toString());
        }
        return screen.toString(StandardCharsets.UTF_8);
    }

    /** The numbers of the frames that were drawn, in order. */
    private static String drawn(String screen) {
        StringBuilder numbers = new StringBuilder();
        screen.lines().filter(line -> line.contains("frame "))
                .forEach(line -> numbers.append(line.charAt(line.indexOf("frame ") + 6)));
        return numbers.toString();
    }

    @Test
    void withoutATerminalEveryStepIsPrinted() {
        Run run = run("cleave");

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).startsWith("cleave: Cleave's lock-free buddy space").contains("Step 1 of ")
                .contains("Split 0-15 into 0-7 and 8-15: buddies, their offsets differ in bit 3 alone.")
                .contains("Refused: no free block is large enough").contains("│░A░│   │").contains("Its books:")
                .doesNotContain("\u001B");
    }

    @Test
    void theSpaceTheStoryAndTheCharactersAreTheUsers() {
        Run run = run("cleave", "--units", "8", "--script", "a1 f1", "--ascii", "--plain");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("|:::A:::|       |               |").doesNotContain("│");
        assertThat(run.out().chars()).allMatch(letter -> letter < 127);
        assertThat(run("cleave", "--seed", "3").out()).isEqualTo(run("cleave", "--seed", "3").out())
                .isNotEqualTo(run("cleave", "--seed", "4").out());
    }

    @Test
    void badUsageIsOneLine() {
        assertRefused(run("bodyguard"), "unknown algorithm 'bodyguard': must be one of ");
        assertThat(run("bodyguard").err()).contains("cleave");
        assertRefused(run(), "NAME");
        assertRefused(run("cleave", "--units", "1"), "--units 1: must be 2 to 64");
        assertRefused(run("cleave", "--units", "65"), "--units 65: must be 2 to 64");
        assertRefused(run("cleave", "--units", "many"), "--units");
        assertRefused(run("cleave", "--script", "a0 b1"), "--script: 'b1' is no request: expected a ORDER or f N");
        assertRefused(run("cleave", "--script", "a0", "--seed", "1"), "choose one");
        assertRefused(run("cleave", "--seed", "x"), "--seed");
    }

    @ParameterizedTest(name = "{0} draws {1}")
    @CsvSource(textBlock = """
            q,                            0
            right right q,                012
            right right left q,           0121
            left q,                       00
            applicationRight left q,      010
            end home q,                   080
            end right q,                  088
            vtEnd vtHome right q,         0801
            z right q,                    001
            """)
    void keysStepThroughTheFrames(String keys, String expected) throws IOException {
        StringBuilder typed = new StringBuilder();
        for (String key : keys.split(" ")) {
            typed.append(switch (key) {
                case "right" -> "\u001B[C";
                case "applicationRight" -> "\u001BOC";
                case "left" -> "\u001B[D";
                case "home" -> "\u001B[H";
                case "end" -> "\u001B[F";
                case "vtHome" -> "\u001B[1~";
                case "vtEnd" -> "\u001B[4~";
                default -> key;
            });
        }

        assertThat(drawn(played("dumb", typed.toString()))).isEqualTo(expected);
    }

    @Test
    void spacePlaysToTheEndByItself() throws IOException {
        ByteArrayOutputStream screen = new ByteArrayOutputStream();
        PipedOutputStream keyboard = new PipedOutputStream();
        try (Terminal terminal = new DumbTerminal("test", "dumb", new PipedInputStream(keyboard), screen,
                StandardCharsets.UTF_8)) {
            keyboard.write(' ');
            keyboard.flush();
            new FramePlayer(terminal, FRAMES, frame -> {
                if (frame == FRAMES - 1) {
                    type(keyboard, "q");
                }
                return List.of("frame " + frame);
            }, true, MOMENT, AN_HOUR).play();
        }
        assertThat(drawn(screen.toString(StandardCharsets.UTF_8))).isEqualTo("0012345678");
    }

    private static void type(PipedOutputStream keyboard, String keys) {
        try {
            keyboard.write(keys.getBytes(StandardCharsets.US_ASCII));
            keyboard.flush();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Test
    void theEndOfInputAndControlCQuit() throws IOException {
        assertThat(drawn(played("dumb", ""))).isEqualTo("0");
        assertThat(drawn(played("dumb", "\u0003"))).isEqualTo("0");
    }

    @Test
    void theScreenTheCursorAndTheModesAreGivenBackAlsoAfterAnError() throws IOException {
        String screen = played("xterm", "q");
        assertThat(screen).contains("\u001B[?1049h", "\u001B[?25l");
        assertThat(screen.substring(screen.indexOf("frame 0"))).contains("\u001B[?25h", "\u001B[?1049l");

        ByteArrayOutputStream broken = new ByteArrayOutputStream();
        try (Terminal terminal = new DumbTerminal("test", "xterm", new ByteArrayInputStream(new byte[0]), broken,
                StandardCharsets.UTF_8)) {
            FramePlayer player = new FramePlayer(terminal, 1, frame -> {
                throw new IllegalStateException("the drawing fails");
            }, true, MOMENT, AN_HOUR);
            assertThatThrownBy(player::play).hasMessage("the drawing fails");
        }
        assertThat(broken.toString(StandardCharsets.UTF_8)).contains("\u001B[?25h", "\u001B[?1049l");
    }
}
