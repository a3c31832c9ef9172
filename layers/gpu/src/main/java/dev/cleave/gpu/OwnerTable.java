package dev.cleave.gpu;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who owns the range that begins at a unit. Parts of the table come into being when they are first
 * written, so that a large block with few owners costs little.
 *
 * <p>Any thread may call anything. What the owner's fields held when it was set is seen by whoever
 * gets it.
 */
final class OwnerTable<T> {
    private static final int CHUNK_SHIFT = 8;
    private static final int CHUNK = 1 << CHUNK_SHIFT;

    private final AtomicReferenceArray<@Nullable AtomicReferenceArray<@Nullable T>> chunks;

    OwnerTable(long units) {
        chunks = new AtomicReferenceArray<@Nullable AtomicReferenceArray<@Nullable T>>(
                (int) (units + CHUNK - 1 >>> CHUNK_SHIFT));
    }

    void set(long unit, @Nullable T owner) {
        chunkOf(unit).setRelease((int) unit & CHUNK - 1, owner);
    }

    @Nullable
    T get(long unit) {
        AtomicReferenceArray<@Nullable T> chunk = chunks.getAcquire((int) (unit >>> CHUNK_SHIFT));
        return chunk == null ? null : chunk.getAcquire((int) unit & CHUNK - 1);
    }

    /** Visits all owners, the lowest unit first. Nothing stops meanwhile. */
    void forEach(Consumer<T> visitor) {
        for (int i = 0; i < chunks.length(); i++) {
            AtomicReferenceArray<@Nullable T> chunk = chunks.getAcquire(i);
            for (int k = 0; chunk != null && k < CHUNK; k++) {
                T owner = chunk.getAcquire(k);
                if (owner != null) {
                    visitor.accept(owner);
                }
            }
        }
    }

    private AtomicReferenceArray<@Nullable T> chunkOf(long unit) {
        int index = (int) (unit >>> CHUNK_SHIFT);
        AtomicReferenceArray<@Nullable T> chunk = chunks.getAcquire(index);
        return chunk != null ? chunk : openChunk(index);
    }

    private AtomicReferenceArray<@Nullable T> openChunk(int index) {
        AtomicReferenceArray<@Nullable T> fresh = new AtomicReferenceArray<@Nullable T>(CHUNK);
        AtomicReferenceArray<@Nullable T> present = chunks.compareAndExchange(index, null, fresh);
        return present != null ? present : fresh;
    }
}
