package dev.cleave.tiers.durable;

import org.jspecify.annotations.Nullable;

/** What a transaction has in hand of one object: as it was, and as it is to be. Of one thread. */
final class Change {
    private final long handle;
    private final Slot.Kind kind;
    private final @Nullable Slot before;
    private Content content;
    private long sum = ObjectChecksum.NONE;
    private boolean freed;

    /**
     * An object in hand.
     *
     * @param before what its slot has; nothing where the object is new
     */
    Change(long handle, Slot.Kind kind, @Nullable Slot before, Content content) {
        this.handle = handle;
        this.kind = kind;
        this.before = before;
        this.content = content;
    }

    long handle() {
        return handle;
    }

    int number() {
        return Handle.slot(handle);
    }

    @Nullable
    Slot before() {
        return before;
    }

    Content content() {
        return content;
    }

    /** It will lie elsewhere. */
    void replace(Content other) {
        content = other;
    }

    void free() {
        freed = true;
    }

    boolean isFreed() {
        return freed;
    }

    /** Whether it has a place of the transaction's own, which nothing in the file names. */
    boolean hasNewPlace() {
        return before == null || content.place() != before.place();
    }

    /** Takes the checksum of the bytes as they are now: they do not change any more. */
    void seal() {
        sum = content.sum();
    }

    /** Whether the slot will be another one than before. */
    boolean changesSlot() {
        return freed ? before != null : before == null || !after().equals(before);
    }

    /** The slot as it will be; the object is not new and freed. Sealed before, unless freed. */
    Slot after() {
        int generation = Handle.generation(handle);
        Slot live = new Slot(kind, generation, content.place(), content.byteSize(), sum);
        return freed ? live.freed() : live;
    }
}
