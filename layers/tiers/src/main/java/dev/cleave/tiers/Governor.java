package dev.cleave.tiers;

import dev.cleave.handle.HandleTable;
import dev.cleave.tiers.policy.Move;
import dev.cleave.tiers.policy.PlacementPolicy;
import dev.cleave.tiers.policy.Standing;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tells the policy what happened, and does what it asks for. One thread at a time does either,
 * under a lock that is held for one move at most; a pin of an object that is in memory never asks
 * for it.
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

    /**
     * The most objects, and bytes, that move together; and the share of their tier, which one more
     * may exceed.
     */
    private static final int MOVES_OF_A_BATCH = 64;

    private static final long BYTES_OF_A_BATCH = 1 << 20;
    private static final int SHARE_OF_A_BATCH = 16;

    /** So many changes wait for a step; then whoever makes one more tells the policy. */
    private static final int WAITING = 4096;

    private final HandleTable table;
    private final TierStack tiers;
    private final ObjectMoves moves;
    private final CleanCopies copies;
    private final PinSamples samples;
    private final TierCounters counters;

    /** How many tiers, the nearest first, have addresses. */
    private final int addressed;

    /** Held while a batch is carried; taken before the other one, never under it. */
    private final ReentrantLock batch = new ReentrantLock();

    /** Batches that were carried until now. */
    private final AtomicInteger batches = new AtomicInteger();

    /** Fair, so that a thread which needs room waits for one move and not for all of a step. */
    private final ReentrantLock lock = new ReentrantLock(true);

    /** Guarded by the lock. */
    private final RenewedPolicy policy;

    /** Guarded by the lock. */
    private final Decisions decisions = new Decisions();

    private final Changes changes = new Changes();
    private final LongConsumer listener = this::tellPlace;

    Governor(HandleTable table, TierStack tiers, ObjectMoves moves, CleanCopies copies, PinSamples samples,
            TierCounters counters, Supplier<PlacementPolicy> opening, int addressed) {
        this.table = table;
        this.tiers = tiers;
        this.moves = moves;
        this.copies = copies;
        this.samples = samples;
        this.counters = counters;
        policy = new RenewedPolicy(opening);
        this.addressed = addressed;
    }

    // --------------------------------------------------------------------------------------------------------- changes

    /**
     * An object is new, was deleted, resized or moved: the policy will look at it. It has happened,
     * so that a full Java heap is no reason to fail: the change waits, and others tell of it.
     */
    void changed(Changes.Change change, long handle) {
        changes.add(change, handle);
        if (changes.waiting() > WAITING && lock.tryLock()) {
            try {
                changes.tell(listener);
            } catch (OutOfMemoryError full) {
                LOG.log(System.Logger.Level.DEBUG, "changes wait, as the Java heap is full", full);
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * As it is now, whatever was changed: a later change follows in the queue. Whether a copy below
     * holds is a guess while another moves it; that is settled when the move is told.
     */
    private void tellPlace(long handle) {
        long place = table.address(handle);
        long byteSize = table.byteSize(handle);
        if (table.isLive(handle)) {
            policy.placed(handle, byteSize, Places.tier(place), table.other(handle) != Places.NONE);
        } else {
            policy.removed(handle);
        }
    }

    private void tellAll() {
        policy.renew(visitor -> StoreFigures.forEach(table, visitor), listener);
        changes.tell(listener);
        samples.drain((handle, write) -> {
            long byteSize = table.byteSize(handle);
            if (table.isLive(handle)) {
                policy.accessed(handle, byteSize, write);
            }
        });
    }

    // ------------------------------------------------------------------------------------------------------------ step

    /**
     * Does what the policy asks for, until so many bytes were copied or it asks for nothing;
     * answers the bytes that the moves had.
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

    /**
     * The next move that the policy asks for, or the next few where objects leave for a remote
     * tier; answers their bytes, or -1 where it asks for none.
     */
    long stepOnce(long mostBytes) {
        boolean mayBatch = !batch.hasQueuedThreads() && batch.tryLock();
        try {
            List<Move> ahead = new ArrayList<>();
            lock.lock();
            try {
                tellAll();
                Optional<Move> next = policy.nextMove(mostBytes);
                if (next.isEmpty() || !mayBatch || !leaves(next.get())) {
                    return next.map(this::execute).orElse(-1L);
                }
                collect(ahead, next.get(), mostBytes);
            } finally {
                lock.unlock();
            }
            return carry(ahead);
        } finally {
            if (mayBatch) {
                batch.unlock();
            }
        }
    }

    /** Whether it is written from this process's memory to a remote tier. */
    private boolean leaves(Move move) {
        return move.from() < addressed && move.to() >= addressed;
    }

    // ----------------------------------------------------------------------------------------------------------- batch

    /**
     * Moves that are done together, in the order that the policy asked for them: each is said to be
     * placed before it is, so that the policy asks for the next one.
     */
    private void collect(List<Move> ahead, Move first, long mostBytes) {
        long most = Math.min(mostBytes,
                Math.min(BYTES_OF_A_BATCH, tiers.tier(first.from()).capacity() / SHARE_OF_A_BATCH));
        long bytes = 0;
        for (Move next = first; next != null;) {
            policy.placed(next.id(), next.byteSize(), next.to(), next.promotes());
            ahead.add(next);
            bytes += next.byteSize();
            next = bytes < most && ahead.size() < MOVES_OF_A_BATCH ? policy.nextMove(most - bytes).orElse(null) : null;
        }
    }

    /**
     * First those who leave, all together, then the others one by one in the room that is left;
     * then the policy is told of each that is not where it was said to be. No lock is held while
     * bytes are copied but the one that keeps other batches away.
     */
    private long carry(List<Move> ahead) {
        IdentityHashMap<Move, Outcome> outcomes = new IdentityHashMap<>();
        try {
            ahead.stream().filter(this::leaves).collect(Collectors.groupingBy(Move::to)).values()
                    .forEach(each -> leaveTogether(each, outcomes));
            for (Move move : ahead) {
                if (!outcomes.containsKey(move)) {
                    outcomes.put(move, tried(move.id(), move.to()));
                }
            }
        } finally {
            batches.incrementAndGet();
            ahead.forEach(move -> settle(move, outcomes.getOrDefault(move, Outcome.FAILED)));
        }
        return ahead.stream().filter(move -> outcomes.get(move) == Outcome.MOVED).mapToLong(Move::byteSize).sum();
    }

    private void leaveTogether(List<Move> leaving, IdentityHashMap<Move, Outcome> outcomes) {
        DemotionBatch together = new DemotionBatch(moves, tiers);
        BiConsumer<Move, Outcome> became = outcomes::put; // made before any move begins, as all must end
        try {
            leaving.forEach(together::add);
        } catch (TierFailedException failure) {
            LOG.log(System.Logger.Level.WARNING, "objects cannot leave for a tier", failure);
            leaving.forEach(move -> outcomes.put(move, Outcome.FAILED));
        } finally {
            together.run(became);
        }
    }

    /**
     * Tells the policy what became of a move that it took for done; one that had no room has it
     * made now.
     */
    private void settle(Move move, Outcome outcome) {
        lock.lock();
        try {
            Outcome last = outcome == Outcome.NO_ROOM && relieve(move.to(), move.byteSize(), true)
                    ? tried(move.id(), move.to())
                    : outcome;
            counters.ended(last, move.promotes());
            decisions.add(move, last);
            if (!last.isThere() || Places.tier(table.address(move.id())) != move.to()) {
                tellPlace(move.id());
                tellRefusal(move.id(), last, true);
            }
        } finally {
            lock.unlock();
        }
    }

    // -------------------------------------------------------------------------------------------------------- one move

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
            tellRefusal(move.id(), outcome, false);
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

    /**
     * One that is in use now is as good as accessed, so that another is asked to leave next time;
     * and as good as written where the policy took it for moved, and so for clean.
     */
    private void tellRefusal(long handle, Outcome outcome, boolean write) {
        if (outcome == Outcome.GONE) {
            policy.removed(handle);
        } else if (outcome == Outcome.PINNED) {
            policy.accessed(handle, table.byteSize(handle), write);
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
        int before = batches.get();
        lock.lock();
        try {
            tellAll();
            if (relieve(tier, byteSize, true)) {
                return true;
            }
        } finally {
            lock.unlock();
        }
        return batchEnded(before);
    }

    /**
     * Whether a batch has ended since, which may have made room: one that is under way is waited
     * for. That happens only where it is all that could leave, as it is a small part of its tier.
     */
    private boolean batchEnded(int before) {
        batch.lock();
        try {
            return batches.get() != before;
        } finally {
            batch.unlock();
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
     * Lets an object leave its tier, for a farther one than the policy named where that has no
     * room; answers its bytes, 0 where it is in use, or -1 where none could leave.
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
