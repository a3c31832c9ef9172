package dev.cleave.cli;

import dev.cleave.lab.map.TerminalWidth;
import java.io.PrintStream;

/** A progress bar on one line of the terminal; silent where there is none. */
final class ProgressLine implements AutoCloseable {
    private static final int BAR = 24;
    private static final long INTERVAL_NANOS = 50_000_000;

    private final PrintStream terminal;
    private final int width;
    private long lastShown = System.nanoTime() - INTERVAL_NANOS;

    /** A bar on a terminal of so many columns; 0 where there is none. */
    ProgressLine(PrintStream terminal, int columns) {
        this.terminal = terminal;
        width = columns - 1;
    }

    /** A bar on the standard error, shown when that is a terminal. */
    static ProgressLine onTerminal() {
        return new ProgressLine(System.err, TerminalWidth.of(TerminalWidth.STANDARD_ERROR).orElse(0));
    }

    /** Shows how far things are. Cheap: at most twenty times a second something is written. */
    void show(long done, long total, String what) {
        long now = System.nanoTime();
        if (width < 1 || now - lastShown < INTERVAL_NANOS) {
            return;
        }
        lastShown = now;
        int filled = (int) (BAR * Math.min(done, total) / Math.max(1, total));
        String line = "[" + "=".repeat(filled) + " ".repeat(BAR - filled) + "] "
                + 100 * Math.min(done, total) / Math.max(1, total) + " % " + what;
        String fitted = line.length() > width ? line.substring(0, width) : line + " ".repeat(width - line.length());
        terminal.print("\r" + fitted);
        terminal.flush();
    }

    /** Clears the line. */
    @Override
    public void close() {
        if (width > 0) {
            terminal.print("\r" + " ".repeat(width) + "\r");
            terminal.flush();
        }
    }
}
