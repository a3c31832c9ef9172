/*
 * The lock-free buddy space, small enough to be searched to its end: 8 units, words of 4 slots, two levels. It follows
 * core/src/main/java/dev/cleave/buddy, method by method; the name of each stands beside it. A step between two
 * semicolons is one access to what threads share; what a thread computes for itself is part of the step before.
 *
 *   level 1   w1: 2 slots of 4 units       order 2: one slot; order 3: both
 *   level 0   w0[2]: 4 slots of one unit   order 0: one slot; order 1: an aligned pair
 *
 * Not in it: homes, holes and extents, resizes. A full magazine gives the block alone back (the code: half of it too).
 *
 * Settings: THREADS, STRIPES, OPS allocations a thread, HOLD blocks at once, CAP of a magazine, ASK orders as bits,
 * START: 0 all is free; 1 each thread has a unit, and nothing else is there; 2 two threads free the same block;
 * 3 a pair of units is all there is; 4 one word is.
 * LOOKS: looks before a refusal; 0 for no limit. NEVER: orders, as bits, of which no request may fail. SEED: an error.
 */
#ifndef THREADS
#define THREADS 2
#endif
#ifndef STRIPES
#define STRIPES 2
#endif
#ifndef OPS
#define OPS 2
#endif
#ifndef HOLD
#define HOLD 1
#endif
#ifndef CAP
#define CAP 0
#endif
#ifndef ASK
#define ASK 1
#endif
#ifndef ASK_OTHERS
#define ASK_OTHERS ASK
#endif
#ifndef OPS_OTHERS
#define OPS_OTHERS OPS
#endif
#ifndef START
#define START 0
#endif
#ifndef LOOKS
#define LOOKS 0
#endif
#ifndef NEVER
#define NEVER 0
#endif
#ifndef SEED
#define SEED 0
#endif
#ifndef TURNS
#define TURNS 16
#endif

/* What coalesces at the end. */
#if START == 3
#define LARGEST 1
#elif START == 4
#define LARGEST 2
#else
#define LARGEST 3
#endif

/* Units that are not somebody else's for good. */
#if START == 1
#define TOTAL THREADS
#elif START == 3
#define TOTAL 2
#elif START == 4
#define TOTAL 4
#else
#define TOTAL 8
#endif

#define UNITS 8
#define NONE 99
#define CLAIM 9
#define WORD 15

#define MY_ASK (me == 0 -> ASK : ASK_OTHERS)
#define MY_OPS (me == 0 -> OPS : OPS_OTHERS)

/* ------------------------------------------------------------------------------------------------------- shared */

byte w0[2];             /* Tree: a set bit is a free slot */
byte w1;
byte em;                /* Hints: the plane of emptied words */
byte p0, p1;            /* the planes of orders 0 and 1: in which word of level 0 */
byte ords;              /* ORDERS: of which there may be a run */
byte hid[STRIPES];      /* Lanes: hidings begun */
byte act[STRIPES];      /* and not ended */
byte mc[STRIPES];       /* Magazines: the count of a stack of order 0, or CLAIM */
byte mb[STRIPES * 3];
byte om[UNITS];         /* OrderMap: 0 nothing, 1 block, 2 claimed, 3 freed */

/*
 * What the proof knows and the code does not: whose a unit is; units that are asked for, held or being freed; and of each
 * thread, whether they were ever more than there are since its last look began.
 */
bit own[UNITS];
byte done;
byte busy;
bit lacked[THREADS + 1];

/* ---------------------------------------------------------------------------------------------------------- Runs */

#define PAIR(f, k) (((f) >> (2 * (k))) & 3)
#define ORDER_OF_PAIR(v) ((v) == 3 -> 2 : ((v) == 0 -> 0 : 1))
#define MAXIMAL(f) (ORDER_OF_PAIR(PAIR(f, 0)) | ORDER_OF_PAIR(PAIR(f, 1)))
#define NEW_PAIR(b, a, k) ((PAIR(a, k) != PAIR(b, k) || (b) == WORD) -> ORDER_OF_PAIR(PAIR(a, k)) : 0)
#if SEED == 2
/* It trusts another freer: what the word had before is taken to be announced. */
#define NEW_ORDERS(b, a) (MAXIMAL(a) & (3 ^ (MAXIMAL(b) & 3)))
#else
#define NEW_ORDERS(b, a) (NEW_PAIR(b, a, 0) | NEW_PAIR(b, a, 1))
#endif
#define MASK(o, p) (((o) == 0 -> 1 : ((o) == 1 -> 3 : WORD)) << (p))
#define IS_SINGLE(v) ((v) == 1 || (v) == 2)
/* bestFit: out of the smallest maximal run, the lowest first. */
#define LOWEST_OF(v) (((v) & 1) -> 0 : 1)
#define FIT0(f) (IS_SINGLE(PAIR(f, 0)) -> LOWEST_OF(PAIR(f, 0)) : (IS_SINGLE(PAIR(f, 1)) -> 2 + LOWEST_OF(PAIR(f, 1)) \
    : (PAIR(f, 0) == 3 -> 0 : (PAIR(f, 1) == 3 -> 2 : NONE))))
