package dev.cleave.cache;

import dev.cleave.sketch.CountSketch;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Which entry leaves next: W-TinyLFU by bytes. Newcomers pass through a window, and stay only if a
 * sketch says that they are asked for more often than whoever would give way; the rest is kept by
 * recency in two segments. As Einziger, Friedman and Manes, <i>TinyLFU</i> (ACM ToS 2017); the
 * window's size is {@link WindowShare}'s. What nobody asked for during a turn, in which four times
 * as many bytes came as there is room for, is <em>idle</em>, and gives way to newcomers more
 * easily: so that a cache whose use changes does not keep what was used before.
 *
 * <p>An entry has a node from when it is linked to when it is unlinked: both under its stripe's
 * lock. The policy's own lock comes after that one.
 */
final class Policy {
    private static final double PROTECTED = 0.8;

    /** A turn ends when 2^2 times as many bytes have come as there is room for. */
    private static final int TURN_SHIFT = 2;

    /** While it is calm, one read in 2^3 stands for all. */
    static final int CALM_SHIFT = 3;

    /** It is calm when so many reads of each entry came since one had to leave. */
    private static final int CALM_READS = 8;

    private static final int IN_WINDOW = 0;
    private static final int ON_PROBATION = 1;
    private static final int IN_PROTECTED = 2;

    private final ReentrantLock lock = new ReentrantLock();
    private final long most;
    private final HeldBytes held;
    private final NodeTable nodes;
    private final NodeList[] segments;
    private final CountSketch sketch = new CountSketch();
    private final WindowShare window;
    private long hand;
    private int moveFrom;

    /** Written under the lock; a hint. */
    private volatile boolean isSparse;

    /** Written under the lock; a hint. */
    private volatile boolean isCalm;

    /** Reads that it was told of since an entry had to leave. */
    private long readsSinceVictim;

    /** What those cost that came since the latest turn ended. */
    private long arrivedBytes;

    /** What was read in advance adds up to this: so that it is read. */
    @SuppressWarnings("UnusedVariable")
    private int warmth;

    /** @param hits so many reads found an entry */
    Policy(EntryMemory memory, int chunkShift, LongAdder hits) {
        window = new WindowShare(hits);
        held = memory.held();
        most = held.most();
        nodes = new NodeTable(memory, chunkShift);
        segments = new NodeList[] {
            new NodeList(nodes, IN_WINDOW), new NodeList(nodes, ON_PROBATION), new NodeList(nodes, IN_PROTECTED)
        };
        if (!held.tryTake(sketch.byteSize())) {
            throw new IllegalArgumentException("a cache of " + most + " bytes is too small for any entry");
        }
    }

    /** Moves the nodes that lie in that block, if some do; answers whether they moved. */
    boolean tryMoveNodes(long place) {
        lock.lock();
        try {
            return nodes.chunks().tryMove(place);
        } finally {
            lock.unlock();
        }
    }

    /** An entry comes: its node, or {@link NodeTable#NONE} where there is no room for one. */
    int add(long hash, long cost) {
        lock.lock();
        try {
            int node = nodes.take();
            if (node != NodeTable.NONE) {
                turn(cost);
                nodes.hash(node, hash);
                segments[IN_WINDOW].addLast(node, cost);
                graduate();
                fit();
                sketch.count(NodeTable.bits(hash));
                sample();
            }
            return node;
        } finally {
            lock.unlock();
        }
    }

    /** Until half is full all that is asked for again is found: that says nothing of the window. */
    private void sample() {
        if (held.sum() <= most >> 1) {
            window.begin();
        } else if (window.miss(nodes.live())) {
            resizeWindow();
        }
    }

    private void turn(long cost) {
        arrivedBytes += cost;
        if (arrivedBytes >> TURN_SHIFT > most) {
            arrivedBytes = 0;
            segments[ON_PROBATION].turn();
            segments[IN_PROTECTED].turn();
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
            moveFirst(IN_WINDOW, ON_PROBATION);
        }
    }

    /**
     * What is too much for the window goes behind it, unasked; what it lacks comes from there: those first
     * that would have left next.
     */
    private void resizeWindow() {
        long wanted = (long) (window.share() * mostOfEntries());
        while (segments[IN_WINDOW].bytes() > wanted) {
            moveFirst(IN_WINDOW, ON_PROBATION);
        }
        while (bytesBehindWindow() > 0) {
            int from = segments[ON_PROBATION].first() == NodeTable.NONE ? IN_PROTECTED : ON_PROBATION;
            if (segments[IN_WINDOW].bytes() + nodes.cost(segments[from].first()) > wanted) {
                return;
            }
            moveFirst(from, IN_WINDOW);
        }
    }

    private void moveFirst(int from, int to) {
        int node = segments[from].first();
        segments[to].addLast(node, segments[from].remove(node));
    }

    private long bytesBehindWindow() {
        return segments[ON_PROBATION].bytes() + segments[IN_PROTECTED].bytes();
    }

    /** What is left for entries beside index and policy. */
    private long mostOfEntries() {
        return most - held.sum() + segments[IN_WINDOW].bytes() + bytesBehindWindow();
    }

    private void fit() {
        int more = sketch.byteSizeFor(nodes.live()) - sketch.byteSize();
        if (more <= 0 || held.tryTake(more)) {
            sketch.fit(nodes.live());
            held.giveBack(Math.max(0, -more));
        }
    }

