package dev.cleave.cache;

/** Nodes in an order, the one that leaves first at the begin; and what their entries cost. */
final class NodeList {
    private final NodeTable nodes;
    private final int segment;
    private int first;
    private int last;
    private long bytes;

    /**
     * The last node when the latest turn ended, and when the one before did; or, of those that were
     * before it then, the last that is still here.
     */
    private int lastAtTurn;

    private int lastAtTurnBefore;

    NodeList(NodeTable nodes, int segment) {
        this.nodes = nodes;
        this.segment = segment;
    }

    int first() {
        return first;
    }

    /** A turn ends. */
    void turn() {
        lastAtTurnBefore = lastAtTurn;
        lastAtTurn = last;
    }

    /** Whether the first node was here, and nobody asked for its entry, for a whole turn. */
    boolean isFirstIdle() {
        return lastAtTurnBefore != NodeTable.NONE;
    }

    /** What the entries cost. */
    long bytes() {
        return bytes;
    }

    void addLast(int node, long cost) {
        nodes.set(node, segment, cost);
        nodes.previous(node, last);
        nodes.next(node, NodeTable.NONE);
        if (last == NodeTable.NONE) {
            first = node;
        } else {
            nodes.next(last, node);
        }
        last = node;
        bytes += nodes.cost(node);
    }

    /** Takes a node of the list out; answers what its entry costs. */
    long remove(int node) {
        int before = nodes.previous(node);
        int behind = nodes.next(node);
        lastAtTurn = node == lastAtTurn ? before : lastAtTurn;
        lastAtTurnBefore = node == lastAtTurnBefore ? before : lastAtTurnBefore;
        if (before == NodeTable.NONE) {
            first = behind;
        } else {
            nodes.next(before, behind);
        }
        if (behind == NodeTable.NONE) {
            last = before;
        } else {
            nodes.previous(behind, before);
        }
        long cost = nodes.cost(node);
        bytes -= cost;
        return cost;
    }

    /** Another node takes the place of one of the list. */
    void exchange(int node, int other) {
        int before = nodes.previous(node);
        int behind = nodes.next(node);
        nodes.previous(other, before);
        nodes.next(other, behind);
        if (before == NodeTable.NONE) {
            first = other;
        } else {
            nodes.next(before, other);
        }
        if (behind == NodeTable.NONE) {
            last = other;
        } else {
            nodes.previous(behind, other);
        }
        lastAtTurn = node == lastAtTurn ? other : lastAtTurn;
        lastAtTurnBefore = node == lastAtTurnBefore ? other : lastAtTurnBefore;
    }
}
