/*
 * A buddy allocator inside a kernel: the work-items of a work-group share out local memory.
 *
 * Lock-free: every call ends within a bounded number of steps, whatever other work-items do or do
 * not do, and none ever waits for another. An allocation may fail although there would be room,
 * where others changed the same words at the same time CLEAVE_ATTEMPTS times: try again later.
 *
 * The memory is counted in units, up to CLEAVE_MOST_UNITS of them; where a unit lies is the
 * caller's business. The heap itself is CLEAVE_HEAP_WORDS words:
 *
 *     0       units
 *     1       full: the upper level of the tree, a bit for each word of used, set where it is full
 *     2       allocations that found no room
 *     3       frees refused: of no unit at all
 *     4       frees refused: where no live block begins, as after a free
 *     5       units in use
 *     6..37   used: the lower level, a bit for each unit
 *     38..69  first: a bit for each unit where a live block begins
 *     70..101 last: a bit for each unit where a live block ends
 *
 * A block of 2^n units begins at a multiple of 2^n. Two free buddies are one free block of the next
 * order without anybody merging them, since nothing but their bits says where a free block ends.
 * With CLEAVE_EXACT a block has just the units asked for, and begins at any unit.
 *
 * Invariants
 *   1. A bit of used is set by one work-item, which owns the unit until it clears the bit.
 *   2. A bit of first is set only while all bits of used of its block are set, and so is the bit of
 *      last where the block ends; between the two there is no other bit of last.
 *   3. Where all is free, all bits of used, first, last and full are zero, but for those behind the
 *      last unit, which are always used.
 *
 * Races
 *   1. Two want the same units: each word is taken by a compare-and-exchange that sees all of its
 *      own bits clear. Who fails gives back what it took of lower words.
 *   2. Two free one block: one clears the bit of first, and alone goes on; the other is counted.
 *   3. A word is marked full while others free in it: who marks it looks again afterwards, who
 *      frees clears the mark after the bits. So the last of the two leaves it unmarked.
 *
 * CLEAVE_SPACE is the address space of the heap: local, unless told. In global memory work-groups
 * share one heap.
 */
#ifndef CLEAVE_SPACE
#define CLEAVE_SPACE local
#endif
#ifndef CLEAVE_ATTEMPTS
#define CLEAVE_ATTEMPTS 4
#endif

#define CLEAVE_NONE 0xffffffffu
#define CLEAVE_MOST_UNITS 1024u
#define CLEAVE_HEAP_WORDS 102u

#define CLEAVE_UNITS 0
#define CLEAVE_FULL 1
#define CLEAVE_NO_ROOM 2
#define CLEAVE_FOREIGN 3
#define CLEAVE_NOT_LIVE 4
#define CLEAVE_IN_USE 5
#define CLEAVE_USED 6
#define CLEAVE_FIRST 38
#define CLEAVE_LAST 70

#define CLEAVE_WORD_SHIFT 5
#define CLEAVE_WORD_BITS 32u
#define CLEAVE_ALL 0xffffffffu

typedef volatile CLEAVE_SPACE uint *cleave_heap;

/* Reads a word that others change. */
static uint cleave_get(cleave_heap heap, uint word) {
    return atomic_or(heap + word, 0u);
}

static uint cleave_lowest(uint bits) {
    return CLEAVE_WORD_BITS - 1u - clz(bits & (0u - bits));
}

/* The bits of one word that lie in the units from..to-1. */
static uint cleave_mask(uint word, uint from, uint to) {
    uint begin = word << CLEAVE_WORD_SHIFT;
    uint low = from > begin ? from - begin : 0u;
    uint high = to - begin;
    uint below = high >= CLEAVE_WORD_BITS ? CLEAVE_ALL : (1u << high) - 1u;
    return below & (CLEAVE_ALL << low);
}

static uint cleave_words(uint units) {
    return (units + CLEAVE_WORD_BITS - 1u) >> CLEAVE_WORD_SHIFT;
}

/* Opens the heap; all work-items of the group call it, and pass a barrier before any allocates. */
static void cleave_open(cleave_heap heap, uint units, uint item, uint items) {
    for (uint word = item; word < CLEAVE_HEAP_WORDS; word += items) {
        uint of_used = word - CLEAVE_USED;
        uint value = word == CLEAVE_UNITS ? units : 0u;
        heap[word] = of_used < cleave_words(units) ? ~cleave_mask(of_used, 0u, units) : value;
    }
}

/* The least unit from..to-1 whose bit of used is as wanted; to, if there is none. */
static uint cleave_next(cleave_heap heap, uint from, uint to, bool wanted) {
    uint word = from >> CLEAVE_WORD_SHIFT;
    while (word << CLEAVE_WORD_SHIFT < to) {
        if (!wanted) {
            uint open = ~cleave_get(heap, CLEAVE_FULL) & (CLEAVE_ALL << word);
            if (open == 0u) {
                return to;
            }
            word = cleave_lowest(open);
            if (word << CLEAVE_WORD_SHIFT >= to) {
                return to;
            }
        }
        uint used = cleave_get(heap, CLEAVE_USED + word);
        uint found = (wanted ? used : ~used) & cleave_mask(word, from, to);
        if (found != 0u) {
            return (word << CLEAVE_WORD_SHIFT) + cleave_lowest(found);
        }
        word++;
    }
    return to;
}

