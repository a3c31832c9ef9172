package dev.cleave.tiers;

import dev.cleave.handle.HandleTable;
import dev.cleave.tiers.policy.Move;
import dev.cleave.tiers.policy.PlacementPolicy;
import dev.cleave.tiers.policy.Standing;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Tells the policy what happened, and does what it asks for. One thread at a time does either, under
 * a lock that is held for one move at most; a pin of an object that is in memory never asks for it.
 *
 * <pre>
 *   pins ---- PinSamples --+
 *                          +--&gt; policy ---- nextMove, relieve ---&gt; ObjectMoves
 *   changes -- queue ------+      ^                                    |
 *                                 +---- placed, refused ---------------+
 * </pre>
 */
final class Governor {
    private static final System.Logger LOG = System.getLogger("dev.cleave.tiers");

    /** The most moves of one step, of which many may copy nothing. */
    private static final int MOVES_OF_A_STEP = 4096;

    /** The most objects that are asked to leave a tier for one request. */
    private static final int LEAVERS_OF_A_REQUEST = 64;

    /** So many changes wait for a step; then whoever makes one more tells the policy. */
    private static final int WAITING = 4096;

    private final HandleTable table;
    private final TierStack tiers;
    private final ObjectMoves moves;
    private final CleanCopies copies;
    private final PinSamples samples;
    private final TierCounters counters;

    /** Fair, so that a thread which needs room waits for one move and not for all of a step. */
    private final ReentrantLock lock = new ReentrantLock(true);

    /** Guarded by the lock. */
    private final PlacementPolicy policy;

    /** Guarded by the lock. */
    private final Decisions decisions = new Decisions();

    private final Queue<Long> changes = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();

    Governor(HandleTable table, TierStack tiers, ObjectMoves moves, CleanCopies copies, PinSamples samples,
            TierCounters counters, PlacementPolicy policy) {
        this.table = table;
        this.tiers = tiers;
        this.moves = moves;
        this.copies = copies;
        this.samples = samples;
        this.counters = counters;
        this.policy = policy;
    }

    // --------------------------------------------------------------------------------------------------------- changes

    /** An object is new, was deleted, resized or moved: the policy will look at it. */
    void changed(long handle) {
        changes.add(handle);
        if (waiting.incrementAndGet() > WAITING && lock.tryLock()) {
            try {
                tellChanges();
            } finally {
                lock.unlock();
            }
        }
    }

    private void tellChanges() {
        for (Long handle = changes.poll(); handle != null; handle = changes.poll()) {
            waiting.decrementAndGet();
            tellPlace(handle);
        }
    }

    /** As it is now, whatever was changed: a later change follows in the queue. */
    private void tellPlace(long handle) {
        long place = table.address(handle);
        long byteSize = table.byteSize(handle);
        if (table.isLive(handle)) {
            policy.placed(handle, byteSize, Places.tier(place));
        } else {
            policy.removed(handle);
        }
    }

    private void tellAll() {
        tellChanges();
        samples.drain((handle, write) -> {
            long byteSize = table.byteSize(handle);
            if (table.isLive(handle)) {
                policy.accessed(handle, byteSize, write);
            }
        });
    }

    // ------------------------------------------------------------------------------------------------------------ step

    /**
     * Does what the policy asks for, until so many bytes were copied or it asks for nothing; answers
     * the bytes that the moves had.
     */
    long step(long mostBytes) {
        long done = 0;
        for (int each = 0; each < MOVES_OF_A_STEP && done < mostBytes; each++) {
            long bytes = stepOnce(mostBytes - done);
            if (bytes < 0) {
                break;
            }
            done += bytes;
        }
        return done;
    }

    /** The next move that the policy asks for; answers its bytes, or -1 where it asks for none. */
    long stepOnce(long mostBytes) {
        lock.lock();
        try {
            tellAll();
            return policy.nextMove(mostBytes).map(this::execute).orElse(-1L);
        } finally {
            lock.unlock();
        }
    }

