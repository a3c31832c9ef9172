package dev.cleave.tiers;

import dev.cleave.handle.AtomicWords;
import dev.cleave.handle.HandleTable;
import dev.cleave.handle.HandleTable.MoveEnd;
import org.jspecify.annotations.Nullable;

/**
 * Moves objects between tiers, one at a time for each caller. A move is a transaction: the bytes
 * are copied while others read them, and count only if nobody wrote them meanwhile. It never makes
 * a pin wait.
 *
 * <p>A slot has two places. The one that counts is where the object is; the other is its clean copy
 * in a farther tier, or {@link Places#NONE}. While somebody moves it, the other place is his.
 */
final class ObjectMoves {
    /** How often the end of a move is tried anew while readers are there. */
    private static final int TURNS = 64;

    private final HandleTable table;
    private final TierStack tiers;
    private final AtomicWords contexts;
    private final CopyCounts copyCounts;
    private final CallsUnderWay calls;

    ObjectMoves(HandleTable table, TierStack tiers, AtomicWords contexts, CopyCounts copyCounts, CallsUnderWay calls) {
        this.table = table;
        this.tiers = tiers;
        this.contexts = contexts;
        this.copyCounts = copyCounts;
        this.calls = calls;
    }

    /** The context that an object was allocated in. */
    int context(long handle) {
        return (int) contexts.getAcquire(table.slotOf(handle));
    }

    // ------------------------------------------------------------------------------------------------------------ move

    /**
     * Moves an object to a tier. Of one that comes nearer the old place stays as its clean copy;
     * one that goes to where its clean copy is needs no copying.
     *
     * @throws TierFailedException where a tier failed: the object is as it was
     */
    Outcome move(long handle, int to) {
        Turn turn = new Turn(handle);
        calls.begin();
        try {
            if (!turn.beganUnderReaders()) {
                return refused(handle);
            }
            try {
                return turn.to(to);
            } finally {
                turn.end();
            }
        } finally {
            calls.end();
        }
    }

    /**
     * Begins a move whose bytes the caller copies: from this process's memory to another tier. He
     * ends it by {@link BegunMove#end}, if it is open: one that comes to nothing, has nothing to be
     * copied, or is of an object that is remote already, is over at once.
     *
     * @throws TierFailedException where the tier has no place now: the object is as it was
     */
    BegunMove begin(long handle, int to) {
        Turn turn = new Turn(handle);
        BegunMove begun = new BegunMove(turn);
        calls.begin();
        boolean open = false;
        try {
            begun.outcome = turn.beganUnderReaders() ? prepared(turn, to) : refused(handle);
            open = begun.isOpen();
            return begun;
        } finally {
            if (!open) {
                calls.end();
            }
        }
    }

    /**
     * What became of a move that has begun; nothing where its bytes are to be copied, and it is
     * open.
     */
    private static @Nullable Outcome prepared(Turn turn, int to) {
        boolean open = false;
        try {
            Outcome outcome = Places.isRemote(turn.from) ? turn.to(to) : turn.prepared(to);
            open = outcome == null;
            return outcome;
        } finally {
            if (!open) {
                turn.end();
            }
        }
    }

    /** A move whose bytes its owner copies; or one that is over already. For one thread. */
    final class BegunMove {
        private final Turn turn;
        private @Nullable Outcome outcome;

        private BegunMove(Turn turn) {
            this.turn = turn;
        }

        /** Whether its bytes are to be copied, and it is to be ended. */
        boolean isOpen() {
            return outcome == null;
        }

        /** What is to be copied, while it is open. */
        TierStack.Copy copy() {
            return open().copy();
        }

        private Turn open() {
            if (outcome != null) {
                throw new IllegalStateException("the move is over: " + outcome);
            }
            return turn;
        }

