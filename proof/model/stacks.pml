/*
 * One biased stack of a magazine, and threads whose writes wait in store buffers. It follows Stacks
 * and StackWord of core/src/main/java/dev/cleave/buddy, method by method; the name of each stands
 * beside it. A step between two semicolons is one access to shared memory; what a thread computes
 * for itself is part of it. A thread may stop between any two.
 *
 *   threads   buffer of each   address and value of writes not yet seen by others, ROOM at most
 *   memory    head             owner | slot | epoch | turn | held | count
 *             begun, revoked   of each slot; of begun the turn alone
 *             blocks           what lies in the stack
 *
 * Plain, opaque and release writes go into the buffer of the thread that writes, and reach memory
 * one by one, at any time: in their order, as on x86; or, where WEAK, as the Java memory model
 * allows, in which only a release write waits for all that were written before it. A thread's reads
 * look into its own buffer first. Compare-and-set and volatile writes empty it. The barrier empties
 * the buffers of all, one after the other.
 *
 * Any hold may bias the stack to its holder, which covers whatever length a run must have. Blocks
 * that are popped are a thread's until it pushes them. A thread ends when it likes, so that its slot
 * may become another's.
 *
 * Settings: THREADS; SLOTS and BLOCKS, 1 or 2; EPOCHS: biases of the stack, 3 at most; CALLS of the
 * first thread and CALLS_OTHERS, 0 for no limit; START: 0 the stack is shared, 1 it is the first
 * thread's own; ROOM, 1 to 3; WEAK; FAILS: the barrier may fail. SEED: an error.
 */
#ifndef THREADS
#define THREADS 2
#endif
#ifndef SLOTS
#define SLOTS 2
#endif
#ifndef BLOCKS
#define BLOCKS 1
#endif
#ifndef EPOCHS
#define EPOCHS 2
#endif
#ifndef CALLS
#define CALLS 0
#endif
#ifndef CALLS_OTHERS
#define CALLS_OTHERS CALLS
#endif
#ifndef START
#define START 0
#endif
#ifndef ROOM
#define ROOM 3
#endif
#ifndef WEAK
#define WEAK 0
#endif
#ifndef FAILS
#define FAILS 0
#endif
#ifndef SEED
#define SEED 0
#endif

/* ---------------------------------------------------------------------------------------------------- StackWord */

#define COUNT(w) ((w) & 3)
#define HELD 4
#define TURN 8
#define EPOCH 16
#define SLOT 64
#define OWNER 128
#define TURN_OF(w) (((w) / TURN) & 1)
#define EPOCH_OF(w) (((w) / EPOCH) & 3)
#define SLOT_OF(w) (((w) / SLOT) & 1)
#define OWNER_OF(w) ((w) / OWNER)
#define IS_BIASED(w) (OWNER_OF(w) != 0)
#define IS_FREE(w) (!IS_BIASED(w) && ((w) & HELD) == 0)
#define NEXT_TURN(w) (1 - TURN_OF(w))
#define AS_HELD(w) (((w) - COUNT(w)) | HELD)
#define AS_SHARED(w) ((w) & (SLOT - 1))
#define AS_BIASED(w, owner, slot) ((w) + EPOCH + (slot) * SLOT + (owner) * OWNER)
#define AS_RELEASED(w, count) ((((w) - COUNT(w) - ((w) & HELD)) ^ TURN) | (count))

/* ------------------------------------------------------------------------------------------------------- memory */

#define HEAD 0
#if SEED == 6
#define BEGUN(slot) 1                   /* one begun word for all slots */
#else
#define BEGUN(slot) (1 + (slot))
#endif
#if SEED == 5
#define REVOKED(slot) 3                 /* one revoked word for all slots */
#else
#define REVOKED(slot) (3 + (slot))
#endif
#define BLOCK(index) (5 + (index))
#define WORDS 7

short memory[WORDS];
byte owners[SLOTS];                     /* read and written by whoever has the stack, which is shown */

byte filled[THREADS];                   /* buffers: how many writes wait */
byte at[THREADS * ROOM];
short value[THREADS * ROOM];
#if WEAK
bit release[THREADS * ROOM];
#endif

