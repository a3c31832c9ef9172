package dev.cleave.cache;

import static dev.cleave.cache.EntryMemory.BYTES;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

/**
 * What a policy knows of each entry, off the Java heap: a node of 16 bytes. Nodes come in
 * {@linkplain NodeChunks chunks}, and are used again. Under the policy's lock.
 *
 * <pre>
 *   0                               8          12     16
 *   +---------+------------+--------+----------+------+
 *   | hash 48 | segment 2  | cost 14| previous | next |
 *   +---------+------------+--------+----------+------+
 * </pre>
 *
 * Of the hash it has the high 8 bits, which choose a stripe, and the low 40, which have the tag.
 */
final class NodeTable {
    /** No node. */
    static final int NONE = 0;

    /** Bytes of a node. */
    static final int NODE_BYTES = 16;

    private static final int PREVIOUS = 8;
    private static final int NEXT = 12;
    private static final int HASH_SHIFT = 16;
    private static final int SEGMENT_SHIFT = 14;
    private static final int SEGMENT_MASK = 3;
    private static final int COST_MASK = (1 << SEGMENT_SHIFT) - 1;
    private static final int LOW_BITS = 40;
    private static final long LOW_MASK = (1L << LOW_BITS) - 1;
    private static final int HIGH_SHIFT = Long.SIZE - Byte.SIZE;

    private final NodeChunks chunks;

    /** @param chunkShift of how many nodes a chunk is, as a power of two */
    NodeTable(EntryMemory memory, int chunkShift) {
        chunks = new NodeChunks(memory, chunkShift);
    }

    NodeChunks chunks() {
        return chunks;
    }

    /** All nodes are below. */
    int end() {
        return chunks.end();
    }

    int live() {
        return chunks.live();
    }

    /** A node that is nobody's; {@link #NONE} where its bytes are not allowed. */
    int take() {
        NodeChunk chunk = chunks.open();
        if (chunk == null) {
            chunk = chunks.add();
            if (chunk == null) {
                return NONE;
            }
            format(chunk);
            chunks.opened(chunk);
        }
        return take(chunk);
    }

    private int take(NodeChunk chunk) {
        int node = chunk.firstFree;
        chunk.firstFree = next(node);
        chunks.taken(chunk);
        next(node, NONE);
        return node;
    }

    /** Makes all nodes of a chunk free ones. */
    private void format(NodeChunk chunk) {
        int first = chunks.firstNode(chunk);
        for (int node = first + chunks.nodesPerChunk() - 1; node >= first; node--) {
            forget(chunk, node);
        }
    }

    private void forget(NodeChunk chunk, int node) {
        word(node, 0);
        previous(node, NONE);
        next(node, chunk.firstFree);
        chunk.firstFree = node;
    }

    /** Gives a node back. */
    void free(int node) {
        NodeChunk chunk = chunks.of(node);
        boolean wasFull = !chunk.hasFree();
        forget(chunk, node);
        chunks.givenBack(chunk, wasFull);
    }

    /** Another node with the same hash, segment and cost; {@link #NONE} where none is free. */
    int tryCopy(int node) {
        NodeChunk chunk = chunks.open();
        if (chunk == null) {
            return NONE;
        }
        int copy = take(chunk);
        word(copy, word(node));
        return copy;
    }

    /**
     * A node with an entry in a chunk that has few, so that it should move; {@link #NONE} where there is
     * none.
     *
     * @param from where to begin to look in that chunk
     */
    int nextToMove(int from) {
        NodeChunk chunk = chunks.emptied();
        if (chunk == null) {
            return NONE;
        }
        int first = chunks.firstNode(chunk);
        for (int step = 0; step < chunks.nodesPerChunk(); step++) {
            int node = first + (from + step & chunks.nodesPerChunk() - 1);
            if (cost(node) != 0) {
                return node;
            }
        }
        return NONE;
    }

    /** Whether a node has an entry: what costs nothing has none. */
    boolean isUsed(int node) {
        return chunks.has(node) && cost(node) != 0;
    }

    private long word(int node) {
        return BYTES.get(JAVA_LONG_UNALIGNED, chunks.at(node));
    }

    private void word(int node, long word) {
        BYTES.set(JAVA_LONG_UNALIGNED, chunks.at(node), word);
    }

    /** As much of the hash as an index needs; the rest is 0. */
    long hash(int node) {
        long bits = bits(node);
        return bits & LOW_MASK | bits >>> LOW_BITS << HIGH_SHIFT;
    }

    void hash(int node, long hash) {
        word(node, bits(hash) << HASH_SHIFT | word(node) & (1L << HASH_SHIFT) - 1);
    }

    /** The bits of the hash that a node has, side by side. */
    long bits(int node) {
        return word(node) >>> HASH_SHIFT;
    }

    /** The bits of a hash that a node would have. */
    static long bits(long hash) {
        return hash & LOW_MASK | hash >>> HIGH_SHIFT << LOW_BITS;
    }

    int previous(int node) {
        return BYTES.get(JAVA_INT_UNALIGNED, chunks.at(node) + PREVIOUS);
    }

    void previous(int node, int other) {
        BYTES.set(JAVA_INT_UNALIGNED, chunks.at(node) + PREVIOUS, other);
    }

    int next(int node) {
        return BYTES.get(JAVA_INT_UNALIGNED, chunks.at(node) + NEXT);
    }

    void next(int node, int other) {
        BYTES.set(JAVA_INT_UNALIGNED, chunks.at(node) + NEXT, other);
    }

    /** What the entry costs, in bytes: above 8 KiB as a {@link NodeCost} has it, a 512th less at most. */
    long cost(int node) {
        return NodeCost.bytes((int) word(node) & COST_MASK);
    }

    int segment(int node) {
        return (int) word(node) >>> SEGMENT_SHIFT & SEGMENT_MASK;
    }

    void set(int node, int segment, long cost) {
        word(node, word(node) >>> HASH_SHIFT << HASH_SHIFT | (long) segment << SEGMENT_SHIFT | NodeCost.of(cost));
    }
}
