package dev.cleave.tiers.durable;

import java.lang.foreign.MemorySegment;

/**
 * Makes durable what was written in place. Where the log has older bytes of the object, a recovery
 * would write them over the new ones: so a small part goes through the log as well, and before a
 * large one is synced the log is emptied.
 */
final class Persistence {
    private static final long MOST_LOGGED = 64L << 10;
    private static final int LOG_SHARE = 64;

    private final HeapParts parts;
    private final Checkpoint checkpoint;
    private final Committer committer;

    Persistence(HeapParts parts, Checkpoint checkpoint, Committer committer) {
        this.parts = parts;
        this.checkpoint = checkpoint;
        this.committer = committer;
    }

    /**
     * The bytes of an object, to be written in place: it has no checksum, from before they can be
     * written.
     */
    MemorySegment memory(long handle) {
        if (parts.wholeSlotOf(handle, Slot.Kind.OBJECT).hasSum()) {
            Long claimed = handle;
            parts.claims.claim(claimed, new Object(), Handle.text(handle));
            try {
                Redo redo = new Redo();
                Slot object = parts.slotOf(handle, Slot.Kind.OBJECT);
                parts.index.addTo(redo, Handle.slot(handle), object.withSum(ObjectChecksum.NONE));
                committer.commit(new Commit(redo, ObjectLocks.bitOf(Handle.slot(handle)), () -> {}));
            } finally {
                parts.claims.release(claimed);
            }
        }
        return parts.data.memoryOf(parts.slotOf(handle, Slot.Kind.OBJECT));
    }

    void persist(long handle, long offset, long length) {
        Slot found = parts.slotOf(handle, Slot.Kind.OBJECT);
        HeapParts.requireRange(handle, found.byteSize(), offset, length);
        if (length == 0) {
            return;
        }
        Long claimed = handle;
        parts.claims.claim(claimed, new Object(), Handle.text(handle));
        try {
            Slot object = parts.slotOf(handle, Slot.Kind.OBJECT);
            HeapParts.requireRange(handle, object.byteSize(), offset, length);
            if (length <= Math.min(MOST_LOGGED, parts.layout.logBytes() / LOG_SHARE)) {
                log(object, offset, length);
            } else {
                sync(object, offset, length);
            }
        } finally {
            parts.claims.release(claimed);
        }
    }

    private void log(Slot object, long offset, long length) {
        Redo redo = new Redo();
        parts.data.addTo(redo, object.place(), offset, parts.data.memoryOf(object).asSlice(offset, length));
        committer.commit(new Commit(redo, 0, null));
    }

    private void sync(Slot object, long offset, long length) {
        parts.structure.lock();
        try {
            checkpoint.run();
            parts.requireWhole();
            parts.data.sync(object.place() + offset, length);
        } catch (RuntimeException | Error failed) {
            parts.life.fail(failed);
            throw failed;
        } finally {
            parts.structure.unlock();
        }
    }
}
