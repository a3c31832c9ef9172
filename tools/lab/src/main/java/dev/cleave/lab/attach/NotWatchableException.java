package dev.cleave.lab.attach;

import java.io.IOException;

/** Why a JVM cannot be watched, and what to do about it. */
public final class NotWatchableException extends IOException {
    private static final long serialVersionUID = 1;

    NotWatchableException(String message) {
        super(message);
    }

    NotWatchableException(String message, Exception cause) {
        super(message, cause);
    }
}
