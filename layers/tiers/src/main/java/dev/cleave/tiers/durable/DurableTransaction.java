package dev.cleave.tiers.durable;

import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Changes of several objects and roots that are durable together, or not at all. Readers of the
 * heap see none of them before {@link #commit}, and all afterwards.
 *
 * <p>An object or a root belongs to one transaction from the first use to the end: the second
 * that comes is refused with a {@link ConflictException}, at once and unharmed. So what is read
 * here stays true until the end, nothing waits, and nothing can lock up.
 *
 * <p><strong>Threads.</strong> Of one thread at a time; as many at once as you like.
 *
 * <p><strong>Cost.</strong> Small changes go through the log: twice their bytes are written.
 * Objects that are new, resized or written to a large part, and larger than a 64th of the log or 64
 * KiB, are written to a fresh place once, and synced before the commit's own sync.
 */
public final class DurableTransaction implements AutoCloseable {
    private static final long MOST_BUFFERED = 64L << 10;
    private static final int LOG_SHARE = 64;

    private final HeapParts parts;
    private final Growth growth;
    private final Committer committer;
    private final long mostBuffered;
    private final Map<Long, Change> changes = new LinkedHashMap<>();
    private final RootChanges roots;

    /** Made before the end, as that must need nothing of the Java heap. */
    private final BiConsumer<Long, Change> release;

    private final Runnable changed = this::changed;
    private final Runnable giveUp = this::giveUp;

    private @Nullable String ended;

    DurableTransaction(HeapParts parts, Growth growth, Committer committer) {
        this.parts = parts;
        this.growth = growth;
        this.committer = committer;
        roots = new RootChanges(parts, this);
        release = (handle, _) -> parts.claims.release(handle);
        mostBuffered = Math.min(MOST_BUFFERED, parts.layout.logBytes() / LOG_SHARE);
        parts.transactions.incrementAndGet();
    }

    /**
     * Allocates an object of zeroes. Its handle is one of the heap once this is committed.
     *
     * @param byteSize 1 or more
     * @throws IllegalArgumentException where it is not
     * @throws HeapFullException where the heap has no place for it
     * @throws dev.cleave.memory.DiskFullException where the file had to grow and could not
     */
    public long allocate(long byteSize) {
        requireActive();
        requireSize(byteSize);
        return add(byteSize, Slot.Kind.OBJECT).handle();
    }

    private Change add(long byteSize, Slot.Kind kind) {
        long place = growth.place(byteSize);
        boolean had = false;
        try {
            Change change = add(contentAt(place, byteSize, 0), kind);
            had = true;
            return change;
        } finally {
            if (!had) {
                parts.places.free(place, byteSize);
            }
        }
    }

    private Change add(Content content, Slot.Kind kind) {
        long slot = growth.slot();
        int number = (int) slot;
        int generation = (int) (slot >>> Integer.SIZE);
        Long claimed = null;
        boolean had = false;
        try {
            Long handle = parts.index.handleOf(number, generation + 1);
            Change change = new Change(handle, kind, null, content);
            parts.claims.claim(handle, this, Handle.text(handle));
            claimed = handle;
            changes.put(handle, change);
            had = true;
            return change;
        } finally {
            if (!had) {
                parts.index.free().add(number, generation);
                if (claimed != null) {
                    parts.claims.release(claimed);
                }
            }
        }
    }

    /** A fresh place that is zero from an offset on. */
    private Content contentAt(long place, long byteSize, long zeroesFrom) {
        if (byteSize <= mostBuffered) {
            return new BufferedContent(parts.data, place, byteSize);
        }
        if (zeroesFrom < byteSize) {
            parts.data.clear(place, zeroesFrom, byteSize - zeroesFrom);
        }
        return new DirectContent(parts.data, place, byteSize);
    }

    /**
     * Writes all bytes of a segment into an object.
     *
     * @throws UnknownHandleException where the handle is of no object of this heap
     * @throws IndexOutOfBoundsException where the object has no such bytes
     * @throws ConflictException where another transaction has the object
     */
    public void write(long handle, long offset, MemorySegment from) {
        requireActive();
        Change change = inHand(handle);
        HeapParts.requireRange(handle, change.content().byteSize(), offset, from.byteSize());
        if (change.content() instanceof PatchedContent patched
                && patched.loggedBytes() + from.byteSize() > mostBuffered) {
            move(change, patched.byteSize());
        }
        change.content().write(offset, from);
    }

    /**
     * Reads as many bytes as a segment has, as this transaction has them. Throws as {@link #write}.
     */
    public void read(long handle, long offset, MemorySegment into) {
        requireActive();
        Content content = inHand(handle).content();
        HeapParts.requireRange(handle, content.byteSize(), offset, into.byteSize());
        content.read(offset, into);
    }

    /** How many bytes an object has, as this transaction has it. Throws as {@link #write}. */
    public long byteSize(long handle) {
        requireActive();
        return inHand(handle).content().byteSize();
    }

    /**
     * Makes an object longer, by zeroes, or shorter; it keeps its handle. Throws as {@link #write}
     * and {@link #allocate}.
     */
    public void resize(long handle, long byteSize) {
        requireActive();
        requireSize(byteSize);
        Change change = inHand(handle);
        if (byteSize != change.content().byteSize()) {
            move(change, byteSize);
        }
    }

    /** Gives an object a fresh place, with the bytes that it has. */
    private void move(Change change, long byteSize) {
        Content old = change.content();
        long place = growth.place(byteSize);
        boolean moved = false;
        try {
            long kept = Math.min(byteSize, old.byteSize());
            Content fresh = contentAt(place, byteSize, kept);
            Pieces.forEach(kept, (offset, piece) -> {
                old.read(offset, piece);
                fresh.write(offset, piece);
            });
            if (change.hasNewPlace()) {
                parts.places.free(old.place(), old.byteSize());
            }
            change.replace(fresh);
            moved = true;
        } finally {
            if (!moved) {
                parts.places.free(place, byteSize);
            }
        }
    }

    /**
     * Frees an object. Throws as {@link #write}; a commit throws where a root names it still.
     */
    public void free(long handle) {
        requireActive();
        inHand(handle, Slot.Kind.OBJECT, false).free();
    }

    /**
     * Names an object, instead of what had the name.
     *
     * @param name 1 to 255 bytes in UTF-8
     * @throws ConflictException where another transaction has the object or the name
     * @throws UnknownHandleException where the handle is of no object of this heap
     */
    public void setRoot(String name, long handle) {
        requireActive();
        MemorySegment bytes = Roots.bytesOf(name, handle);
        Change object = inHand(handle);
        Roots.Root present = roots.get(name);
        Change own = present == null ? add(bytes.byteSize(), Slot.Kind.ROOT) : inHand(present.own(), Slot.Kind.ROOT);
        boolean named = false;
        try {
            Roots.Root root = new Roots.Root(own.handle(), object.handle());
            own.content().write(0, bytes);
            roots.put(name, root);
            named = true;
        } finally {
            if (!named && present == null) {
                own.free();
            }
        }
    }

    /**
     * Takes a name away; the object stays.
     *
     * @return whether there was such a root
     * @throws ConflictException where another transaction has the name
     */
    public boolean removeRoot(String name) {
        requireActive();
        Roots.Root present = roots.get(name);
        if (present == null) {
            return false;
        }
        Change own = inHand(present.own(), Slot.Kind.ROOT);
        roots.remove(name);
        own.free();
        return true;
    }

    /**
     * Makes all of it durable and seen.
     *
     * @throws IllegalStateException where an object is freed that a root names, or more was changed
     *     than the log can hold; this goes on, and nothing is changed
     * @throws DurableHeapException where the heap is closed, or its file failed it; in the second
     *     case, whether this was committed is known once the heap is opened again
     */
    public void commit() {
        requireActive();
        requireRootsKept();
        Redo redo = new Redo();
        long locks = 0;
        requireRoomInLog();
        for (Change each : changes.values()) {
            if (!each.isFreed()) {
                settle(each);
                each.content().addTo(redo);
            }
            if (each.changesSlot()) {
                parts.index.addTo(redo, each.number(), each.after());
            }
            locks |= ObjectLocks.bitOf(each.number());
        }
        if (redo.byteSize() > 0) {
            send(new Commit(redo, locks, changed));
        } else {
            followed(changed);
        }
        end("committed");
    }

    /** A sync that fails may be about any page of the file. */
    private void settle(Change change) {
        try {
            change.content().settle();
            change.seal();
        } catch (RuntimeException | Error failed) {
            parts.life.fail(failed);
            throw failed;
        }
    }

    /**
     * What is kept beside the file follows, or the heap has failed: nobody would know how much of
     * it did.
     */
    private void followed(Runnable made) {
        try {
            made.run();
        } catch (RuntimeException | Error failed) {
            parts.life.fail(failed);
            end("lost with its heap, which failed");
            throw failed;
        }
    }

    private void send(Commit commit) {
        try {
            committer.commit(commit);
        } catch (RuntimeException | Error failed) {
            if (parts.life.hasFailed()) {
                end("lost with its heap, which failed");
            }
            throw failed;
        }
    }

    private void requireRoomInLog() {
        long bytes = 0;
        for (Change each : changes.values()) {
            bytes += Redo.HEAD + Slot.BYTES + each.content().loggedBytes();
        }
        long most = RedoLog.mostPayload(parts.layout);
        if (bytes > most) {
            throw new IllegalStateException("a transaction of " + bytes + " bytes for the log of " + parts.file.name()
                    + ", which takes " + most + " at once: commit in parts, or create the heap with a larger log");
        }
    }

    private void requireRootsKept() {
        for (Change each : changes.values()) {
            if (each.isFreed() && roots.namesAfter(each.handle()) > 0) {
                throw new IllegalStateException(Handle.text(each.handle())
                        + " is freed and a root names it still: remove the root, or name another object");
            }
        }
    }

    /** The file has the changes: what is kept beside it follows. */
    private void changed() {
        for (Change each : changes.values()) {
            Slot before = each.before();
            if (before == null && each.isFreed()) {
                forget(each);
                continue;
            }
            if (each.isFreed() && each.hasNewPlace()) {
                parts.places.free(each.content().place(), each.content().byteSize());
            }
            if (before != null && (each.isFreed() || each.hasNewPlace())) {
                parts.places.freeLater(before.place(), before.byteSize());
            }
            Slot after = each.after();
            if (after.kind() == Slot.Kind.FREE) {
                parts.index.free().add(each.number(), after.generation());
            }
            countObject(before, after);
        }
        roots.make();
    }

    private void countObject(@Nullable Slot before, Slot after) {
        int had = before != null && before.kind() == Slot.Kind.OBJECT ? 1 : 0;
        int has = after.kind() == Slot.Kind.OBJECT ? 1 : 0;
        parts.index.count(has - had);
    }

    /** A new object that will not be: nothing in the file knows of it. */
    private void forget(Change change) {
        parts.places.free(change.content().place(), change.content().byteSize());
        Slot slot = change.after().freed();
        if (slot.kind() == Slot.Kind.FREE) {
            parts.index.free().add(change.number(), slot.generation());
        }
    }

    /** Gives up what was not committed. Does nothing after a commit. */
    @Override
    public void close() {
        if (ended != null) {
            return;
        }
        followed(giveUp);
        end("closed");
    }

    private void giveUp() {
        for (Change each : changes.values()) {
            if (each.before() == null) {
                forget(each);
            } else if (each.hasNewPlace()) {
                parts.places.free(each.content().place(), each.content().byteSize());
            }
        }
    }

    private void end(String how) {
        ended = how;
        changes.forEach(release);
        roots.release();
        parts.transactions.decrementAndGet();
    }

    private Change inHand(long handle) {
        return inHand(handle, Slot.Kind.OBJECT);
    }

    private Change inHand(long handle, Slot.Kind kind) {
        return inHand(handle, kind, true);
    }

    /**
     * The object, claimed on the first use; compared with its checksum, where its bytes are of use.
     */
    private Change inHand(long handle, Slot.Kind kind, boolean whole) {
        Change change = changes.get(handle);
        if (change == null) {
            parts.requireOurs(handle);
            Long claimed = handle;
            parts.claims.claim(claimed, this, Handle.text(handle));
            boolean had = false;
            try {
                Slot slot = whole ? parts.wholeSlotOf(handle, kind) : parts.slotOf(handle, kind);
                change = new Change(handle, kind, slot, new PatchedContent(parts.data, slot));
                changes.put(claimed, change);
                had = true;
            } finally {
                if (!had) {
                    parts.claims.release(claimed);
                }
            }
        }
        if (change.isFreed()) {
            throw new UnknownHandleException(Handle.text(handle) + " was freed by this transaction");
        }
        return change;
    }

    private void requireActive() {
        if (ended != null) {
            throw new IllegalStateException("this transaction is " + ended + ": begin another");
        }
        parts.life.requireOpen();
    }

    private void requireSize(long byteSize) {
        if (byteSize < 1) {
            throw new IllegalArgumentException("an object of " + byteSize + " bytes: it must have 1 at least");
        }
        if (byteSize > parts.places.capacity()) {
            throw new HeapFullException("an object of " + byteSize + " bytes is more than the capacity of "
                    + parts.file.name() + ", " + parts.places.capacity() + " bytes");
        }
    }
}
