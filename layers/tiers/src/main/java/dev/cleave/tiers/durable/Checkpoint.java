package dev.cleave.tiers.durable;

/**
 * Empties the log: first all that its records changed is durable in its place, then the header that
 * says so; and what was freed since the last one is free to be used. Under the lock of the
 * structure, which keeps new records away; for those that are pending it waits.
 */
final class Checkpoint {
    private final HeapParts parts;

    Checkpoint(HeapParts parts) {
        this.parts = parts;
    }

    /** Makes one, where there is anything to empty or free. */
    void run() {
        parts.log.awaitAll();
        if (parts.log.isEmpty() && parts.places.waitingBytes() == 0) {
            return;
        }
        parts.life.requireOpen();
        parts.requireWhole();
        try {
            parts.file.sync();
            Header header = parts.headers.current();
            parts.headers.write(header.emptied(header.epoch(), parts.log.nextSequence()));
            parts.log.restart();
            parts.places.freeWaiting();
        } catch (RuntimeException | Error failed) {
            parts.life.fail(failed);
            throw failed;
        }
    }
}
