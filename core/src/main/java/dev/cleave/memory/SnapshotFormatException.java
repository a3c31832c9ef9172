package dev.cleave.memory;

import java.io.IOException;

/** Bytes that are no snapshot, one of a newer version, or a damaged one: the message says which. */
public final class SnapshotFormatException extends IOException {
    private static final long serialVersionUID = 1;

    SnapshotFormatException(String message) {
        super(message);
    }
}
