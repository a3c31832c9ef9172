package dev.cleave.memory;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

/**
 * Logs what fails where no caller can be told, as a warning: of failures in a row the first, the second, the fourth, the eighth and so on. So what
 * fails at every visit of the purge fills no log, and is not forgotten either. Any thread may use it.
 */
final class FailureLog {
    private final String what;
    private final BiConsumer<String, Throwable> log;
    private final AtomicLong inARow = new AtomicLong();

    /** What may fail, in words behind which the name of a pool can stand. */
    FailureLog(String what) {
        this(what, FailureLog::warn);
    }

    FailureLog(String what, BiConsumer<String, Throwable> log) {
        this.what = what;
        this.log = log;
    }

    /** The logger is asked for when there is something to log: a class that could not get it would be of no use for ever. */
    private static void warn(String message, Throwable failure) {
        System.getLogger("dev.cleave.memory").log(System.Logger.Level.WARNING, message, failure);
    }

    /** It was done without a failure: the next one is the first in a row. */
    void succeeded() {
        if (inARow.get() != 0) {
            inARow.set(0);
        }
    }

    /** It failed. Throws nothing, whatever the logger does. */
    void failed(String pool, Throwable failure) {
        try {
            long count = inARow.incrementAndGet();
            if (Long.bitCount(count) == 1) {
                log.accept(message(pool, count), failure);
            }
        } catch (Throwable unlogged) {
            // There is neither heap nor stack to say so. It is counted: the next one that is logged says how many there were.
        }
    }

    private String message(String pool, long count) {
        return what + " " + pool
                + (count == 1
                        ? ""
                        : " (" + count + " times in a row; the next one to be logged is number " + 2 * count + ")");
    }
}
