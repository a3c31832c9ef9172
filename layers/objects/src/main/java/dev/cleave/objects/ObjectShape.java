package dev.cleave.objects;

import java.util.Arrays;

/**
 * How objects of a kind are laid out, for {@link TracedObjects}: how long they are, and where they
 * hold handles of others. Immutable.
 */
public final class ObjectShape {
    private final long byteSize;
    private final long[] fields;

    private ObjectShape(long byteSize, long[] fields) {
        this.byteSize = byteSize;
        this.fields = fields;
    }

    /**
     * A shape.
     *
     * @param byteSize 1 or more, the handles among it
     * @param handleOffsets where handles of eight bytes each are: within the object, none over
     *     another
     * @throws IllegalArgumentException where that is not so, saying which
     */
    public static ObjectShape of(long byteSize, long... handleOffsets) {
        if (byteSize < 1) {
            throw new IllegalArgumentException("objects of " + byteSize + " bytes: they must have 1 or more");
        }
        long[] sorted = handleOffsets.clone();
        Arrays.sort(sorted);
        long free = 0;
        for (long each : sorted) {
            if (each < free || each > byteSize - Long.BYTES) {
                throw new IllegalArgumentException("a handle at " + each + " of objects of " + byteSize
                        + " bytes: its eight bytes must be within, and over no other's");
            }
            free = each + Long.BYTES;
        }
        return new ObjectShape(byteSize, handleOffsets.clone());
    }

    /** Bytes of each object. */
    public long byteSize() {
        return byteSize;
    }

    /** How many handles each object holds. */
    public int handles() {
        return fields.length;
    }

    /**
     * Where a handle is.
     *
     * @throws IndexOutOfBoundsException where there is none of this number
     */
    public long offsetOf(int field) {
        return fields[field];
    }
}
