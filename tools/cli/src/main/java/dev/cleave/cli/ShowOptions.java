package dev.cleave.cli;

import dev.cleave.lab.map.TerminalWidth;
import java.io.IOException;
import java.util.List;
import java.util.function.IntFunction;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import picocli.CommandLine.Option;

/**
 * The options of commands that show pictures: one at a time on a terminal, as the keys ask for, or
 * all of them printed.
 */
final class ShowOptions {
    private static final int STANDARD_INPUT = 0;
    private static final int PLAIN_COLUMNS = 80;
    private static final int PLAY_MILLIS = 1200;

    @Option(names = "--plain", description = "Print all pictures, one under the other.")
    private boolean plain;

    @Option(names = "--ascii", description = "Draw with ASCII characters alone.")
    private boolean ascii;

    /** Draws a picture for a terminal or page. */
    @FunctionalInterface
    interface Drawing {
        /** The lines of a picture, for so many columns. */
        List<String> lines(int picture, int columns);
    }

    /** Whether nothing but ASCII characters is to be drawn. */
    boolean ascii() {
        return ascii;
    }

    /** The first of these options that was given; empty where none was. */
    String given() {
        String asciiGiven = ascii ? "--ascii" : "";
        return plain ? "--plain" : asciiGiven;
    }

    /** Whether somebody sits before a terminal that can show pictures in place of one another. */
    boolean isInteractive() {
        return !plain && !"dumb".equals(System.getenv("TERM"))
                && TerminalWidth.of(TerminalWidth.STANDARD_OUTPUT).isPresent()
                && TerminalWidth.of(STANDARD_INPUT).isPresent();
    }

    /** The columns of what is printed to. */
    static int columns() {
        return TerminalWidth.of(TerminalWidth.STANDARD_OUTPUT).orElse(PLAIN_COLUMNS);
    }

    /** Shows so many pictures on the terminal until the user has had enough. */
    void play(int pictures, Drawing drawing) throws IOException {
        try (Terminal terminal = TerminalBuilder.builder().system(true).dumb(true).build()) {
            IntFunction<List<String>> lines = picture -> drawing.lines(picture,
                    terminal.getColumns() > 0 ? terminal.getColumns() : PLAIN_COLUMNS);
            new FramePlayer(terminal, pictures, lines, ascii, PLAY_MILLIS, FrameKey.SEQUENCE_MILLIS).play();
        }
    }
}
