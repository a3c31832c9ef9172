package dev.cleave.lab.experiment.durable;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * Something that keeps bytes for good. It has a slot of {@link #SLOT_BYTES} bytes for each thread,
 * and only that thread writes it.
 */
interface DurableStore extends AutoCloseable {
    /** Bytes of a slot, and of a commit. */
    int SLOT_BYTES = 256;

    /** Writes a slot; when this returns, it is durable. */
    void commit(int slot, MemorySegment bytes) throws IOException;

    /** The bytes of a slot, as they would be read. */
    byte[] read(int slot) throws IOException;

    @Override
    void close() throws IOException;
}
