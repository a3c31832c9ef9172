/*
 * Many small tasks of unlike needs in one persistent kernel.
 *
 * A work-group has teams of CLEAVE_TEAM work-items. A team takes a task from the queue, by one
 * atomic for all groups; finds it memory in the group's arena; works on it a slice in each round;
 * and gives the memory back. Between the steps of a round stand barriers, so no team waits for
 * another within a step. A team whose task found no room tries again in the next round.
 *
 * Follows buddy.cl. A task is two words: the units of memory that it needs, and its rounds. It
 * fills its memory, changes all of it in each round, and adds it up in the last one: a sum is right
 * only where nobody else wrote to the memory.
 *
 * Local memory: the heap, three words for each team, the figures, two words, and then the arena.
 * The report: rounds of all groups, tasks resident in all of them, rounds in which a task waited
 * for memory, units in use in all rounds, frees refused.
 */
#define CLEAVE_FIGURES 5u
#define CLEAVE_WORDS_PER_UNIT (CLEAVE_UNIT_BYTES / 4u)

static uint cleave_fill(uint task, uint word) {
    return (task + 1u) * 0x9e3779b9u ^ word * 0x85ebca6bu;
}

static uint cleave_change(uint value) {
    return value * 1664525u + 1013904223u;
}

/* The slice of one round: the work-items of a team share out the words. */
static void cleave_work(local uint *memory, uint words, uint task, bool first, bool last, uint lane, global uint *sums) {
    uint sum = 0u;
    for (uint word = lane; word < words; word += CLEAVE_TEAM) {
        uint value = cleave_change(first ? cleave_fill(task, word) : memory[word]);
        memory[word] = value;
        sum += value;
    }
    if (last) {
        atomic_add(sums + task, sum);
    }
}

#ifdef CLEAVE_STATIC
/*
 * Memory shared out once for all: size classes of 2^class units, each with so many slots. The heap
 * is a word of used slots for each class, then the classes' slots and first units.
 */
static void cleave_open_memory(cleave_heap heap, constant uint *slots, uint units, uint item, uint items) {
    if (item == 0u) {
        uint from = 0u;
        for (uint class = 0u; class < CLEAVE_CLASSES; class++) {
            heap[class] = 0u;
            heap[CLEAVE_CLASSES + class] = from;
            from += slots[class] << class;
        }
        heap[2 * CLEAVE_CLASSES] = 0u;
    }
}

static uint cleave_take_memory(cleave_heap heap, constant uint *slots, uint wanted) {
    uint class = wanted <= 1u ? 0u : CLEAVE_WORD_BITS - clz(wanted - 1u);
    while (class < CLEAVE_CLASSES && slots[class] == 0u) {
        class++;
    }
    if (class == CLEAVE_CLASSES) {
        return CLEAVE_NONE;
    }
    uint all = slots[class] >= CLEAVE_WORD_BITS ? CLEAVE_ALL : (1u << slots[class]) - 1u;
    uint used = cleave_get(heap, class);
    for (uint attempt = 0u; attempt < CLEAVE_WORD_BITS && (used & all) != all; attempt++) {
        uint slot = cleave_lowest(~used & all);
        uint seen = atomic_cmpxchg(heap + class, used, used | 1u << slot);
        if (seen == used) {
            atomic_add(heap + 2 * CLEAVE_CLASSES, 1u << class);
            return heap[CLEAVE_CLASSES + class] + (slot << class);
        }
        used = seen;
    }
    return CLEAVE_NONE;
}

static uint cleave_return_memory(cleave_heap heap, constant uint *slots, uint unit) {
    uint class = 0u;
    while (class + 1u < CLEAVE_CLASSES && unit >= heap[CLEAVE_CLASSES + class + 1u]) {
        class++;
    }
    uint bit = 1u << ((unit - heap[CLEAVE_CLASSES + class]) >> class);
    atomic_sub(heap + 2 * CLEAVE_CLASSES, 1u << class);
    return (atomic_and(heap + class, ~bit) & bit) != 0u ? 1u << class : 0u;
}

