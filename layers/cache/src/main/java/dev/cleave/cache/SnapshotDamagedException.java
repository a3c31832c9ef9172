package dev.cleave.cache;

import java.io.IOException;
import java.io.Serial;

/** A file is no snapshot of a cache, or not a whole one. */
public final class SnapshotDamagedException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    SnapshotDamagedException(String message) {
        super(message);
    }
}
