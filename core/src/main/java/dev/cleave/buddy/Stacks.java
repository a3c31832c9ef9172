package dev.cleave.buddy;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.WeakReference;

/**
 * The stacks of the magazines, and who may use them: one thread at a time. A stack that several use
 * is held by a compare-and-set of its word. One that a thread used alone for a while is
 * <em>biased</em> to it, and its owner needs no such thing any more: a plain write, and a read that
 * hardly ever waits for others. Nobody waits for anybody: whoever cannot have a stack now hears
 * "no".
 *
 * <pre>
 *   heads   [ word | word | … ]   a stripe: who has a stack, and how many blocks are in it ({@link StackWord})
 *
 *   bodies  begun    of each slot   a word of the last turn that the slot's owner began
 *           revoked  of each slot   1 where the slot's owner has the stack no more
 *           run                     who held the shared stack last, and how often in a row: plain
 *           limit                   up to where blocks are kept; plain, and advice only
 *           block | block | …       plain, written only by whoever has the stack
 * </pre>
 */
/*
 * The bias is a biased lock, as of Russell and Detlefs (2006), with the asymmetric fence of Linux.
 *
 *     owner                                    whoever else wants the stack
 *     begun = next turn                        revoked = 1
 *     revoked == 0 ? uses it : lets go         ProcessBarrier
 *     word = next turn                         begun is the word's turn ? word = shared : "no", this time
 *
 * Either the owner's write of begun comes before the barrier, and is seen behind it; or its read of
 * revoked comes after, and sees it. There is no fence between the two at the owner's, and the Java
 * memory model has none that costs nothing: the JVM's compilers do not move an acquire load before
 * a release store, though the language would let them; the processor may, as the barrier makes that
 * good. Where there is no barrier no stack is biased. That begun is a release store keeps it behind
 * the release of the turn before: two turns at once look as if there were none.
 *
 * An owner that read the word long ago, and comes to write begun when the stack is another's,
 * writes and reads what is nobody else's: a slot is one thread's until that thread has ended. So
 * there are only a few, and a stack that has had as many owners that live is shared from then on.
 * Each epoch takes twice as many uses in a row as the one before: two threads that take turns pay
 * for a few barriers, not for one at each turn.
 */
class Stacks {
    /** What {@link #hold} answers where the stack cannot be had now. */
    static final long NOT_NOW = -1;

    /**
     * A stack has room for one more block than it ever keeps: for what comes when it is full, and
     * goes with others.
     */
    static final int MAX_CAPACITY = 31;

    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

    private static final int PADDING = ArrayMetadata.PADDING_BYTES / Long.BYTES;

    /**
     * The heads of a stripe lie on cache lines of their own, as close as they can: all are read by
     * who looks for the last block.
     */
    private static final int HEADS_SHIFT = 4;

    private static final int SLOTS = 3;
    private static final int REVOKED = SLOTS;
    private static final int RUN = 2 * SLOTS;
    private static final int LIMIT = RUN + 1;
    private static final int BLOCKS = LIMIT + 1;

    /** Words of a body: whole cache lines. */
    private static final int BODY = BLOCKS + MAX_CAPACITY + 1;

    private static final long NO_LIMIT = Long.MAX_VALUE;
    private static final int RUN_BITS = 24;
    private static final long RUN_LENGTH = (1 << RUN_BITS) - 1;

    /** Behind so many doublings a run need not be any longer. */
    private static final int MOST_DOUBLINGS = 12;

    private final ProcessBarrier barrier;
    private final int biasAfter;
    private final int stripes;
    private final int orders;
    private final int bodies;

    /** Plain where a block or a limit stands. */
    private final long[] words;

    private final WeakReference<Thread>[] owners;

    /**
     * Empty stacks that are shared, for each stripe and order: one becomes the own of whoever used
     * it so often in a row.
     *
     * @param orders up to 16
     */
    @SuppressWarnings({"unchecked", "rawtypes"})
    Stacks(int stripes, int orders, ProcessBarrier barrier, int biasAfter) {
        this.stripes = stripes;
        this.orders = orders;
        this.barrier = barrier;
        this.biasAfter = barrier.equals(ProcessBarrier.NONE) ? 0 : biasAfter;
        this.bodies = PADDING + (stripes << HEADS_SHIFT);
        this.words = new long[bodies + stripes * orders * BODY + PADDING];
        this.owners = this.biasAfter == 0 ? new WeakReference[0] : new WeakReference[stripes * orders * SLOTS];
        for (int stripe = 0; stripe < stripes; stripe++) {
            for (int order = 0; order < orders; order++) {
                setLimit(stripe, order, NO_LIMIT);
            }
        }
    }

    /** Comes before every access to what threads tell each other by: tests stop a thread here. */
    void beforeAccess() {}

    private long getAcquire(int at) {
        beforeAccess();
        return (long) WORD.getAcquire(words, at);
    }

