package dev.cleave.gpu;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who owns the range that begins at a unit. Ranges that begin at a multiple of 256 units, as large ones
 * do, stand close together in one array; the others in parts of the table that come into being when they
 * are first written. So a large block with few owners costs little memory, and few cache misses.
 *
 * <p>Any thread may call anything. What the owner's fields held when it was set is seen by whoever
 * gets it.
 */
final class OwnerTable<T> {
    private static final int PART_SHIFT = 8;
    private static final int PART = 1 << PART_SHIFT;

    private final AtomicReferenceArray<@Nullable T> firsts;
    private final AtomicReferenceArray<@Nullable AtomicReferenceArray<@Nullable T>> parts;

    OwnerTable(long units) {
        int count = (int) (units + PART - 1 >>> PART_SHIFT);
        firsts = new AtomicReferenceArray<@Nullable T>(count);
        parts = new AtomicReferenceArray<@Nullable AtomicReferenceArray<@Nullable T>>(count);
    }

    void set(long unit, @Nullable T owner) {
        int part = (int) (unit >>> PART_SHIFT);
        int place = (int) unit & PART - 1;
        if (place == 0) {
            firsts.setRelease(part, owner);
        } else {
            partAt(part).setRelease(place, owner);
        }
    }

    @Nullable
    T get(long unit) {
        int index = (int) (unit >>> PART_SHIFT);
        int place = (int) unit & PART - 1;
        if (place == 0) {
            return firsts.getAcquire(index);
        }
        AtomicReferenceArray<@Nullable T> part = parts.getAcquire(index);
        return part == null ? null : part.getAcquire(place);
    }

    /** Visits all owners, the lowest unit first. Nothing stops meanwhile. */
    void forEach(Consumer<T> visitor) {
        for (int i = 0; i < firsts.length(); i++) {
            visit(firsts.getAcquire(i), visitor);
            AtomicReferenceArray<@Nullable T> part = parts.getAcquire(i);
            for (int place = 1; part != null && place < PART; place++) {
                visit(part.getAcquire(place), visitor);
            }
        }
    }

    private static <T> void visit(@Nullable T owner, Consumer<T> visitor) {
        if (owner != null) {
            visitor.accept(owner);
        }
    }

    private AtomicReferenceArray<@Nullable T> partAt(int index) {
        AtomicReferenceArray<@Nullable T> part = parts.getAcquire(index);
        return part != null ? part : openPart(index);
    }

    private AtomicReferenceArray<@Nullable T> openPart(int index) {
        AtomicReferenceArray<@Nullable T> fresh = new AtomicReferenceArray<@Nullable T>(PART);
        AtomicReferenceArray<@Nullable T> present = parts.compareAndExchange(index, null, fresh);
        return present != null ? present : fresh;
    }
}