#define FIT1(f) (PAIR(f, 0) == 3 -> 0 : (PAIR(f, 1) == 3 -> 2 : NONE))
#define LOWEST4(f) (((f) & 1) -> 0 : (((f) & 2) -> 1 : (((f) & 4) -> 2 : 3)))
#define TOP_ORDER(g) ((g) == 3 -> 8 : 4)

/* --------------------------------------------------------------------------------------------------------- Hints */

inline begin_hiding() { d_step { act[s]++; hid[s] = (hid[s] + 1) % TURNS } }
inline end_hiding() { act[s]-- }

/* raise, from a word of level 0 */
inline raise(i, o) {
    if
    :: (o) == 0
    :: else ->
        if :: (o) & 1 -> p0 = p0 | (1 << i) :: else fi;
        if :: (o) & 2 -> p1 = p1 | (1 << i) :: else fi;
        ords = ords | (o)
    fi
}
inline announce_emptied(i) {
    em = em | (1 << i);
    ga = em;
    ga = ga | w1;
    ords = ords | TOP_ORDER(ga)
}
inline announce_all_0(i) {
    x = w0[i];
    if
    :: x == WORD -> announce_emptied(i)
    :: else -> y = MAXIMAL(x); raise(i, y)
    fi
}
inline announce_all_1() {
    ga = em;
    ga = ga | w1;
    if :: ga != 0 -> ords = ords | TOP_ORDER(ga) :: else fi
}
inline retract_emptied(i) {
    begin_hiding();
    em = em & (3 ^ (1 << i));
    x = w0[i];
    if :: x == WORD -> announce_emptied(i) :: else fi;
    announce_all_1();
    end_hiding()
}
inline retract_summary() {
    x = (found == 0 -> p0 : p1);
    if
    :: x == 0 ->
        ords = ords & (WORD ^ (1 << found));
        x = (found == 0 -> p0 : p1);
        if :: x != 0 -> ords = ords | (1 << found) :: else fi
    :: else
    fi
}

/* ---------------------------------------------------------------------------------------------------------- Tree */

/* giveRun of level 0 */
inline give_run(i, part) {
    d_step { b = w0[i]; a = b | (part); assert((b & (part)) == 0); w0[i] = a };
    if
    :: a == WORD -> announce_emptied(i)
    :: else -> y = NEW_ORDERS(b, a); raise(i, y)
    fi
}
inline give_top(part) {
    d_step { assert((w1 & (part)) == 0); w1 = w1 | (part); ga = w1 };
    ga = ga | em;
    ords = ords | TOP_ORDER(ga)
}
/* claimWhole of level 0 */
inline claim_whole(i) {
    x = w0[i];
    if
    :: x != WORD -> ok = 0
#if SEED == 7
    /* A merge that does not see who took from the word meanwhile. */
    :: else -> d_step { w0[i] = 0; ok = 1 }
#else
    :: else -> d_step { if :: w0[i] == WORD -> w0[i] = 0; ok = 1 :: else -> ok = 0 fi }
#endif
    fi
}

/* -------------------------------------------------------------------------------------------------------- threads */