    private long get(int at) {
        beforeAccess();
        return (long) WORD.getVolatile(words, at);
    }

    private void setRelease(int at, long value) {
        beforeAccess();
        WORD.setRelease(words, at, value);
    }

    private void set(int at, long value) {
        beforeAccess();
        WORD.setVolatile(words, at, value);
    }

    private boolean compareAndSet(int at, long expected, long value) {
        beforeAccess();
        return WORD.compareAndSet(words, at, expected, value);
    }

    // ---------------------------------------------------------------------------------------------------------- blocks

    /** How many blocks lie in a stack: none while a thread holds it shared. */
    int count(int stripe, int order) {
        return StackWord.count(getAcquire(head(stripe, order)));
    }

    /**
     * Whether a stack is empty, and neither in anybody's hands nor another thread's own. One that is
     * another's is taken from it before, with all that are.
     */
    boolean isEmpty(int stripe, int order) {
        long word = get(head(stripe, order));
        if (StackWord.isBiased(word) && !isMine(word)) {
            revokeOthers();
            word = get(head(stripe, order));
        }
        return StackWord.count(word) == 0 && (StackWord.isFree(word) || isMine(word));
    }

    /** The highest block that a stack keeps. */
    long limit(int stripe, int order) {
        return words[body(stripe, order) + LIMIT];
    }

    final void setLimit(int stripe, int order, long block) {
        words[body(stripe, order) + LIMIT] = block;
    }

    /** Where the blocks of all stacks stand. */
    long[] blocks() {
        return words;
    }

    /** Where those of a stack begin. */
    int firstBlock(int stripe, int order) {
        return body(stripe, order) + BLOCKS;
    }

    /**
     * The block that came last, or {@link Offsets#NONE} where there is none, or somebody else has
     * the stack.
     */
    long pop(int stripe, int order) {
        int head = head(stripe, order);
        long seen = getAcquire(head);
        int count = StackWord.count(seen);
        if (count == 0) {
            return Offsets.NONE;
        }
        int body = body(stripe, order);
        if (!begins(body, seen)) {
            return popHeld(stripe, order);
        }
        long block = words[body + BLOCKS + count - 1];
        setRelease(head, StackWord.released(seen, count - 1));
        return block;
    }

    private long popHeld(int stripe, int order) {
        long held = holdShared(stripe, order);
        if (held == NOT_NOW) {
            return Offsets.NONE;
        }
        int count = StackWord.count(held);
        long block = count == 0 ? Offsets.NONE : words[firstBlock(stripe, order) + count - 1];
        release(stripe, order, held, Math.max(0, count - 1));
        return block;
    }

    /**
     * Keeps a block, unless so many lie there, it lies above the limit, or somebody else has the
     * stack: answers whether it did.
     */
    boolean push(int stripe, int order, int capacity, long block) {
        int body = body(stripe, order);
        if (block > words[body + LIMIT]) {
            return false;
        }
        int head = head(stripe, order);
        long seen = getAcquire(head);
        int count = StackWord.count(seen);
        if (count >= capacity) {
            return false;
        }
        if (!begins(body, seen)) {
            return pushHeld(stripe, order, capacity, block);
        }
        words[body + BLOCKS + count] = block;
        setRelease(head, StackWord.released(seen, count + 1));
        return true;
    }

    private boolean pushHeld(int stripe, int order, int capacity, long block) {
        long held = holdShared(stripe, order);
        if (held == NOT_NOW) {
            return false;
        }
        int count = StackWord.count(held);
        boolean room = count < capacity;
        if (room) {
            words[firstBlock(stripe, order) + count++] = block;
        }
        release(stripe, order, held, count);
        return room;
    }

    // ------------------------------------------------------------------------------------------------------------ hold

    /**
     * Has a stack, until {@link #release}: answers its word, or {@link #NOT_NOW}. Whoever has it
     * must not ask for it again.
     */
    long hold(int stripe, int order) {
        long seen = getAcquire(head(stripe, order));
        return begins(body(stripe, order), seen) ? seen : holdShared(stripe, order);
    }

    /** Has a stack in which lie so many blocks: answers its word, or {@link #NOT_NOW}. */
    long holdWith(int stripe, int order, int count) {
        long held = count(stripe, order) == count ? hold(stripe, order) : NOT_NOW;
        if (held != NOT_NOW && StackWord.count(held) != count) {
            release(stripe, order, held, StackWord.count(held));
            return NOT_NOW;
        }
        return held;
    }

    /** Lets a stack go, with so many blocks in it. */
    void release(int stripe, int order, long held, int count) {
        setRelease(head(stripe, order), StackWord.released(held, count));
    }

    private static boolean isMine(long word) {
        return StackWord.owner(word) == Thread.currentThread().threadId();
    }