/* What the proof knows and the code does not. */
byte inside;                            /* threads in the stack */
byte place[BLOCKS + 1];                 /* of each block: 0 the stack, or whose it is */
bit ended[THREADS + 1];                 /* by thread, from 1 */

/* One write of a buffer reaches memory; within a d_step. */
inline drain(t, entry) {
    j = t * ROOM + entry;
    memory[at[j]] = value[j];
    do
    :: j < t * ROOM + filled[t] - 1 ->
        at[j] = at[j + 1];
        value[j] = value[j + 1];
#if WEAK
        release[j] = release[j + 1];
#endif
        j++
    :: else -> break
    od;
    at[j] = 0;
    value[j] = 0;
#if WEAK
    release[j] = 0;
#endif
    filled[t]--;
    j = 0
}

/* All writes of a buffer do; within a d_step. */
inline drain_all(t) {
    j = t * ROOM;
    do
    :: j < t * ROOM + filled[t] ->
        memory[at[j]] = value[j];
        at[j] = 0;
        value[j] = 0;
#if WEAK
        release[j] = 0;
#endif
        j++
    :: else -> break
    od;
    filled[t] = 0;
    j = 0
}

/* Any read, within a d_step: a thread sees its own last write, wherever that is. */
inline look(address, result) {
    result = memory[address];
    j = me * ROOM;
    do
    :: j < me * ROOM + filled[me] -> if :: at[j] == (address) -> result = value[j] :: else fi; j++
    :: else -> break
    od;
    j = 0
}
inline read(address, result) { d_step { look(address, result) } }

/* A plain or opaque write, or one with release; within a d_step that begins with HAS_ROOM. */
#define HAS_ROOM (filled[me] < ROOM)
inline put(address, what, releases) {
    at[me * ROOM + filled[me]] = address;
    value[me * ROOM + filled[me]] = what;
#if WEAK
    release[me * ROOM + filled[me]] = releases;
#endif
    filled[me]++
}
inline write(address, what, releases) { d_step { HAS_ROOM -> put(address, what, releases) } }
inline set_volatile(address, what) { d_step { drain_all(me); memory[address] = what } }

/* ProcessBarrier.pass */
inline pass_barrier() {
    t = 0;
    do
    :: t < THREADS && t != me -> d_step { drain_all(t); t++ }
    :: t == me -> t++
    :: else -> break
    od;
    t = 0
}

/* What waits reaches memory, whenever it likes. */
#define DRAINS(t, entry, condition) :: d_step { filled[t] > entry && (condition) -> drain(t, entry) }
#if WEAK
#define PASSES(t, old, new) (!release[t * ROOM + new] && at[t * ROOM + old] != at[t * ROOM + new])
#define DRAIN(t) \
    DRAINS(t, 0, true) \
    DRAINS(t, 1, PASSES(t, 0, 1)) \
    DRAINS(t, 2, PASSES(t, 0, 2) && PASSES(t, 1, 2))
#else
#define DRAIN(t) DRAINS(t, 0, true)
#endif

active proctype Processors() {
    byte j;
end:
    do
    DRAIN(0)
    DRAIN(1)
#if THREADS > 2
    DRAIN(2)
#endif
    od
}

/* ------------------------------------------------------------------------------------------------------- threads */

/* What a call is; a flush takes all that lies there. */
#define POP 1
#define PUSH 2
#define FLUSH 3
#define REVOKE_OTHERS 4

#define MY_CALLS (me == 0 -> CALLS : CALLS_OTHERS)
#define MINE(w) (OWNER_OF(w) == me + 1)
#define HAS(block) (place[block] == me + 1)
#if BLOCKS > 1
#define HAS_ANY (HAS(1) || HAS(2))
#define SOME_LIE (place[1] == 0 || place[2] == 0)
#else
#define HAS_ANY HAS(1)
#define SOME_LIE (place[1] == 0)
#endif

/* A thread comes into the stack: nobody else is there. */
inline enter(word) {
    assert(inside == 0);
    inside++;
    held = word;
    slot = 0; begun = 0; revoked = 0; epoch = 0
}

