package dev.cleave.tiers.durable;

import org.jspecify.annotations.Nullable;

/** A transaction on its way into the log. */
final class Commit {
    private final Redo redo;
    private final long locks;
    private final @Nullable Runnable whenChanged;
    private final Thread waiter = Thread.currentThread();
    private @Nullable Throwable failure;
    private volatile boolean done;

    /**
     * A transaction of the calling thread.
     *
     * @param redo what it changes, at least one thing
     * @param locks of the objects that it changes
     * @param whenChanged is run once the changes are made, under those locks; nothing where what
     *     changes lies in its place already
     */
    Commit(Redo redo, long locks, @Nullable Runnable whenChanged) {
        this.redo = redo;
        this.locks = locks;
        this.whenChanged = whenChanged;
    }

    Redo redo() {
        return redo;
    }

    long locks() {
        return locks;
    }

    /** What follows once the changes are made; nothing where they need not be made. */
    @Nullable
    Runnable whenChanged() {
        return whenChanged;
    }

    Thread waiter() {
        return waiter;
    }

    /** It is over, for better or for worse. */
    void end(@Nullable Throwable why) {
        failure = why;
        done = true;
    }

    boolean isDone() {
        return done;
    }

    /** Why it came to nothing; nothing where it did not. */
    @Nullable
    Throwable failure() {
        return failure;
    }
}
