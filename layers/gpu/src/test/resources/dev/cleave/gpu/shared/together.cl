/* Many work-groups free the one block of a heap in global memory; had counts those that had it. */
kernel void open_together(global uint *words, uint units) {
    cleave_open(words, units, 0u, 1u);
    cleave_allocate(words, 7u);
}

kernel void free_together(global uint *had, global uint *words) {
    atomic_add(had, cleave_free(words, 0u) != 0u ? 1u : 0u);
}

kernel void look(global uint *had, global uint *words) {
    had[1] = cleave_is_whole(words) ? 1u : 0u;
    had[2] = words[CLEAVE_NOT_LIVE];
}
