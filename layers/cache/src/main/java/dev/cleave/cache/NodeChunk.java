package dev.cleave.cache;

import org.jspecify.annotations.Nullable;

/** A block of nodes: how many of them have entries, and which have none. Under the policy's lock. */
final class NodeChunk {
    /** Its nodes are numbered from here, in units of chunks. */
    final int number;

    /** Where its block lies. */
    long offset;

    /** The first node without an entry, {@link NodeTable#NONE} where there is none. */
    int firstFree = NodeTable.NONE;

    /** How many nodes have an entry. */
    int live;

    /** Its neighbours, where it is open: where nodes are taken from. */
    @Nullable
    NodeChunk previous;

    @Nullable
    NodeChunk next;

    NodeChunk(int number, long offset) {
        this.number = number;
        this.offset = offset;
    }

    boolean hasFree() {
        return firstFree != NodeTable.NONE;
    }
}