/* Stacks.release, with so many blocks: with the write the thread is out. */
inline let_go(count) {
    put(HEAD, AS_RELEASED(held, count), 1);
    assert(inside == 1);
    inside--
}

proctype Thread(byte me) {
    byte call, calls, slot, begun, revoked, epoch, block, n, t, j;
    short word, held;

BEGIN:
progress:
    skip;
    d_step { call = 0; slot = 0; begun = 0; revoked = 0; epoch = 0; block = 0; n = 0; word = 0; held = 0 };
    if
    :: MY_CALLS == 0 || calls < MY_CALLS ->
        d_step { if :: MY_CALLS != 0 -> calls++ :: else fi };
        if
        :: call = POP
        :: HAS_ANY -> call = PUSH
        :: call = FLUSH
        :: call = REVOKE_OTHERS
        fi
    :: goto END
    fi;

    d_step {
        look(HEAD, word);
        /* Stacks.isEmpty: a stack that seems empty, and in nobody else's hands, is empty. */
        assert(COUNT(word) != 0 || !IS_FREE(word) && !MINE(word) || !SOME_LIE)
    };
    if
    :: call == POP && COUNT(word) == 0 || call == PUSH && COUNT(word) == BLOCKS -> goto BEGIN
    :: call == REVOKE_OTHERS && (!IS_BIASED(word) || MINE(word)) -> goto BEGIN
    :: call == REVOKE_OTHERS && IS_BIASED(word) && !MINE(word) -> goto REVOKE
    :: else
    fi;
    if
    :: !MINE(word) -> goto HOLD_SHARED
    :: else
    fi;

    /* Stacks.begins */
#if SEED == 11
#define BEGINS 0                        /* a turn begins by an opaque write */
#else
#define BEGINS 1
#endif
#if SEED == 3
    /* The owner reads revoked before it writes begun. */
    read(REVOKED(SLOT_OF(word)), revoked);
    if
    :: revoked == 0 ->
        d_step { HAS_ROOM -> put(BEGUN(SLOT_OF(word)), NEXT_TURN(word), BEGINS); enter(word) };
        goto INSIDE
    :: else -> goto HOLD_SHARED
    fi;
#else
    write(BEGUN(SLOT_OF(word)), NEXT_TURN(word), BEGINS);
    d_step { look(REVOKED(SLOT_OF(word)), revoked); if :: revoked == 0 -> enter(word) :: else fi };
    if
    :: revoked == 0 -> goto INSIDE
    :: else
    fi;
#if SEED != 9
    write(BEGUN(SLOT_OF(word)), TURN_OF(word), 1);                  /* seed 9: what did not come about stays begun */
#endif
#endif

HOLD_SHARED:                                                        /* Stacks.holdShared */
    read(HEAD, word);
    if
    :: !IS_BIASED(word) -> goto TAKE
    :: else
    fi;

REVOKE:                                                             /* Stacks.revoke */
    epoch = EPOCH_OF(word);
#if SEED == 2
    pass_barrier();                                                 /* the barrier before the write of revoked */
#endif
    set_volatile(REVOKED(SLOT_OF(word)), 1);
#if SEED != 1 && SEED != 2
    pass_barrier();                                                 /* seed 1: no barrier */
#endif
#if FAILS
    if
    :: goto BEGIN
    :: skip
    fi;
#endif
    /* Stacks.share */
SHARE:
    read(HEAD, word);
    slot = SLOT_OF(word);
    read(BEGUN(slot), begun);
    read(HEAD, word);
    if
    :: !IS_BIASED(word)
#if SEED == 4
    :: IS_BIASED(word) && EPOCH_OF(word) == epoch ->                /* begun is not looked at */
#elif SEED == 7
    :: IS_BIASED(word) && begun == TURN_OF(word) ->                 /* nor is the epoch */
#else
    :: IS_BIASED(word) && EPOCH_OF(word) == epoch && begun == TURN_OF(word) ->
#endif
        d_step {
            drain_all(me);
            if :: memory[HEAD] == word -> memory[HEAD] = AS_SHARED(word) :: else -> epoch = 0 fi
        };
        if
        :: epoch == 0 -> goto BEGIN                                 /* NOT_NOW */
        :: else
        fi
#if SEED == 10
    :: else -> goto SHARE                                           /* who wants the stack waits for its owner */
#else
    :: else -> goto BEGIN                                           /* NOT_NOW */
#endif
    fi;
    if
    :: call == REVOKE_OTHERS -> goto BEGIN
    :: else
    fi;
    read(HEAD, word);

TAKE:
    if
    :: !IS_FREE(word) -> goto BEGIN                                 /* NOT_NOW */
    :: else
    fi;
    d_step {
        drain_all(me);
        if :: memory[HEAD] == word -> memory[HEAD] = AS_HELD(word); enter(word) :: else -> call = 0 fi
    };
    if
    :: call == 0 -> goto BEGIN                                      /* NOT_NOW */
    :: else
    fi;
    if
    :: goto INSIDE
    :: EPOCH_OF(word) < EPOCHS                                      /* isLongRun */
    fi;
    /* Stacks.biased, slotOf */
    d_step {
        slot = SLOTS;
        j = 0;
        do
        :: j < SLOTS ->
            if
            :: owners[j] == me + 1 -> slot = j; break
#if SEED == 8
            :: owners[j] != me + 1 -> slot = j                      /* the slot of a thread that lives */
#else
            :: owners[j] == 0 || ended[owners[j]] -> slot = j
#endif
            :: else
            fi;
            j++
        :: else -> break
        od;
        j = 0;
        if :: slot < SLOTS -> owners[slot] = me + 1 :: else fi
    };
    if
    :: slot == SLOTS -> goto INSIDE
    :: else
    fi;
    write(BEGUN(slot), NEXT_TURN(word), 1);
    write(REVOKED(slot), 0, 1);
    held = AS_BIASED(word, me + 1, slot);

INSIDE:
    n = COUNT(held);
    if
    :: call == POP && n == 0 -> d_step { HAS_ROOM -> let_go(0) }
    :: call == PUSH ->                                              /* there is room for what the thread has */
        d_step { HAS_ROOM -> block = 1; do :: HAS(block) -> break :: else -> block++ od; put(BLOCK(n), block, 0) };
        d_step { HAS_ROOM -> assert(HAS(block)); place[block] = 0; let_go(n + 1) }
    :: else ->                                                      /* one block is popped, or all of them */
        do
        :: n > 0 ->
            n--;
            d_step {
                look(BLOCK(n), block);
                assert(block != 0 && place[block] == 0);            /* what lies there was not popped since */
                place[block] = me + 1
            };
            if :: call == POP -> break :: else fi
        :: else -> break
        od;
        skip;
        d_step { HAS_ROOM -> let_go(n) }
    fi;
    goto BEGIN;

END:
    filled[me] == 0 -> ended[me + 1] = 1
}