    /** Answers the bytes that were copied, as far as they count. */
    private Long execute(Move move) {
        Outcome outcome = attempt(move);
        if (outcome == Outcome.NO_ROOM && relieve(move.to(), move.byteSize(), true)) {
            outcome = attempt(move);
        }
        return outcome == Outcome.MOVED ? move.byteSize() : 0L;
    }

    private Outcome attempt(Move move) {
        return attempt(move, move.to());
    }

    /** Makes a move, and answers the policy. */
    private Outcome attempt(Move move, int to) {
        Outcome outcome = tried(move.id(), to);
        counters.ended(outcome, move.promotes());
        decisions.add(move, outcome);
        if (outcome.isThere()) {
            tellPlace(move.id());
        } else {
            policy.refused(move);
            tellRefusal(move.id(), outcome);
        }
        return outcome;
    }

    private Outcome tried(long handle, int to) {
        try {
            return moves.move(handle, to);
        } catch (TierFailedException failure) {
            LOG.log(System.Logger.Level.WARNING, "object 0x" + Long.toHexString(handle) + " was not moved", failure);
            return Outcome.FAILED;
        }
    }

    /** One that is in use now is as good as accessed, so that another is asked to leave next time. */
    private void tellRefusal(long handle, Outcome outcome) {
        if (outcome == Outcome.GONE) {
            policy.removed(handle);
        } else if (outcome == Outcome.PINNED) {
            policy.accessed(handle, table.byteSize(handle), false);
        }
    }

    // ------------------------------------------------------------------------------------------------------------ room

    /**
     * Makes room in a tier at once, for an allocation: by what need not be copied alone, and not
     * while another thread is at work.
     */
    boolean makeRoomFreely(int tier, long byteSize) {
        if (!lock.tryLock()) {
            return false;
        }
        try {
            tellAll();
            return relieve(tier, byteSize, false);
        } finally {
            lock.unlock();
        }
    }

    /** Makes room in a tier, by copying where that must be: for a pin that needs it. */
    boolean makeRoom(int tier, long byteSize) {
        lock.lock();
        try {
            tellAll();
            return relieve(tier, byteSize, true);
        } finally {
            lock.unlock();
        }
    }

    /** Answers whether anything left the tier. */
    private boolean relieve(int tier, long byteSize, boolean copying) {
        if (copies.drop(tier, byteSize) >= byteSize) {
            return true;
        }
        long freed = 0;
        for (int each = 0; tier < tiers.last() && each < LEAVERS_OF_A_REQUEST && freed < byteSize; each++) {
            Optional<Move> move = policy.relieve(tier);
            long left = move.isEmpty() ? -1 : leave(move.get(), copying);
            if (left < 0) {
                break;
            }
            freed += move.get().from() == tier ? left : 0;
        }
        return freed > 0;
    }

    /**
     * Lets an object leave its tier, for a farther one than the policy named where that has no room;
     * answers its bytes, 0 where it is in use, or -1 where none could leave.
     */
    private long leave(Move move, boolean copying) {
        long copy = table.other(move.id());
        if (copy == Places.NONE && !copying) {
            policy.refused(move);
            return -1;
        }
        int to = copy == Places.NONE ? move.to() : Places.tier(copy);
        Outcome outcome = attempt(move, to);
        while (outcome == Outcome.NO_ROOM && to <= tiers.last()) {
            boolean dropped = copies.drop(to, move.byteSize()) > 0;
            to += dropped ? 0 : 1;
            outcome = to > tiers.last() ? outcome : attempt(move, to);
        }
        if (outcome.isThere()) {
            return move.byteSize();
        }
        return outcome == Outcome.NO_ROOM || outcome == Outcome.FAILED ? -1 : 0;
    }

    // --------------------------------------------------------------------------------------------------------- explain

    /** What the policy thinks of an object, and the last that was decided of it. */
    Thought thought(long handle, long byteSize) {
        lock.lock();
        try {
            tellAll();
            return new Thought(policy.standing(handle, byteSize), decisions.last(handle));
        } finally {
            lock.unlock();
        }
    }

    /** See {@link #thought}. */
    record Thought(Standing standing, Decisions.@Nullable Decision decision) {}

    /** The name of the policy. */
    String policyName() {
        return policy.name();
    }
}
