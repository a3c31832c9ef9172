/*
 * Every work-item allocates, stamps, checks and frees blocks at random, over and over.
 *
 * Follows buddy.cl, with CLEAVE_SPACE=global where CLEAVE_SHARED_BY_ALL is told. The report:
 * operations, blocks allocated, allocations that found no room, wrong stamps, wrong answers of
 * frees, groups whose heap was not whole in the end.
 */
#define CLEAVE_HELD 3

static uint cleave_random(uint *state) {
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

/* Most blocks are small: one size class is as likely as the next. */
static uint cleave_size(uint *state, uint most) {
    uint shift = cleave_random(state) % (CLEAVE_WORD_BITS - clz(most));
    return min(most, 1u + cleave_random(state) % (1u << shift));
}

static void cleave_operate(cleave_heap heap, volatile CLEAVE_SPACE uint *memory, global uint *report, uint operations,
                           uint most, uint seed) {
    uint item = (uint) get_global_id(0);
    uint random = (seed ^ (item + 1u) * 0x9e3779b9u) | 1u;
    uint place[CLEAVE_HELD];
    uint size[CLEAVE_HELD];
    uint allocated = 0u, none = 0u, stamps = 0u, answers = 0u;
    for (uint slot = 0u; slot < CLEAVE_HELD; slot++) {
        size[slot] = 0u;
    }
    for (uint done = 0u; done < operations + CLEAVE_HELD; done++) {
        uint slot = done < operations ? cleave_random(&random) % CLEAVE_HELD : done - operations;
        uint stamp = item * CLEAVE_HELD + slot;
        barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE); /* so that all hold blocks at once, also one after another */
        if (size[slot] != 0u) {
            for (uint unit = 0u; unit < size[slot]; unit++) {
                stamps += memory[place[slot] + unit] != stamp;
            }
            if (size[slot] > 1u) { /* inside my block no other begins: must be refused */
                answers += cleave_free(heap, place[slot] + 1u) != 0u;
            }
            answers += cleave_free(heap, place[slot]) != cleave_span(size[slot]);
            size[slot] = 0u;
        } else if (done < operations) {
            uint wanted = cleave_size(&random, most);
            place[slot] = cleave_allocate(heap, wanted);
            if (place[slot] == CLEAVE_NONE) {
                none++;
            } else {
                allocated++;
                size[slot] = wanted;
                for (uint unit = 0u; unit < wanted; unit++) {
                    memory[place[slot] + unit] = stamp;
                }
            }
        }
    }
    atomic_add(report + 0, operations);
    atomic_add(report + 1, allocated);
    atomic_add(report + 2, none);
    atomic_add(report + 3, stamps);
    atomic_add(report + 4, answers);
}

#ifdef CLEAVE_SHARED_BY_ALL
/* One heap of all work-groups, in global memory: opened, used and looked at by three launches. */
kernel void stress_open(global uint *words, uint units) {
    cleave_open(words, units, get_global_id(0), get_global_size(0));
}

kernel void stress(global uint *report, global uint *words, uint operations, uint most, uint seed) {
    cleave_operate(words, words + CLEAVE_HEAP_WORDS, report, operations, most, seed);
}

kernel void stress_close(global uint *report, global uint *words) {
    report[5] = cleave_is_whole(words) ? 0u : 1u;
}
#else
/* A heap of its own for each work-group, in local memory: its words, then a word for each unit. */
kernel void stress(global uint *report, local uint *words, uint units, uint operations, uint most, uint seed) {
    cleave_open(words, units, get_local_id(0), get_local_size(0));
    barrier(CLK_LOCAL_MEM_FENCE);
    cleave_operate(words, words + CLEAVE_HEAP_WORDS, report, operations, most, seed);
    barrier(CLK_LOCAL_MEM_FENCE);
    if (get_local_id(0) == 0 && !cleave_is_whole(words)) {
        atomic_inc(report + 5);
    }
}
#endif
