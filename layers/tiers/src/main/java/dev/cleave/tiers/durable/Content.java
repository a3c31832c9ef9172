package dev.cleave.tiers.durable;

import java.lang.foreign.MemorySegment;

/**
 * What a transaction makes of an object's bytes, until it commits. Ranges were checked before. Of
 * one thread.
 */
interface Content {
    /** Where the bytes lie, or will lie. */
    long place();

    /** How many there will be. */
    long byteSize();

    /** Bytes that a commit must have in its log for this. */
    long loggedBytes();

    void write(long offset, MemorySegment from);

    /** Reads what the transaction sees. */
    void read(long offset, MemorySegment into);

    /** The {@link ObjectChecksum} of the bytes as they will be; none where the object has none. */
    long sum();

    /** Makes durable what does not go through the log. */
    void settle();

    /** Adds what does. */
    void addTo(Redo redo);
}