    /** An entry takes another's place, and its node. */
    void replaced(int node, long cost) {
        lock.lock();
        try {
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
            sparse(nodes.chunks().isSparse());
        } finally {
            lock.unlock();
        }
    }

    private void sparse(boolean now) {
        if (isSparse != now) {
            isSparse = now;
        }
    }

    /** Whether nodes should {@linkplain #nextToMove move}, so that their chunks go back. */
    boolean isSparse() {
        return isSparse;
    }

    /** An entry whose node should move; null where there is none. */
    @Nullable
    Victim nextToMove() {
        lock.lock();
        try {
            moveFrom = nodes.nextToMove(moveFrom);
            sparse(moveFrom != NodeTable.NONE);
            return moveFrom == NodeTable.NONE ? null : new Victim(moveFrom, nodes.hash(moveFrom));
        } finally {
            lock.unlock();
        }
    }

    /** Another node for an entry; {@link NodeTable#NONE} where it keeps its own. */
    int move(int node) {
        lock.lock();
        try {
            int other = nodes.tryCopy(node);
            if (other != NodeTable.NONE) {
                segments[nodes.segment(node)].exchange(node, other);
                nodes.free(node);
            }
            return other;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Entries were read: their nodes above, the low halves of their hashes below. Some may be gone
     * by now, and are known by that.
     *
     * @return false where another thread has the policy; nothing happened then
     */
    boolean tryRead(long[] reads, int count) {
        if (!lock.tryLock()) {
            return false;
        }
        try {
            int known = keepKnown(reads, count);
            for (int each = 0; each < known; each++) {
                touched((int) reads[each]);
            }
            readsSinceVictim += known;
            if (!isCalm && readsSinceVictim > (long) CALM_READS * nodes.live()) {
                isCalm = true;
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Leaves the nodes of entries that are there, at the begin; answers how many. All that their
     * turns will need is read here, one independent of the other, so that the processor waits for
     * many at once.
     */
    private int keepKnown(long[] reads, int count) {
        int known = 0;
        for (int each = 0; each < count; each++) {
            int node = (int) (reads[each] >>> Integer.SIZE);
            if (nodes.isUsed(node) && (int) nodes.hash(node) == (int) reads[each]) {
                reads[known++] = node;
            }
        }
        int unused = 0;
        for (int each = 0; each < known; each++) {
            int node = (int) reads[each];
            unused += segmentOf(nodes.previous(node)) + segmentOf(nodes.next(node))
                    + sketch.estimate(nodes.bits(node));
        }
        warmth = unused;
        return known;
    }

    private int segmentOf(int neighbour) {
        return neighbour == NodeTable.NONE ? IN_WINDOW : nodes.segment(neighbour);
    }

    private void touched(int node) {
        sketch.count(nodes.bits(node));
        int segment = nodes.segment(node);
        long cost = segments[segment].remove(node);
        segments[segment == IN_WINDOW ? IN_WINDOW : IN_PROTECTED].addLast(node, cost);
        long mostProtected = (long) ((PROTECTED - window.share()) * mostOfEntries());
        while (segments[IN_PROTECTED].bytes() > mostProtected) {
            moveFirst(IN_PROTECTED, ON_PROBATION);
        }
    }

    /** A node and its entry's hash. */
    record Victim(int node, long hash) {}

    /**
     * Whether nothing had to leave for long: then it is enough to be told of a few reads. What is
     * {@linkplain #tryRead told} stands for more of them.
     */
    boolean isCalm() {
        return isCalm;
    }

    private void endCalm() {
        readsSinceVictim = 0;
        if (isCalm) {
            isCalm = false;
        }
    }

    /**
     * The entry that should leave next; null where there is none.
     *
     * @param coming what the entry costs that comes into the window then
     */
    @Nullable
    Victim victim(long coming) {
        lock.lock();
        try {
            endCalm();
            int node = victimNode(coming);
            return node == NodeTable.NONE ? null : new Victim(node, nodes.hash(node));
        } finally {
            lock.unlock();
        }
    }

    private int victimNode(long coming) {
        graduate();
        int resident = residentVictim();
        int candidate = segments[IN_WINDOW].first();
        if (resident == NodeTable.NONE) {
            return candidate;
        }
        if (candidate != NodeTable.NONE
                && segments[IN_WINDOW].bytes() + coming > (long) (window.share() * mostOfEntries())) {
            if (isWorthMore(candidate, resident)) {
                segments[ON_PROBATION].addLast(candidate, segments[IN_WINDOW].remove(candidate));
                return resident;
            }
            return candidate;
        }
        return resident;
    }

    /** An idle one stays only if it was asked for more than twice as often. */
    private boolean isWorthMore(int candidate, int resident) {
        int asked = sketch.estimate(nodes.bits(candidate));
        int residentAsked = sketch.estimate(nodes.bits(resident));
        return segments[nodes.segment(resident)].isFirstIdle() ? asked >= residentAsked >> 1 : asked > residentAsked;
    }

    private int residentVictim() {
        if (segments[IN_PROTECTED].isFirstIdle()) {
            return segments[IN_PROTECTED].first();
        }
        int first = segments[ON_PROBATION].first();
        return first == NodeTable.NONE ? segments[IN_PROTECTED].first() : first;
    }

    /**
     * The entries that a hand comes to that goes round all nodes; null where there is none there.
     */
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
