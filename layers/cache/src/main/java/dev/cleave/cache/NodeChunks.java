package dev.cleave.cache;

import dev.cleave.memory.PoolExhaustedException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The chunks that nodes lie in. <em>Open</em> are those that nodes are taken from: all that have a free
 * one, but that which is being emptied. A chunk that is empty goes back, unless it is the only one
 * that is open. Under the policy's lock.
 */
final class NodeChunks {
    /** Of so many chunks the one with the fewest entries is emptied. */
    private static final int CANDIDATES = 64;

    private final EntryMemory memory;
    private final int shift;

    /** By number; the first is nobody's, so that no node is {@link NodeTable#NONE}. */
    private long[] offsets = new long[4];

    private @Nullable NodeChunk[] chunks = new @Nullable NodeChunk[4];

    /** All numbers are below. */
    private int end = 1;

    private int count;
    private int live;
    private int hand;
    private @Nullable NodeChunk firstOpen;
    private @Nullable NodeChunk emptied;

    /** @param shift of how many nodes a chunk is, as a power of two */
    NodeChunks(EntryMemory memory, int shift) {
        this.memory = memory;
        this.shift = shift;
    }

    /** How many nodes have entries. */
    int live() {
        return live;
    }

    /** All nodes are below. */
    int end() {
        return end << shift;
    }

    /** Whether a node is of a chunk that is there. */
    boolean has(int node) {
        return node >>> shift < offsets.length && offsets[node >>> shift] != 0;
    }

    /** Where a node lies. */
    long at(int node) {
        return offsets[node >>> shift] + (long) (node & (1 << shift) - 1) * NodeTable.NODE_BYTES;
    }

    NodeChunk of(int node) {
        NodeChunk chunk = chunks[node >>> shift];
        if (chunk == null) {
            throw new IllegalStateException("node " + node + " lies in no chunk");
        }
        return chunk;
    }

    int firstNode(NodeChunk chunk) {
        return chunk.number << shift;
    }

    int nodesPerChunk() {
        return 1 << shift;
    }

    /** One that nodes are taken from, null where there is none. */
    @Nullable
    NodeChunk open() {
        return firstOpen;
    }

    /** Another chunk, which is not open yet; null where its bytes are not allowed. */
    @Nullable
    NodeChunk add() {
        long place;
        try {
            place = memory.allocate((long) NodeTable.NODE_BYTES << shift);
        } catch (PoolExhaustedException full) {
            return null;
        }
        if (place == 0) {
            return null;
        }
        NodeChunk chunk = new NodeChunk(vacantNumber(), memory.offset(place));
        chunks[chunk.number] = chunk;
        offsets[chunk.number] = chunk.offset;
        count++;
        return chunk;
    }

    private int vacantNumber() {
        if (count == end - 1) {
            if (end == offsets.length) {
                offsets = Arrays.copyOf(offsets, 2 * end);
                chunks = Arrays.copyOf(chunks, 2 * end);
            }
            return end++;
        }
        do {
            hand = (hand + 1) % end;
        } while (hand == 0 || offsets[hand] != 0);
        return hand;
    }

    /** A chunk has got its first free node: nodes may be taken from it. */
    void opened(NodeChunk chunk) {
        NodeChunk first = firstOpen;
        chunk.next = first;
        if (first != null) {
            first.previous = chunk;
        }
        firstOpen = chunk;
    }

    private void closed(NodeChunk chunk) {
        NodeChunk before = chunk.previous;
        NodeChunk behind = chunk.next;
        if (before == null) {
            firstOpen = behind;
        } else {
            before.next = behind;
        }
        if (behind != null) {
            behind.previous = before;
        }
        chunk.previous = null;
        chunk.next = null;
    }

    /** A node was taken from an open chunk. */
    void taken(NodeChunk chunk) {
        live++;
        chunk.live++;
        if (!chunk.hasFree()) {
            closed(chunk);
        }
    }

    /**
     * A node was given back to a chunk.
     *
     * @param wasFull whether it is the only free one
     */
    @SuppressWarnings("ReferenceEquality") // a chunk is itself alone
    void givenBack(NodeChunk chunk, boolean wasFull) {
        live--;
        chunk.live--;
        if (chunk == emptied) {
            if (chunk.live == 0) {
                emptied = null;
                release(chunk);
            }
            return;
        }
        if (wasFull) {
            opened(chunk);
        }
        if (chunk.live == 0 && (chunk.previous != null || chunk.next != null)) {
            closed(chunk);
            release(chunk);
        }
    }

    private void release(NodeChunk chunk) {
        chunks[chunk.number] = null;
        offsets[chunk.number] = 0;
        count--;
        while (end > 1 && offsets[end - 1] == 0) {
            end--;
        }
        long unused = memory.free(memory.place(chunk.offset));
    }

    /** Whether a third and more of the nodes have no entry, or a chunk is being emptied. */
    boolean isSparse() {
        int free = (count << shift) - live;
        return emptied != null || free > (live >> 1) + 2 * nodesPerChunk();
    }

    /**
     * The chunk whose nodes should go elsewhere: none is taken from it any more. Null where no other has
     * room for them.
     */
    @Nullable
    NodeChunk emptied() {
        NodeChunk chosen = emptied;
        if (chosen == null && isSparse()) {
            chosen = fewest();
            if (chosen != null) {
                closed(chosen);
                emptied = chosen;
            }
        }
        if (chosen != null && firstOpen == null) {
            emptied = null;
            opened(chosen);
            return null;
        }
        return chosen;
    }

    /** Of the next so many that are open the one with the fewest entries; null where none is. */
    private @Nullable NodeChunk fewest() {
        NodeChunk fewest = null;
        for (int step = 0; step < end && (step < CANDIDATES || fewest == null); step++) {
            hand = (hand + 1) % end;
            NodeChunk each = chunks[hand];
            if (each != null && each.hasFree() && (fewest == null || each.live < fewest.live)) {
                fewest = each;
            }
        }
        return fewest;
    }

    /** Moves the chunk that lies there, if one does; answers whether it did. */
    boolean tryMove(long place) {
        long from = memory.offset(place);
        for (NodeChunk chunk : chunks) {
            if (chunk != null && chunk.offset == from) {
                long copy = memory.tryCopy(place);
                if (copy == 0) {
                    return false;
                }
                chunk.offset = memory.offset(copy);
                offsets[chunk.number] = chunk.offset;
                memory.release(place);
                return true;
            }
        }
        return false;
    }
}