proctype Thread(byte me; bit last) {
    byte s, o, so, mode, res, ops, n, looks, hbegin, h, k, m, j;
    byte hp[2], ho[2];
    byte f, x, y, ga, a, b, pos, idx, found, orders, e, part, cnt;
    byte many[4];
    bit ok, settled, by_emptied, whole;
    s = me % STRIPES;
    if
    :: START == 1 && !last -> d_step {
            hp[0] = 2 * me; ho[0] = 0; n = 1 }
    :: START == 2 && !last -> d_step { hp[0] = 0; ho[0] = 0; n = 1 }
    :: else
    fi;

BEGIN:
progress:
    skip;
    d_step { res = NONE; looks = 0; by_emptied = 0; f = 0; x = 0; y = 0; ga = 0; a = 0; b = 0; pos = 0; idx = 0; found = 0;
        orders = 0; e = 0; part = 0; cnt = 0; h = 0; hbegin = 0; k = 0; m = 0; j = 0; ok = 0; settled = 0; mode = 0; so = 0;
        many[0] = 0; many[1] = 0; many[2] = 0; many[3] = 0; whole = 0 };
    if
    :: last && ops == 0 -> ops = 1; o = LARGEST; goto ALLOCATE      /* all is free, so all of it can be had */
    :: last && ops == 1 -> ops = 2; o = 0; goto ALLOCATE            /* and then nothing */
    :: last && ops == 2 -> goto DONE
    :: !last && ops < MY_OPS && n < HOLD ->
        ops++;
        if
        :: MY_ASK & 1 -> o = 0
        :: MY_ASK & 2 -> o = 1
        :: MY_ASK & 4 -> o = 2
        :: MY_ASK & 8 -> o = 3
        fi;
        goto ALLOCATE
    :: !last && n > 0 -> goto FREE
    :: !last && ops == MY_OPS && n == 0 -> goto DONE
    fi;

ALLOCATE:                                                           /* BuddySpace.allocate */
    skip;
    d_step {
        busy = busy + (1 << o);
        j = 0;
        do
        :: j <= THREADS -> lacked[j] = lacked[j] || busy > TOTAL; j++
        :: else -> break
        od
    };
    so = o;
    mode = 0;
    if
    :: o == 0 && CAP > 0 -> skip
    :: else -> goto SEARCH
    fi;
POP:
    m = mc[s];                                                      /* Magazines.pop */
#if SEED == 11
    /* A magazine in another thread's hands is waited for. */
    if
    :: m == CLAIM -> goto POP
    :: else
    fi;
#endif
    if
    :: m > 0 && m != CLAIM ->
#if SEED == 9
        /* Two use one magazine: the count is read, and the claim not taken. */
        ok = 1;
#else
        d_step { if :: mc[s] == m -> mc[s] = CLAIM; ok = 1 :: else -> ok = 0 fi };
#endif
        if
        :: ok -> res = mb[s * 3 + m - 1]; mc[s] = m - 1; goto GOT
        :: else
        fi
    :: else
    fi;
    d_step { if :: mc[s] == 0 -> mc[s] = CLAIM; ok = 1 :: else -> ok = 0 fi };  /* refill */
    if
    :: ok ->
#if SEED != 3
        begin_hiding();                                             /* seed 3: a refill does not count as hiding */
#endif
        mode = 1
    :: else
    fi;

SEARCH:                                                             /* Tree.search, locate */
    orders = ords & (WORD << so) & (mode == 1 -> 3 : WORD);
LOCATE:
    if
    :: orders == 0 -> res = NONE; goto SEARCHED
    :: else -> found = LOWEST4(orders)
    fi;
    if
    :: found >= 2 ->
        ok = (ords >> found) & 1;
        if
        :: ok -> idx = 0; goto TAKE_FROM
        :: else -> orders = orders & (orders - 1); goto LOCATE
        fi
    :: else ->
        x = (found == 0 -> p0 : p1);                                /* Hints.findBelow */
        if
        :: x != 0 -> idx = LOWEST_OF(x); goto TAKE_FROM
        :: else ->
            begin_hiding();
#if SEED != 4
            retract_summary();                                      /* seed 4: what is stale stays, and hides each time */
#endif
            end_hiding();
            orders = orders & (orders - 1);
            goto LOCATE
        fi
    fi;

TAKE_FROM:
    if
    :: found < 2 -> goto LEAF
    :: found >= 2 && so < 2 -> goto SLOT
    :: else -> goto TOP
    fi;

LEAF:                                                               /* takeFromLeaf, takeManyFromLeaf */
    skip;
    d_step {
        f = w0[idx];
        pos = (so == 0 -> FIT0(f) : FIT1(f));
        a = f;
        cnt = 0;
        if
        :: pos != NONE ->
            a = f & (WORD ^ MASK(so, pos));
            if
            :: mode == 1 ->
                y = a;
                do
                :: cnt < CAP && y != 0 -> many[cnt] = 4 * idx + LOWEST4(y); y = y & (y - 1); cnt++
                :: else -> break
                od;
                a = y;
                cnt++
            :: else
            fi
        :: else
        fi
    };
    if
    :: pos == NONE -> res = NONE; goto LEAFED
    :: else
    fi;
#if SEED == 1
    d_step { w0[idx] = a; ok = 1 };                                 /* a take that does not see another */
#else
    d_step { if :: w0[idx] == f -> w0[idx] = a; ok = 1 :: else -> ok = 0 fi };
#endif
    if
    :: !ok -> goto LEAF
    :: else
    fi;
    y = NEW_ORDERS(f, a);
    raise(idx, y);
    res = 4 * idx + pos;
LEAFED:
    if
    :: by_emptied -> by_emptied = 0; retract_emptied(idx); if :: res == NONE -> goto SLOT :: else -> goto SEARCHED fi
    :: !by_emptied && res != NONE -> goto SEARCHED
    :: else -> goto RETRACT
    fi;

SLOT:                                                               /* takeSlot */
    e = em;
    d_step { f = w1; e = e | f; pos = (e == 0 -> NONE : (e == 2 -> 1 : 0)) };
    if
    :: pos == NONE -> goto RETRACT
    :: pos != NONE && ((f >> pos) & 1) == 0 -> idx = pos; by_emptied = 1; goto LEAF
    :: else
    fi;
#if SEED != 6
    begin_hiding();                                                 /* seed 6: a split does not count as hiding */
#endif
    d_step { if :: w1 == f -> w1 = f & (3 ^ (1 << pos)); ok = 1 :: else -> ok = 0 fi };
    if
    :: ok ->
        w0[pos] = WORD ^ MASK(so, 0);
        announce_all_0(pos);
        if :: e == 3 -> ords = ords | 4 :: else fi;
        res = 4 * pos
    :: else
    fi;
#if SEED != 6
    end_hiding();
#endif
    if
    :: ok -> goto SEARCHED
    :: else -> goto SLOT
    fi;

TOP:                                                                /* takeRun */
    e = em;
    d_step { f = w1; e = e | f;
        pos = (so == 3 -> (e == 3 -> 0 : NONE) : (e == 0 -> NONE : (e == 2 -> 1 : 0)));
        part = (so == 3 -> 3 : (pos == 1 -> 2 : 1)) };
    if
    :: pos == NONE -> goto RETRACT
    :: pos != NONE && (f & part) == part ->
        d_step { if :: w1 == f -> w1 = f & (3 ^ part); ok = 1 :: else -> ok = 0 fi };
        if
        :: ok ->
            if :: so == 2 && e == 3 -> ords = ords | 4 :: else fi;
            res = 4 * pos;
            goto SEARCHED
        :: else -> goto TOP
        fi
    :: else
    fi;
    whole = 0;
    pos = ((part & (3 ^ f) & 1) -> 0 : 1);
    if
    :: so == 2 ->                                                   /* takeEmptied */
        claim_whole(pos);
        if
        :: ok -> retract_emptied(pos); res = 4 * pos; goto SEARCHED
        :: else
        fi
    :: else
    fi;
    begin_hiding();                                                 /* merge */
    claim_whole(pos);
    if :: ok -> w1 = w1 | (1 << pos) :: else fi;
    retract_emptied(pos);
    end_hiding();
    goto TOP;

RETRACT:                                                            /* Hints.retract */
#if SEED == 3
    if :: mode == 3 -> skip :: else -> begin_hiding() fi;           /* nor does a look count what it hides itself */
#else
    begin_hiding();
#endif
    if
    :: found >= 2 ->
        ords = ords & (WORD ^ (1 << found));
#if SEED != 5
        announce_all_1()                                            /* seed 5: the truth is not read again */
#endif
    :: else ->
        if
        :: found == 0 -> p0 = p0 & (3 ^ (1 << idx))
        :: else -> p1 = p1 & (3 ^ (1 << idx))
        fi;
#if SEED != 5
        announce_all_0(idx);
#endif
#if SEED != 4
        retract_summary()
#endif
    fi;
#if SEED == 3
    if :: mode == 3 -> skip :: else -> end_hiding() fi;
#else
    end_hiding();
#endif
    goto SEARCH;

SEARCHED:
    if
    :: mode == 0 && res != NONE -> goto GOT
    :: mode == 0 && res == NONE -> goto LAST_LOOKS
    :: mode == 1 && res != NONE -> goto FILL
    :: mode == 1 && res == NONE -> begin_hiding(); mode = 2; so = 2; goto SEARCH    /* cutWord */
    :: mode == 2 && res != NONE ->
        w0[res / 4] = WORD ^ ((1 << (CAP + 1)) - 1);
        pos = res / 4;
        announce_all_0(pos);
        end_hiding();
        d_step { cnt = 0; do :: cnt < CAP -> many[cnt] = res + CAP - cnt; cnt++ :: else -> break od; cnt++ };
        goto FILL
    :: mode == 2 && res == NONE ->
        end_hiding();
        mc[s] = 0;
#if SEED != 3
        end_hiding();
#endif
        goto LAST_LOOKS
    :: mode == 3 && res != NONE -> goto GOT
    :: mode == 3 && res == NONE -> goto LOOKED
    :: mode == 4 && res != NONE -> goto GOT
    :: mode == 4 && res == NONE -> goto FAILED
    fi;

FILL:                                                               /* Magazines.fill */
    skip;
    d_step { j = 0; do :: j < cnt - 1 -> mb[s * 3 + j] = many[j]; j++ :: else -> break od };
    mc[s] = cnt - 1;
#if SEED != 3
    end_hiding();
#endif
    goto GOT;

LAST_LOOKS:                                                         /* LastLooks.lookAgain */
    looks = 0;
LOOK:
    skip;
    d_step { k = 0; hbegin = 0; lacked[(last -> THREADS : me)] = busy > TOTAL };
    do                                                              /* Lanes.hidings */
    :: k < STRIPES -> d_step {
            hbegin = (act[k] != 0 || hbegin == 255 -> 255 : hbegin + hid[k]); k++ }
    :: else -> break
    od;
    skip;
    d_step { k = 0; settled = 1 };
    do                                                              /* Magazines.flush */
    :: k < STRIPES && CAP > 0 ->
        m = mc[k];
        if
        :: m == 0
#if SEED == 8
        /* A stack in another thread's hands is passed over as if it were empty. */
        :: m == CLAIM
#endif
        :: else ->
            settled = 0;
            if
            :: m != CLAIM ->
                d_step { if :: mc[k] == m -> mc[k] = CLAIM; ok = 1 :: else -> ok = 0 fi };
                if
                :: ok ->
                    j = 0;
                    do
                    :: j < m -> pos = mb[k * 3 + j]; idx = pos / 4; part = 1 << (pos % 4); give_run(idx, part); j++
                    :: else -> break
                    od;
                    mc[k] = 0
                :: else
                fi
            :: else
            fi
        fi;
        k++
    :: else -> break
    od;
    mode = 3;
    so = o;
    goto SEARCH;
LOOKED:
    skip;
    d_step { k = 0; h = 0 };
    do
    :: k < STRIPES -> d_step { h = (act[k] != 0 || h == 255 -> 255 : h + hid[k]); k++ }
    :: else -> break
    od;
    if
    :: settled && hbegin != 255 && hbegin == h -> goto FAILED
    :: else
    fi;
    looks++;
    assert(!last || looks < 3);                                     /* in a quiet space the second look settles, or the third with magazines */
#if LOOKS > 0
    if
    :: looks >= LOOKS ->
        announce_all_0(0);                                          /* Hints.announceEverything */
        announce_all_0(1);
        announce_all_1();
        mode = 4;
        so = o;
        goto SEARCH
    :: else
    fi;
#else
    looks = (last -> looks : 0);
#endif
    goto LOOK;

GOT:                                                                /* OrderMap.publish */
    skip;
    d_step {
        j = 0;
        do
        :: j < (1 << o) -> assert(!own[res + j]); own[res + j] = 1; j++     /* no unit is handed out twice */
        :: else -> break
        od;
        assert(om[res] != 1);
        om[res] = 1;
        if
        :: last -> assert(ops == 1)                                 /* nothing is had of what is gone */
        :: else -> hp[n] = res; ho[n] = o; n++
        fi
    };
    goto BEGIN;

FAILED:
    assert(!(last && ops == 1));                                    /* all coalesces: the whole space can be had */
    assert(last || ((NEVER >> o) & 1) == 0);
    d_step {
        /* A request fails only as the contract says: not where a unit was free throughout its last look. */
        assert(o != 0 || LOOKS != 0 || lacked[(last -> THREADS : me)]);
        busy = busy - (1 << o)
    };
    goto BEGIN;

FREE:                                                               /* BuddySpace.claim, and then give */
    skip;
    d_step { n--; pos = hp[n]; o = ho[n]; hp[n] = 0; ho[n] = 0 };
    x = om[pos];
    if
    :: x != 1 -> goto BEGIN                                         /* InvalidBlockException */
    :: else
    fi;
#if SEED == 10
    d_step { om[pos] = 2; ok = 1 };                                 /* a claim that does not see another */
#else
    d_step { if :: om[pos] == 1 -> om[pos] = 2; ok = 1 :: else -> ok = 0 fi };
#endif
    if
    :: !ok -> goto BEGIN
    :: else
    fi;
    d_step {
        j = 0;
        do
        :: j < (1 << o) -> assert(own[pos + j]); own[pos + j] = 0; j++      /* no block is taken back twice */
        :: else -> break
        od
    };
    d_step { assert(om[pos] == 2); om[pos] = 3 };                   /* OrderMap.endClaim */
    if
    :: o == 0 && CAP > 0 ->                                         /* Magazines.push */
        d_step { m = mc[s]; mc[s] = CLAIM };
        if
        :: m != CLAIM && m < CAP -> mb[s * 3 + m] = pos; mc[s] = m + 1; goto FREED
        :: m != CLAIM && m >= CAP -> mc[s] = m
        :: else
        fi
    :: else
    fi;
    if
    :: o < 2 -> idx = pos / 4; part = MASK(o, pos % 4); give_run(idx, part)
    :: o == 2 -> part = 1 << (pos / 4); give_top(part)
    :: else -> part = 3; give_top(part)
    fi;
FREED:
    busy = busy - (1 << o);
    goto BEGIN;

DONE:
    done++
}

