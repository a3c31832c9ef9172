package dev.cleave.lab.report;

/**
 * One step of some work, told to a {@link Progress}: however it ends, at the end of its work,
 * early, or by an exception, its progress ends with all of it.
 *
 * <p>Safe for use by several threads, as far as the listener is.
 */
public final class ProgressStep implements AutoCloseable {
    private static final long UNKNOWN = -1;

    private final Progress progress;
    private final String what;
    private final long total;
    private volatile long told;

    /**
     * Begins a step; nothing is told yet.
     *
     * @param total how much there is of it; negative where nobody knows
     */
    public ProgressStep(Progress progress, String what, long total) {
        this.progress = progress;
        this.what = what;
        this.total = Math.max(total, UNKNOWN);
    }

    /** So much of it is done. */
    public void advance(long done) {
        told = done;
        progress.advance(what, done, total);
    }

    /**
     * Tells that all of it is done, unless that was told already; where nobody knew how much there
     * is, what was done is all.
     */
    @Override
    public void close() {
        if (total == UNKNOWN) {
            progress.advance(what, told, told);
        } else if (told < total) {
            advance(total);
        }
    }
}
