package dev.cleave.memory;

/**
 * A file system, or a quota on it, without room for a range of a file. It is thrown before anything
 * is stored, so no store meets the full disk; what the file held stays.
 */
public final class DiskFullException extends OperatingSystemException {
    private static final long serialVersionUID = 1;

    private final long askedBytes;
    private final long freeBytes;

    DiskFullException(String file, long offset, long askedBytes, int errorNumber, long freeBytes) {
        super("fallocate", "make room for " + askedBytes + " bytes at offset " + offset + " of " + file, errorNumber,
                "disk full: " + (freeBytes < 0
                        ? "its file system does not say how much is free"
                        : freeBytes + " bytes are free on its file system")
                        + "; free some, choose another file system, or ask for a smaller capacity");
        this.askedBytes = askedBytes;
        this.freeBytes = freeBytes;
    }

    /** Bytes that there was no room for, some of which the file may have had before. */
    public long askedBytes() {
        return askedBytes;
    }

    /** Bytes that were free on the file system when it refused; -1 where it does not say. */
    public long freeBytes() {
        return freeBytes;
    }
}