/* Every unit is in one place, and hints lead to every run: invariants 1 and 4, at rest. */
inline verify() {
    d_step {
        byte u = 0;
        byte c;
        byte z;
        do
        :: u < UNITS ->
            c = own[u] + ((w0[u / 4] >> (u % 4)) & 1) + ((w1 >> (u / 4)) & 1);
            z = 0;
            do
            :: z < STRIPES * 3 -> if :: z % 3 < mc[z / 3] && mb[z] == u -> c++ :: else fi; z++
            :: else -> break
            od;
            assert(c == 1);
            u++
        :: else -> break
        od;
        u = 0;
        do
        :: u < 2 ->
            if
            :: w0[u] == WORD -> assert((em >> u) & 1)
            :: else ->
                assert(!(MAXIMAL(w0[u]) & 1) || ((p0 >> u) & 1) && (ords & 1));
                assert(!(MAXIMAL(w0[u]) & 2) || ((p1 >> u) & 1) && (ords & 2))
            fi;
            u++
        :: else -> break
        od;
        u = w1 | (w0[0] == WORD -> 1 : 0) | (w0[1] == WORD -> 2 : 0);
        assert(u == 0 || u != 3 || (ords & 8));
        assert(u == 0 || u == 3 || (ords & 12))
    }
}

init {
    byte i = 0;
    d_step {
#if START == 1
        busy = THREADS;
        /* Units 0, 2, 4, … are the threads', one each; nothing else is there. */
        w1 = 0;
        do
        :: i < THREADS -> own[2 * i] = 1; om[2 * i] = 1; i++
        :: else -> break
        od;
        i = 0
#elif START == 2
        busy = 1;
        w1 = 2;
        ords = 4;
        own[0] = 1;
        om[0] = 1
#elif START == 3
        w0[0] = 3;
        p1 = 1;
        ords = 2;
        i = 2;
        do :: i < UNITS -> own[i] = 1; i++ :: else -> break od;
        i = 0
#elif START == 4
        w1 = 1;
        ords = 4;
        i = 4;
        do :: i < UNITS -> own[i] = 1; i++ :: else -> break od;
        i = 0
#else
        w1 = 3;
        ords = 8
#endif
    };
    atomic {
        do
        :: i < THREADS -> run Thread(i, 0); i++
        :: else -> break
        od
    };
    done == THREADS;
#if START != 1 && START != 2
    verify();
    run Thread(0, 1);
    done == THREADS + 1
#endif
}
