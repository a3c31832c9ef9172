package dev.cleave.cli;

import dev.cleave.lab.map.TerminalWidth;
import dev.cleave.lab.replay.ReplayProgress;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A bar on the terminal for replays that take more than a moment; silent where standard error is no terminal. */
final class ReplayProgressBar implements ReplayProgress, AutoCloseable {
    private static final long MOMENT_NANOS = 400_000_000;
    private static final int UPDATE_MILLIS = 100;

    private final boolean shown;
    private long started = System.nanoTime();
    private @Nullable ProgressBar bar;

    private ReplayProgressBar(boolean shown) {
        this.shown = shown;
    }

    static ReplayProgressBar whenOnTerminal() {
        return new ReplayProgressBar(TerminalWidth.of(TerminalWidth.STANDARD_ERROR).isPresent());
    }

    @Override
    public synchronized void advance(String step, long done, long total) {
        if (!shown || System.nanoTime() - started < MOMENT_NANOS) {
            return;
        }
        if (bar == null) {
            bar = new ProgressBarBuilder()
                    .setTaskName(step)
                    .setInitialMax(total)
                    .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                    .setUpdateIntervalMillis(UPDATE_MILLIS)
                    .clearDisplayOnFinish()
                    .hideEta()
                    .build();
        }
        bar.maxHint(total);
        bar.setExtraMessage(step);
        bar.stepTo(done);
    }

    /** Takes the bar off the terminal, before something is printed. */
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