/* At rest: every block is in one place, and nobody is kept out for good: whoever comes has the stack at once. */
inline verify() {
    d_step {
        i = 1;
        j = 0;
        do
        :: i <= BLOCKS -> if :: place[i] == 0 -> j++ :: else fi; i++
        :: else -> break
        od;
        assert(COUNT(memory[HEAD]) == j && (memory[HEAD] & HELD) == 0);
        i = 0;
        do
        :: i < j -> assert(place[memory[BLOCK(i)]] == 0); i++
        :: else -> break
        od;
        assert(j < 2 || memory[BLOCK(0)] != memory[BLOCK(1)]);
        assert(!IS_BIASED(memory[HEAD]) || memory[BEGUN(SLOT_OF(memory[HEAD]))] == TURN_OF(memory[HEAD]))
    }
}

init {
    byte i, j;
    d_step {
        memory[HEAD] = BLOCKS;
        do
        :: i < BLOCKS -> memory[BLOCK(i)] = i + 1; i++
        :: else -> break
        od;
#if START == 1
        memory[HEAD] = AS_BIASED(BLOCKS, 1, 0);
        owners[0] = 1;
#endif
        i = 0
    };
    atomic {
        do
        :: i < THREADS -> run Thread(i); i++
        :: else -> break
        od
    };
    ended[1] && ended[2] && (THREADS < 3 || ended[THREADS]);
    verify()
}
