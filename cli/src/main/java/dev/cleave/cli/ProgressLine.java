package dev.cleave.cli;

import java.io.Console;
import java.io.PrintStream;
import java.util.Optional;

/** A progress bar on one line of the terminal; silent where there is none. */
final class ProgressLine implements AutoCloseable {
    private static final int BAR = 24;
    private static final int WIDTH = 79;
    private static final long INTERVAL_NANOS = 50_000_000;

    private final PrintStream terminal;
    private final boolean visible;
    private long lastShown = System.nanoTime() - INTERVAL_NANOS;

    private ProgressLine(PrintStream terminal, boolean visible) {
        this.terminal = terminal;
        this.visible = visible;
    }

    /** A bar on the standard error, shown when that is a terminal. */
    static ProgressLine onTerminal() {
        boolean terminal =
                Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
        return new ProgressLine(System.err, terminal);
    }

    /** Shows how far things are. Cheap: at most twenty times a second something is written. */
    void show(long done, long total, String what) {
        long now = System.nanoTime();
        if (!visible || now - lastShown < INTERVAL_NANOS) {
            return;
        }
        lastShown = now;
        int filled = (int) (BAR * Math.min(done, total) / Math.max(1, total));
        String line = "[" + "=".repeat(filled) + " ".repeat(BAR - filled) + "] "
                + 100 * Math.min(done, total) / Math.max(1, total) + " % " + what;
        String fitted = line.length() > WIDTH ? line.substring(0, WIDTH) : line + " ".repeat(WIDTH - line.length());
        terminal.print("\r" + fitted);
        terminal.flush();
    }

    /** Clears the line. */
    @Override
    public void close() {
        if (visible) {
            terminal.print("\r" + " ".repeat(WIDTH) + "\r");
            terminal.flush();
        }
    }
}
