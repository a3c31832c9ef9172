package dev.cleave.daemon;

import java.lang.ref.WeakReference;

/**
 * A daemon thread that works now and then for somebody. It knows the one it works for weakly, and
 * ends when that is gone. An interrupt means nothing to it.
 *
 * @param <T> whom it works for
 */
public abstract class PacedDaemon<T> {
    /** What {@link #work} answers that was the last piece. */
    protected static final long NO_MORE = -1;

    private final WeakReference<T> master;
    private final long firstRest;
    private final Thread thread;

    /** Guarded by the monitor. */
    private boolean ended;

    /**
     * A thread that is not started yet.
     *
     * @param name of the thread
     * @param firstRest before its first piece of work, in nanoseconds
     */
    @SuppressWarnings("this-escape") // to nobody: the thread is started later
    protected PacedDaemon(String name, T master, long firstRest) {
        this.master = new WeakReference<>(master);
        this.firstRest = firstRest;
        thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
    }

    /**
     * Does a piece of work. What it throws ends the thread: it catches what is not to do that.
     *
     * @return the nanoseconds to rest before the next, or {@link #NO_MORE}
     */
    protected abstract long work(T present);

    /** Starts the thread: once. */
    public final void start() {
        thread.start();
    }

    /** Whether the thread runs: for tests. */
    public final boolean isRunning() {
        return thread.isAlive();
    }

    /** Ends the work; a piece that is under way ends first, and nobody waits for it. */
    public final synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** As {@link #end}, and waits for the piece that is under way. An interrupt of the caller stays one. */
    public final void endAndWait() {
        end();
        boolean interrupted = false;
        while (thread.isAlive() && !thread.equals(Thread.currentThread())) {
            try {
                thread.join();
            } catch (InterruptedException wanted) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether it was told to end: for a piece of work that may stop early. */
    protected final synchronized boolean isEnded() {
        return ended;
    }

    private void run() {
        long rest = firstRest;
        while (rest != NO_MORE && restFor(rest)) {
            T present = master.get();
            rest = present == null ? NO_MORE : work(present);
        }
    }

    /** Answers whether to go on. */
    private synchronized boolean restFor(long nanos) {
        long begin = System.nanoTime();
        for (long left = nanos; left > 0 && !ended; left = nanos - (System.nanoTime() - begin)) {
            try {
                wait(left / 1_000_000, (int) (left % 1_000_000));
            } catch (InterruptedException unwanted) {
                // Nobody ends the thread in this way: it rests on.
            }
        }
        return !ended;
    }
}
