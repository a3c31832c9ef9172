package dev.cleave.cli;

import dev.cleave.lab.map.TerminalWidth;
import dev.cleave.lab.report.Progress;
import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A progress bar on one line of the terminal, for work that takes more than a moment; silent where there is none. */
final class TerminalProgress implements Progress, AutoCloseable {
    private static final long MOMENT_NANOS = 400_000_000;
    private static final int UPDATE_MILLIS = 100;

    private final PrintStream terminal;
    private final int columns;
    private final long momentNanos;
    private long started = System.nanoTime();
    private @Nullable ProgressBar bar;

    /**
     * A bar on a terminal.
     *
     * @param columns of the terminal, or 0 where there is none
     * @param momentNanos how long work goes on before the bar appears
     */
    TerminalProgress(PrintStream terminal, int columns, long momentNanos) {
        this.terminal = terminal;
        this.columns = columns;
        this.momentNanos = momentNanos;
    }

    /** A bar on the standard error, shown when that is a terminal. */
    static TerminalProgress onStandardError() {
        return new TerminalProgress(System.err, TerminalWidth.of(TerminalWidth.STANDARD_ERROR).orElse(0), MOMENT_NANOS);
    }

    @Override
    public synchronized void advance(String what, long done, long total) {
        if (columns == 0 || System.nanoTime() - started < momentNanos) {
            return;
        }
        ProgressBar shown = bar;
        if (shown == null) {
            shown = new ProgressBarBuilder()
                    .setTaskName("")
                    .setInitialMax(total)
                    .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                    .setUpdateIntervalMillis(UPDATE_MILLIS)
                    .setConsumer(new ConsoleProgressBarConsumer(terminal, columns))
                    .clearDisplayOnFinish()
                    .hideEta()
                    .build();
            bar = shown;
        }
        shown.setExtraMessage(what);
        shown.maxHint(total);
        shown.stepTo(done);
    }

    /** Takes the bar off the terminal, before something is printed; it comes back when work goes on. */
    synchronized void clear() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
        started = System.nanoTime();
    }

    @Override
    public void close() {
        clear();
    }
}
