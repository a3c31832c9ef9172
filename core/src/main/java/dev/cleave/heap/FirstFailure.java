package dev.cleave.heap;

import java.lang.reflect.UndeclaredThrowableException;
import org.jspecify.annotations.Nullable;

/**
 * What is thrown where several things are done, each of which may fail, and one that fails must not
 * stop the others: the first failure, with the others suppressed. Pure functions; nothing is
 * allocated while nothing fails.
 */
final class FirstFailure {
    private FirstFailure() {}

    /** The first failure, after this one came: it is the first itself, or is suppressed there. */
    @SuppressWarnings("ReferenceEquality") // the very object is meant: it cannot suppress itself
    static Throwable of(@Nullable Throwable first, Throwable next) {
        if (first == null) {
            return next;
        }
        // Whoever throws one object twice, as the virtual machine may without memory, has said all by the first.
        if (first != next) {
            first.addSuppressed(next);
        }
        return first;
    }

    /**
     * Throws the first failure, if there is one. A checked one, which no signature announced, is
     * wrapped.
     */
    static void rethrow(@Nullable Throwable first) {
        switch (first) {
            case null -> {}
            case RuntimeException unchecked -> throw unchecked;
            case Error error -> throw error;
            default -> throw new UndeclaredThrowableException(first);
        }
    }
}