static uint cleave_memory_in_use(cleave_heap heap) {
    return cleave_get(heap, 2 * CLEAVE_CLASSES);
}
#else
static void cleave_open_memory(cleave_heap heap, constant uint *slots, uint units, uint item, uint items) {
    cleave_open(heap, units, item, items);
}

static uint cleave_take_memory(cleave_heap heap, constant uint *slots, uint wanted) {
    return cleave_allocate(heap, wanted);
}

static uint cleave_return_memory(cleave_heap heap, constant uint *slots, uint unit) {
    return cleave_free(heap, unit);
}

static uint cleave_memory_in_use(cleave_heap heap) {
    return cleave_get(heap, CLEAVE_IN_USE);
}
#endif

kernel void tasks(constant uint *slots, global const uint2 *needs, uint count, global uint *queue, global uint *sums,
                  global uint *report, local uint *words, uint units) {
    local uint *heap = words;
    local uint *task = heap + CLEAVE_HEAP_WORDS;
    local uint *place = task + CLEAVE_TEAMS;
    local uint *done = place + CLEAVE_TEAMS;
    local uint *figures = done + CLEAVE_TEAMS;
    local uint *busy = figures + CLEAVE_FIGURES;
    local uint *arena = busy + 2;
    uint item = get_local_id(0);
    uint team = item / CLEAVE_TEAM;
    uint lane = item % CLEAVE_TEAM;
    cleave_open_memory(heap, slots, units, item, get_local_size(0));
    if (lane == 0u) {
        task[team] = CLEAVE_NONE;
        place[team] = CLEAVE_NONE;
    }
    if (item == 0u) {
        busy[0] = 0u;
        busy[1] = 0u;
    }
    if (item < CLEAVE_FIGURES) {
        figures[item] = 0u;
    }
    bool more = true;
    uint round = 0u;
    uint open;
    barrier(CLK_LOCAL_MEM_FENCE);
    do {
        if (lane == 0u) { /* a task, and memory for it */
            if (task[team] == CLEAVE_NONE && more) {
                uint next = atomic_inc(queue);
                more = next < count;
                task[team] = more ? next : CLEAVE_NONE;
            }
            if (task[team] != CLEAVE_NONE) {
                atomic_inc(busy + (round & 1u));
                if (place[team] == CLEAVE_NONE) {
                    place[team] = cleave_take_memory(heap, slots, needs[task[team]].x);
                    done[team] = 0u;
                }
                atomic_inc(figures + (place[team] == CLEAVE_NONE ? 2 : 1));
            }
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        if (place[team] != CLEAVE_NONE) { /* a slice of its work */
            uint2 need = needs[task[team]];
            cleave_work(arena + place[team] * CLEAVE_WORDS_PER_UNIT, need.x * CLEAVE_WORDS_PER_UNIT, task[team],
                        done[team] == 0u, done[team] + 1u == need.y, lane, sums);
        }
        if (item == 0u) {
            busy[(round + 1u) & 1u] = 0u;
            figures[0] += busy[round & 1u] != 0u;
            figures[3] += cleave_memory_in_use(heap);
        }
        barrier(CLK_LOCAL_MEM_FENCE);
        if (lane == 0u && place[team] != CLEAVE_NONE && ++done[team] == needs[task[team]].y) { /* the end */
            if (cleave_return_memory(heap, slots, place[team]) == 0u) {
                atomic_inc(figures + 4);
            }
            task[team] = CLEAVE_NONE;
            place[team] = CLEAVE_NONE;
        }
        open = busy[round & 1u];
        round++;
    } while (open != 0u);
    barrier(CLK_LOCAL_MEM_FENCE);
    if (item < CLEAVE_FIGURES) {
        atomic_add(report + item, figures[item]);
    }
}

/* One launch a task: a work-group of one team, and as much local memory as the task needs. */
kernel void one_task(uint task, uint words, uint rounds, global uint *sums, local uint *memory) {
    uint lane = get_local_id(0);
    for (uint round = 0u; round < rounds; round++) {
        cleave_work(memory, words, task, round == 0u, round + 1u == rounds, lane, sums);
    }
}
