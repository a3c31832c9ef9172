package dev.cleave.cache;

import static dev.cleave.cache.EntryMemory.BYTES;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.cleave.memory.PoolExhaustedException;
import java.util.Arrays;

/**
 * What a policy knows of each entry, off the Java heap: a node of 20 bytes. Nodes come in chunks,
 * and are used again. Under the policy's lock.
 *
 * <pre>
 *   0        8          12      16                    20
 *   +--------+----------+-------+---------------------+
 *   | hash   | previous | next  | segment 2 | cost 30 |
 *   +--------+----------+-------+---------------------+
 * </pre>
 */
final class NodeTable {
    /** No node. */
    static final int NONE = 0;

    /** Bytes of a node. */
    static final int NODE_BYTES = 20;

    private static final int PREVIOUS = 8;
    private static final int NEXT = 12;
    private static final int COST = 16;
    private static final int SEGMENT_SHIFT = 30;
    private static final int COST_MASK = (1 << SEGMENT_SHIFT) - 1;
    private static final int GRAIN_SHIFT = 3;

    private final EntryMemory memory;
    private final int chunkShift;
    private long[] chunks = new long[0];
    private int chunkCount;
    private int used = 1;
    private int firstFree;
    private int live;

    /** @param chunkShift of how many nodes a chunk is, as a power of two */
    NodeTable(EntryMemory memory, int chunkShift) {
        this.memory = memory;
        this.chunkShift = chunkShift;
    }

    /** All nodes that were ever taken are below. */
    int end() {
        return used;
    }

    int live() {
        return live;
    }

    /** A node that is nobody's; {@link #NONE} where its bytes are not allowed. */
    int take() {
        int node = firstFree;
        if (node != NONE) {
            firstFree = next(node);
        } else if (used < chunkCount << chunkShift || addChunk()) {
            node = used++;
        } else {
            return NONE;
        }
        live++;
        next(node, NONE);
        previous(node, NONE);
        BYTES.set(JAVA_INT_UNALIGNED, at(node) + COST, 0);
        return node;
    }

    private boolean addChunk() {
        long place;
        try {
            place = memory.allocate((long) NODE_BYTES << chunkShift);
        } catch (PoolExhaustedException full) {
            return false;
        }
        if (place == 0) {
            return false;
        }
        if (chunkCount == chunks.length) {
            chunks = Arrays.copyOf(chunks, 2 * chunkCount + 4);
        }
        chunks[chunkCount++] = memory.offset(place);
        return true;
    }

    /** Moves the chunk that lies there, if one does; answers whether it did. */
    boolean tryMove(long place) {
        long from = memory.offset(place);
        for (int chunk = 0; chunk < chunkCount; chunk++) {
            if (chunks[chunk] == from) {
                long copy = memory.tryCopy(place);
                if (copy == 0) {
                    return false;
                }
                chunks[chunk] = memory.offset(copy);
                memory.release(place);
                return true;
            }
        }
        return false;
    }

    /** Gives a node back. */
    void free(int node) {
        BYTES.set(JAVA_INT_UNALIGNED, at(node) + COST, 0);
        next(node, firstFree);
        firstFree = node;
        live--;
    }

    /** Where the chunk of a node lies. */
    long chunkOf(int node) {
        return chunks[node >>> chunkShift];
    }

    /** Whether a node has an entry: what costs nothing has none. */
    boolean isUsed(int node) {
        return node > NONE && node < used && cost(node) != 0;
    }

    private long at(int node) {
        return chunks[node >>> chunkShift] + (long) (node & (1 << chunkShift) - 1) * NODE_BYTES;
    }

    long hash(int node) {
        return BYTES.get(JAVA_LONG_UNALIGNED, at(node));
    }

    void hash(int node, long hash) {
        BYTES.set(JAVA_LONG_UNALIGNED, at(node), hash);
    }

    int previous(int node) {
        return BYTES.get(JAVA_INT_UNALIGNED, at(node) + PREVIOUS);
    }

    void previous(int node, int other) {
        BYTES.set(JAVA_INT_UNALIGNED, at(node) + PREVIOUS, other);
    }

    int next(int node) {
        return BYTES.get(JAVA_INT_UNALIGNED, at(node) + NEXT);
    }

    void next(int node, int other) {
        BYTES.set(JAVA_INT_UNALIGNED, at(node) + NEXT, other);
    }

    /** What the entry costs, in bytes. */
    long cost(int node) {
        return (long) (BYTES.get(JAVA_INT_UNALIGNED, at(node) + COST) & COST_MASK) << GRAIN_SHIFT;
    }

    int segment(int node) {
        return BYTES.get(JAVA_INT_UNALIGNED, at(node) + COST) >>> SEGMENT_SHIFT;
    }

    void set(int node, int segment, long cost) {
        int grains = (int) (cost >>> GRAIN_SHIFT) & COST_MASK;
        BYTES.set(JAVA_INT_UNALIGNED, at(node) + COST, segment << SEGMENT_SHIFT | grains);
    }
}
