package dev.cleave.lab.bench;

import static dev.cleave.lab.bench.BlockHold.NO_BLOCK;

/** Takes its share of the region in single units (phase 0), then frees them in random order (phase 1). */
final class FillWorker extends BlockWorker {
    private final RandomSource random;
    private final long[] blocks;
    private final int[] slots;

    FillWorker(BlockHold allocator, RandomSource random, int share) {
        super(allocator);
        this.random = random;
        blocks = new long[share];
        slots = new int[share];
    }

    @Override
    void before(int phase) {
        if (phase == 0) {
            for (int each = 0; each < slots.length; each++) {
                slots[each] = each;
            }
        } else {
            random.shuffle(blocks, slots, blocks.length);
        }
    }

    @Override
    long run(int phase, long deadline) {
        return phase == 0 ? fill() : empty();
    }

    private long fill() {
        long failed = 0;
        for (int each = 0; each < blocks.length; each++) {
            long block = allocator.allocate(0, slots[each]);
            blocks[each] = block;
            if (block == NO_BLOCK) {
                failed++;
            }
        }
        failed(failed);
        return blocks.length - failed;
    }

    private long empty() {
        long freed = 0;
        for (int each = 0; each < blocks.length; each++) {
            if (blocks[each] != NO_BLOCK) {
                allocator.free(blocks[each], slots[each]);
                freed++;
            }
        }
        return freed;
    }
}