        /**
         * Ends it, while it is open: its bytes were all copied, or not. Whatever this throws, it is
         * over.
         */
        void end(boolean copied) {
            Turn open = open();
            outcome = Outcome.FAILED;
            try {
                outcome = open.arrived(copied);
            } finally {
                try {
                    open.end();
                } finally {
                    calls.end();
                }
            }
        }

        /** What became of it, once it is over. */
        Outcome outcome() {
            if (outcome == null) {
                throw new IllegalStateException("the move is open: end it first");
            }
            return outcome;
        }
    }

    /**
     * Makes an object larger or smaller. A smaller one has fewer bytes at once, and another place
     * if there is one; a larger one stays in its tier, or goes where there is room.
     *
     * @throws TierFailedException where a tier failed: the object is as it was
     */
    Outcome resize(long handle, long byteSize) {
        Turn turn = new Turn(handle);
        calls.begin();
        try {
            if (!turn.began()) {
                return refused(handle);
            }
            try {
                return turn.resize(byteSize);
            } finally {
                turn.end();
            }
        } finally {
            calls.end();
        }
    }

    /**
     * Lets go of the clean copy of an object, if it is in this tier; answers the bytes that had
     * room there.
     */
    long dropCopy(long handle, int tier) {
        if (!hasCopyIn(handle, tier)) {
            return 0;
        }
        Turn turn = new Turn(handle);
        calls.begin();
        try {
            if (!turn.beganUnderReaders()) {
                return 0;
            }
            try {
                return turn.dropLower(tier);
            } finally {
                turn.end();
            }
        } finally {
            calls.end();
        }
    }

    /** Whether an object has its clean copy in this tier: a guess, while another moves it. */
    boolean hasCopyIn(long handle, int tier) {
        long copy = table.other(handle);
        return copy != Places.NONE && Places.tier(copy) == tier;
    }

    private Outcome refused(long handle) {
        return table.isLive(handle) ? Outcome.PINNED : Outcome.GONE;
    }

    /**
     * What a mover has in hand, from the beginning of a move to its end. It is made before the move
     * begins, and ending it needs nothing of the Java heap: so no object stays as if it were
     * moving.
     */
    private final class Turn {
        private final long handle;
        private long from;

        /** The clean copy that was there when it began, which is counted. */
        private long before;

        /** The other place as the move leaves it. */
        private long kept;

        /** Places that nobody needs behind the end; mostly none. */
        private long spare = Places.NONE;
        private long secondSpare = Places.NONE;

        Turn(long handle) {
            this.handle = handle;
        }

        /** Whether the object is the caller's to move: then it must {@link #end}. */
        boolean began() {
            return table.beginMove(handle) && isHeld();
        }

        /** As {@link #began}, under the pins of those who only read. */
        boolean beganUnderReaders() {
            return table.beginMoveUnderReaders(handle) && isHeld();
        }

        private boolean isHeld() {
            from = table.address(handle);
            before = table.other(handle);
            kept = before;
            return true;
        }

        Outcome to(int to) {
            Outcome outcome = prepared(to);
            if (outcome != null) {
                return outcome;
            }
            TierStack.Copy copy = copy();
            return tiers.copy(copy.from(), copy.to(), copy.byteSize(), () -> table.isUndisturbed(handle))
                    ? arrived(true)
                    : refused(handle);
        }

        /**
         * Takes a place for the copy; or answers what became of the move, where there is nothing to
         * copy.
         */
        @Nullable
        Outcome prepared(int to) {
            if (Places.tier(from) == to) {
                return Outcome.THERE;
            }
            if (kept != Places.NONE && Places.tier(kept) == to) {
                return switched();
            }
            spare = tiers.allocate(to, table.byteSize(handle), context(handle));
            return spare == Places.NONE ? Outcome.NO_ROOM : null;
        }

        TierStack.Copy copy() {
            return new TierStack.Copy(from, spare, table.byteSize(handle));
        }