/* Clears the bits of the units from..to-1. */
static void cleave_clear(cleave_heap heap, uint from, uint to) {
    for (uint word = from >> CLEAVE_WORD_SHIFT; word << CLEAVE_WORD_SHIFT < to; word++) {
        atomic_and(heap + CLEAVE_USED + word, ~cleave_mask(word, from, to));
        mem_fence(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
        if ((cleave_get(heap, CLEAVE_FULL) >> word & 1u) != 0u) {
            atomic_and(heap + CLEAVE_FULL, ~(1u << word));
        }
    }
}

/* Sets the bits of one word if all of them are clear; whether it did. */
static bool cleave_take(cleave_heap heap, uint word, uint mask) {
    uint used = cleave_get(heap, CLEAVE_USED + word);
    for (uint attempt = 0u; attempt < CLEAVE_WORD_BITS && (used & mask) == 0u; attempt++) {
        uint seen = atomic_cmpxchg(heap + CLEAVE_USED + word, used, used | mask);
        if (seen == used) {
            if ((used | mask) == CLEAVE_ALL) {
                atomic_or(heap + CLEAVE_FULL, 1u << word);
                mem_fence(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
                if (cleave_get(heap, CLEAVE_USED + word) != CLEAVE_ALL) {
                    atomic_and(heap + CLEAVE_FULL, ~(1u << word));
                }
            }
            return true;
        }
        used = seen;
    }
    return false;
}

/* Takes the units from..to-1, all or none. */
static bool cleave_claim(cleave_heap heap, uint from, uint to) {
    for (uint word = from >> CLEAVE_WORD_SHIFT; word << CLEAVE_WORD_SHIFT < to; word++) {
        if (!cleave_take(heap, word, cleave_mask(word, from, to))) {
            uint taken = word << CLEAVE_WORD_SHIFT;
            if (taken > from) {
                cleave_clear(heap, from, taken);
            }
            return false;
        }
    }
    return true;
}

/* The units that a block of so many takes. */
static uint cleave_span(uint wanted) {
#ifdef CLEAVE_EXACT
    return wanted;
#else
    return wanted <= 1u ? 1u : 1u << (CLEAVE_WORD_BITS - clz(wanted - 1u));
#endif
}

/* What the first unit of a block of so many units is a multiple of. */
static uint cleave_alignment(uint span) {
#ifdef CLEAVE_EXACT
    return 1u;
#else
    return span;
#endif
}

/* The first unit of a new block of at least so many units, from the lowest on; or CLEAVE_NONE. */
static uint cleave_allocate(cleave_heap heap, uint wanted) {
    uint units = heap[CLEAVE_UNITS];
    uint span = wanted == 0u || wanted > units ? units + 1u : cleave_span(wanted);
    uint alignment = cleave_alignment(span);
    bool lost = span <= units;
    for (uint attempt = 0u; lost && attempt < CLEAVE_ATTEMPTS; attempt++) {
        lost = false;
        uint from = 0u;
        while (from + span <= units) {
            uint obstacle = cleave_next(heap, from, from + span, true);
            if (obstacle == from + span) {
                if (cleave_claim(heap, from, from + span)) {
                    uint end = from + span - 1u;
                    atomic_add(heap + CLEAVE_IN_USE, span);
                    atomic_or(heap + CLEAVE_LAST + (end >> CLEAVE_WORD_SHIFT), 1u << (end & 31u));
                    mem_fence(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
                    atomic_or(heap + CLEAVE_FIRST + (from >> CLEAVE_WORD_SHIFT), 1u << (from & 31u));
                    return from;
                }
                lost = true;
                obstacle = from;
            }
            uint open = cleave_next(heap, obstacle + 1u, units, false);
            from = (open + alignment - 1u) & ~(alignment - 1u);
        }
    }
    atomic_inc(heap + CLEAVE_NO_ROOM);
    return CLEAVE_NONE;
}

/*
 * Gives a block back by its first unit. The units that it had; 0 where the free is refused, and
 * counted.
 */
static uint cleave_free(cleave_heap heap, uint unit) {
    uint units = heap[CLEAVE_UNITS];
    if (unit >= units) {
        atomic_inc(heap + CLEAVE_FOREIGN);
        return 0u;
    }
    uint bit = 1u << (unit & 31u);
    if ((atomic_and(heap + CLEAVE_FIRST + (unit >> CLEAVE_WORD_SHIFT), ~bit) & bit) == 0u) {
        atomic_inc(heap + CLEAVE_NOT_LIVE);
        return 0u;
    }
    mem_fence(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
    uint word = unit >> CLEAVE_WORD_SHIFT;
    uint ends = cleave_get(heap, CLEAVE_LAST + word) & (CLEAVE_ALL << (unit & 31u));
    while (ends == 0u) { /* ends within the heap: invariant 2 */
        word++;
        ends = cleave_get(heap, CLEAVE_LAST + word);
    }
    uint end = (word << CLEAVE_WORD_SHIFT) + cleave_lowest(ends);
    atomic_and(heap + CLEAVE_LAST + word, ~(1u << (end & 31u)));
    mem_fence(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE);
    atomic_sub(heap + CLEAVE_IN_USE, end + 1u - unit);
    cleave_clear(heap, unit, end + 1u);
    return end + 1u - unit;
}

/* Whether all is free and coalesced, as after the opening; only while nobody allocates or frees. */
static bool cleave_is_whole(cleave_heap heap) {
    uint units = heap[CLEAVE_UNITS];
    uint left = heap[CLEAVE_FULL] | heap[CLEAVE_IN_USE];
    for (uint word = 0u; word < cleave_words(units); word++) {
        left |= heap[CLEAVE_USED + word] ^ ~cleave_mask(word, 0u, units);
        left |= heap[CLEAVE_FIRST + word] | heap[CLEAVE_LAST + word];
    }
    return left == 0u;
}
