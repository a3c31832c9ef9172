/* One work-item allocates and frees as it is told: a call is a code and its argument, the answer replaces both. */
kernel void script(global uint2 *calls, uint count, local uint *words, uint units) {
    cleave_open(words, units, get_local_id(0), get_local_size(0));
    barrier(CLK_LOCAL_MEM_FENCE);
    if (get_local_id(0) == 0) {
        for (uint call = 0; call < count; call++) {
            uint code = calls[call].x;
            uint argument = calls[call].y;
            uint answer = 0;
            if (code == 0) {
                answer = cleave_allocate(words, argument);
            } else if (code == 1) {
                answer = cleave_free(words, argument);
            } else if (code == 2) {
                answer = cleave_get(words, argument);
            } else {
                answer = cleave_is_whole(words);
            }
            calls[call] = (uint2)(answer, 0);
        }
    }
}