    /** The owner of a biased stack begins a turn: answers whether it did. */
    private boolean begins(int body, long seen) {
        if (!isMine(seen)) {
            return false;
        }
        int begun = body + StackWord.slot(seen);
        setRelease(begun, StackWord.nextTurn(seen));
        if (getAcquire(begun + REVOKED) == 0) {
            return true;
        }
        setRelease(begun, seen);
        return false;
    }

    /**
     * Answers the word that the stack is to have on: biased, where this was the last of a long run.
     */
    private long holdShared(int stripe, int order) {
        int head = head(stripe, order);
        long word = get(head);
        if (StackWord.isBiased(word)) {
            if (!revoke(stripe, order, word)) {
                return NOT_NOW;
            }
            word = get(head);
        }
        if (!StackWord.isFree(word) || !compareAndSet(head, word, StackWord.held(word))) {
            return NOT_NOW;
        }
        return biasAfter != 0 && isLongRun(body(stripe, order), word) ? biased(stripe, order, word) : word;
    }

    // ------------------------------------------------------------------------------------------------------------ bias

    /** Notes a hold of the caller's, and answers whether it was the last of a long run. */
    private boolean isLongRun(int body, long word) {
        long me = Thread.currentThread().threadId();
        long run = words[body + RUN];
        long length = run >>> RUN_BITS == me ? (run & RUN_LENGTH) + 1 : 1;
        boolean isLong = length >= (long) biasAfter << Math.min(StackWord.epoch(word), MOST_DOUBLINGS);
        words[body + RUN] = isLong ? 0 : me << RUN_BITS | length;
        return isLong;
    }

    /**
     * The word of a stack that is the holder's own from its release on, if it may be. Where the
     * Java heap has no room to note that, the stack is let go as it was.
     */
    private long biased(int stripe, int order, long word) {
        Thread me = Thread.currentThread();
        if (me.isVirtual() || !StackWord.canBias(word, me.threadId())) {
            return word;
        }
        int slot = SLOTS + 1;
        try {
            slot = slotOf(stripe, order, me);
        } finally {
            if (slot > SLOTS) {
                release(stripe, order, word, StackWord.count(word));
            }
        }
        if (slot == SLOTS) {
            return word;
        }
        int begun = body(stripe, order) + slot;
        setRelease(begun, StackWord.nextTurn(word));
        setRelease(begun + REVOKED, 0);
        return StackWord.biased(word, me.threadId(), slot);
    }

    /**
     * The slot that is the thread's, or that may become its own; {@link #SLOTS} where all are
     * others'.
     */
    private int slotOf(int stripe, int order, Thread thread) {
        int first = (stripe * orders + order) * SLOTS;
        int free = SLOTS;
        for (int slot = 0; slot < SLOTS; slot++) {
            WeakReference<Thread> reference = owners[first + slot];
            Thread owner = reference == null ? null : reference.get();
            if (thread.equals(owner)) {
                return slot;
            }
            if (owner == null || !owner.isAlive()) {
                free = slot;
            }
        }
        if (free < SLOTS) {
            owners[first + free] = new WeakReference<>(thread);
        }
        return free;
    }

    /** Takes a stack from its owner: answers whether it is shared now. */
    private boolean revoke(int stripe, int order, long biased) {
        set(body(stripe, order) + StackWord.slot(biased) + REVOKED, 1);
        return barrier.pass() && share(stripe, order, StackWord.epoch(biased));
    }

    /**
     * Takes every stack from its owner, but the caller's own and those that are in use: one barrier
     * for all.
     */
    void revokeOthers() {
        long[] epochs = null;
        for (int stripe = 0; stripe < stripes; stripe++) {
            for (int order = 0; order < orders; order++) {
                long word = get(head(stripe, order));
                if (StackWord.isBiased(word) && !isMine(word)) {
                    set(body(stripe, order) + StackWord.slot(word) + REVOKED, 1);
                    epochs = epochs == null ? new long[stripes * orders] : epochs;
                    epochs[stripe * orders + order] = StackWord.epoch(word);
                }
            }
        }
        if (epochs == null || !barrier.pass()) {
            return;
        }
        for (int stack = 0; stack < epochs.length; stack++) {
            if (epochs[stack] != 0) {
                share(stack / orders, stack % orders, epochs[stack]);
            }
        }
    }

    /** Behind the barrier: the stack becomes shared unless its owner is in it. */
    private boolean share(int stripe, int order, long epoch) {
        int head = head(stripe, order);
        long begun = get(body(stripe, order) + StackWord.slot(get(head)));
        long word = get(head);
        if (!StackWord.isBiased(word)) {
            return true;
        }
        return StackWord.epoch(word) == epoch
                && StackWord.isSameTurn(begun, word)
                && compareAndSet(head, word, StackWord.shared(word));
    }

    private int head(int stripe, int order) {
        return PADDING + (stripe << HEADS_SHIFT) + order;
    }

    private int body(int stripe, int order) {
        return bodies + (stripe * orders + order) * BODY;
    }

    long byteSize() {
        return 8L * words.length + 4L * owners.length;
    }
}
