package dev.cleave.objects;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Finds the chunks of the handle table by number, and remembers which era a number is in. Any
 * thread looks without a lock; a number is put and taken away by the stripe that it belongs to,
 * under that stripe's lock.
 */
final class SlotDirectory {
    private static final VarHandle LEAF = MethodHandles.arrayElementVarHandle(Leaf[].class);
    private static final VarHandle CHUNK = MethodHandles.arrayElementVarHandle(long[][].class);
    private static final int LEAF_SHIFT = 9;
    private static final int LEAF_CHUNKS = 1 << LEAF_SHIFT;
    private static final int ARRAY_HEADER = 16;

    private final @Nullable Leaf[] leaves;
    private final int firstEra;
    private final int eras;

    private static final class Leaf {
        final long[] @Nullable [] chunks = new long[LEAF_CHUNKS][];

        /** How many eras a number has had. */
        final int[] passed = new int[LEAF_CHUNKS];
    }

    /**
     * A directory of no chunks.
     *
     * @param chunks the most that there can be
     * @param firstEra with which each number begins
     * @param eras how many each can have: a power of two
     */
    SlotDirectory(long chunks, int firstEra, int eras) {
        leaves = new Leaf[Math.toIntExact((chunks + LEAF_CHUNKS - 1) >>> LEAF_SHIFT)];
        this.firstEra = firstEra;
        this.eras = eras;
    }

    /** The chunk of a number, or null. */
    long @Nullable [] get(int number) {
        int index = number >>> LEAF_SHIFT;
        if (index >= leaves.length) {
            return null;
        }
        Leaf leaf = (Leaf) LEAF.getAcquire(leaves, index);
        return leaf == null ? null : (long[]) CHUNK.getAcquire(leaf.chunks, number & LEAF_CHUNKS - 1);
    }

    /** Whether a number can have a chunk: it is in range, and not all its eras are over. */
    boolean hasEraLeft(int number) {
        if (number >>> LEAF_SHIFT >= leaves.length) {
            return false;
        }
        Leaf leaf = (Leaf) LEAF.getAcquire(leaves, number >>> LEAF_SHIFT);
        return leaf == null || leaf.passed[number & LEAF_CHUNKS - 1] < eras;
    }

    /** Whether a number is one that this directory can ever have. */
    boolean isWithin(int number) {
        return number >>> LEAF_SHIFT < leaves.length;
    }

    /** Puts a new chunk under a number that has none. */
    long[] put(int number) {
        Leaf leaf = leafOf(number);
        int index = number & LEAF_CHUNKS - 1;
        long[] made = SlotChunk.of(firstEra + leaf.passed[index] & eras - 1);
        leaf.passed[index]++;
        CHUNK.setRelease(leaf.chunks, index, made);
        return made;
    }

    /** Takes the chunk of a number away, in which nothing lives. */
    void remove(int number) {
        CHUNK.setRelease(leafOf(number).chunks, number & LEAF_CHUNKS - 1, (long[]) null);
    }

    /** Two stripes may make one leaf at once: the second takes the first one's. */
    private Leaf leafOf(int number) {
        int index = number >>> LEAF_SHIFT;
        Leaf leaf = (Leaf) LEAF.getAcquire(leaves, index);
        if (leaf != null) {
            return leaf;
        }
        Leaf made = new Leaf();
        Leaf present = (Leaf) LEAF.compareAndExchange(leaves, index, (Leaf) null, made);
        return present == null ? made : present;
    }

    /** Bytes on the Java heap, without the chunks. */
    long byteSize() {
        long bytes = ARRAY_HEADER + (long) leaves.length * Integer.BYTES;
        for (int index = 0; index < leaves.length; index++) {
            bytes += LEAF.getAcquire(leaves, index) == null
                    ? 0
                    : 3L * ARRAY_HEADER + LEAF_CHUNKS * (Integer.BYTES + Integer.BYTES);
        }
        return bytes;
    }
}