        /** Lets the place that was prepared count, if all is there. */
        Outcome arrived(boolean copied) {
            if (!copied && table.isUndisturbed(handle)) {
                return Outcome.FAILED;
            }
            if (!copied || !turned(spare)) {
                return refused(handle);
            }
            keepCleanest(Places.tier(spare), kept);
            return Outcome.MOVED;
        }

        private Outcome switched() {
            if (!turned(kept)) {
                return refused(handle);
            }
            kept = Places.NONE;
            spare = from;
            return Outcome.SWITCHED;
        }

        /**
         * Of the place that was left, and the clean copy below it, the nearer one that is below the
         * new place.
         */
        private void keepCleanest(int to, long lower) {
            if (Places.tier(from) > to) {
                kept = from;
                spare = lower;
            } else {
                kept = lower != Places.NONE && Places.tier(lower) > to ? lower : Places.NONE;
                spare = from;
                secondSpare = kept == Places.NONE ? lower : Places.NONE;
            }
        }

        Outcome resize(long byteSize) {
            return byteSize <= table.byteSize(handle) ? shrink(byteSize) : grow(byteSize);
        }

        private Outcome grow(long byteSize) {
            long target = placeFor(byteSize);
            if (target == Places.NONE) {
                return Outcome.NO_ROOM;
            }
            spare = target;
            long old = table.byteSize(handle);
            if (!tiers.copy(from, target, old, () -> table.isUndisturbed(handle)) || !turned(target)) {
                return refused(handle);
            }
            table.setByteSize(handle, byteSize);
            secondSpare = kept;
            kept = Places.NONE;
            spare = from;
            return Outcome.MOVED;
        }

        private long placeFor(long byteSize) {
            int home = Places.tier(from);
            long place = tiers.allocate(home, byteSize, context(handle));
            for (int tier = 0; place == Places.NONE && tier < tiers.count(); tier++) {
                place = tier == home ? Places.NONE : tiers.allocate(tier, byteSize, context(handle));
            }
            return place;
        }

        /**
         * Whoever pins it from now on sees fewer bytes of the old place, which therefore stays
         * until nobody is there.
         */
        private Outcome shrink(long byteSize) {
            table.setByteSize(handle, byteSize);
            secondSpare = kept;
            kept = Places.NONE;
            long target = tiers.allocate(Places.tier(from), byteSize, context(handle));
            if (target != Places.NONE) {
                spare = target;
                if (tiers.copy(from, target, byteSize, () -> table.isUndisturbed(handle)) && turned(target)) {
                    spare = from;
                }
            }
            return Outcome.MOVED;
        }

        long dropLower(int tier) {
            if (kept == Places.NONE || Places.tier(kept) != tier) {
                return 0;
            }
            spare = kept;
            kept = Places.NONE;
            return table.byteSize(handle);
        }

        /**
         * Lets a place count, if nobody wrote or reads: readers that are about to go are waited for
         * a little.
         */
        private boolean turned(long target) {
            table.setOther(handle, target);
            for (int attempt = 0; attempt < TURNS && table.isUndisturbed(handle); attempt++) {
                if (table.turn(handle)) {
                    return true;
                }
                Thread.onSpinWait();
            }
            return false;
        }

        /**
         * Lets go of the object. Where somebody wrote it meanwhile its copy is worth nothing; where
         * it was deleted meanwhile all is ours to give back.
         */
        private void end() {
            copyCounts.gained(kept);
            table.setOther(handle, kept);
            if (!table.settle(handle)) {
                table.setOther(handle, Places.NONE);
                boolean freed = table.giveUpMove(handle) == MoveEnd.FREED;
                copyCounts.free(kept);
                if (freed) {
                    free(table.address(handle));
                    table.recycle(handle);
                }
            }
            try {
                free(spare);
            } finally {
                copyCounts.lost(before);
                free(secondSpare);
            }
        }

        private void free(long place) {
            if (place != Places.NONE) {
                tiers.free(place);
            }
        }
    }
}
