package dev.cleave.cache;

import dev.cleave.sketch.CountSketch;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Which entry leaves next: W-TinyLFU by bytes. Newcomers pass through a window, and stay only if a
 * sketch says that they are asked for more often than whoever would give way; the rest is kept by
 * recency in two segments. As Einziger, Friedman and Manes, <i>TinyLFU</i> (ACM ToS 2017); the
 * window's size is {@link WindowShare}'s.
 *
 * <p>An entry has a node from when it is linked to when it is unlinked: both under its stripe's lock.
 * The policy's own lock comes after that one.
 */
final class Policy {
    private static final double PROTECTED = 0.8;
    private static final int IN_WINDOW = 0;
    private static final int ON_PROBATION = 1;
    private static final int IN_PROTECTED = 2;

    private final ReentrantLock lock = new ReentrantLock();
    private final long most;
    private final HeldBytes held;
    private final NodeTable nodes;
    private final NodeList[] segments;
    private final CountSketch sketch = new CountSketch();
    private final WindowShare window = new WindowShare();
    private long hand;

    Policy(EntryMemory memory, int chunkShift) {
        held = memory.held();
        most = held.most();
        nodes = new NodeTable(memory, chunkShift);
        segments = new NodeList[] {
            new NodeList(nodes, IN_WINDOW), new NodeList(nodes, ON_PROBATION), new NodeList(nodes, IN_PROTECTED)
        };
        if (!held.tryTake(sketch.length())) {
            throw new IllegalArgumentException("a cache of " + most + " bytes is too small for any entry");
        }
    }

    /** A node for an entry to come; {@link NodeTable#NONE} where there is no room for one. */
    int take() {
        lock.lock();
        try {
            return nodes.take();
        } finally {
            lock.unlock();
        }
    }

    /** Moves the nodes that lie in that block, if some do; answers whether they moved. */
    boolean tryMoveNodes(long place) {
        lock.lock();
        try {
            return nodes.tryMove(place);
        } finally {
            lock.unlock();
        }
    }

    /** Gives a node back that was not used. */
    void giveBack(int node) {
        lock.lock();
        try {
            nodes.free(node);
        } finally {
            lock.unlock();
        }
    }

    /** An entry came. */
    void added(int node, long hash, long cost) {
        lock.lock();
        try {
            nodes.hash(node, hash);
            segments[IN_WINDOW].addLast(node, cost);
            graduate();
            fit();
            sketch.count(hash);
            window.miss(nodes.live());
        } finally {
            lock.unlock();
        }
    }

    /** As long as there is room behind the window, what is too much for it goes there unasked. */
    private void graduate() {
        long most = mostOfEntries();
        long mostInWindow = (long) (window.share() * most);
        while (segments[IN_WINDOW].bytes() > mostInWindow) {
            int oldest = segments[IN_WINDOW].first();
            if (bytesBehindWindow() + nodes.cost(oldest) > most - mostInWindow) {
                return;
            }
            segments[ON_PROBATION].addLast(oldest, segments[IN_WINDOW].remove(oldest));
        }
    }

    private long bytesBehindWindow() {
        return segments[ON_PROBATION].bytes() + segments[IN_PROTECTED].bytes();
    }

    /** What is left for entries beside index and policy. */
    private long mostOfEntries() {
        return most - held.sum() + segments[IN_WINDOW].bytes() + bytesBehindWindow();
    }

    private void fit() {
        int more = sketch.lengthFor(nodes.live()) - sketch.length();
        if (more == 0 || held.tryTake(more)) {
            sketch.fit(nodes.live());
        }
    }

    /** An entry took another's place, and its node; the node that was meant for it goes back. */
    void replaced(int node, long cost, int spare) {
        lock.lock();
        try {
            nodes.free(spare);
            int segment = nodes.segment(node);
            long unused = segments[segment].remove(node);
            segments[segment].addLast(node, cost);
            touched(node);
        } finally {
            lock.unlock();
        }
    }

    /** An entry left. */
    void removed(int node) {
        lock.lock();
        try {
            long unused = segments[nodes.segment(node)].remove(node);
            nodes.free(node);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Entries were read: their nodes above, the low halves of their hashes below. Some may be gone by
     * now, and are known by that.
     *
     * @return false where another thread has the policy; nothing happened then
     */
    boolean tryRead(long[] reads, int count) {
        if (!lock.tryLock()) {
            return false;
        }
        try {
            for (int each = 0; each < count; each++) {
                int node = (int) (reads[each] >>> Integer.SIZE);
                if (nodes.isUsed(node) && (int) nodes.hash(node) == (int) reads[each]) {
                    touched(node);
                }
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void touched(int node) {
        sketch.count(nodes.hash(node));
        window.hit();
        int segment = nodes.segment(node);
        long cost = segments[segment].remove(node);
        segments[segment == IN_WINDOW ? IN_WINDOW : IN_PROTECTED].addLast(node, cost);
        long mostProtected = (long) (PROTECTED * (1 - window.share()) * mostOfEntries());
        while (segments[IN_PROTECTED].bytes() > mostProtected) {
            int oldest = segments[IN_PROTECTED].first();
            segments[ON_PROBATION].addLast(oldest, segments[IN_PROTECTED].remove(oldest));
        }
    }

    /** A node and its entry's hash. */
    record Victim(int node, long hash) {}

    /** The entry that should leave next; null where there is none. */
    @Nullable
    Victim victim() {
        lock.lock();
        try {
            int node = victimNode();
            return node == NodeTable.NONE ? null : new Victim(node, nodes.hash(node));
        } finally {
            lock.unlock();
        }
    }

    private int victimNode() {
        graduate();
        int resident = residentVictim();
        if (resident != NodeTable.NONE && segments[IN_WINDOW].bytes() > (long) (window.share() * mostOfEntries())) {
            int candidate = segments[IN_WINDOW].first();
            if (sketch.estimate(nodes.hash(candidate)) > sketch.estimate(nodes.hash(resident))) {
                segments[ON_PROBATION].addLast(candidate, segments[IN_WINDOW].remove(candidate));
                return resident;
            }
            return candidate;
        }
        return resident == NodeTable.NONE ? segments[IN_WINDOW].first() : resident;
    }

    private int residentVictim() {
        int first = segments[ON_PROBATION].first();
        return first == NodeTable.NONE ? segments[IN_PROTECTED].first() : first;
    }

    /** The entries that a hand comes to that goes round all nodes; null where there is none there. */
    @Nullable
    Victim nextByHand() {
        lock.lock();
        try {
            int node = (int) (hand++ % nodes.end());
            return nodes.isUsed(node) ? new Victim(node, nodes.hash(node)) : null;
        } finally {
            lock.unlock();
        }
    }

    /** How many steps the hand goes once round. */
    int round() {
        lock.lock();
        try {
            return nodes.end();
        } finally {
            lock.unlock();
        }
    }

    /** What the entries cost. */
    long entryBytes() {
        lock.lock();
        try {
            return segments[IN_WINDOW].bytes() + bytesBehindWindow();
        } finally {
            lock.unlock();
        }
    }
}
