package dev.cleave.verify.history;

/** The blocks that each thread holds, the last one on top. */
final class ThreadStacks {
    private final long[][] blocks = new long[LinearizableSpace.THREADS][LinearizableSpace.MOST_HELD];
    private final int[] counts = new int[LinearizableSpace.THREADS];

    /** Keeps a block, if it is one, and answers it. */
    long push(int thread, long block) {
        int holder = LinearizableSpace.holder(thread);
        if (block >= 0) {
            blocks[holder][counts[holder]++] = block;
        }
        return block;
    }

    /** The block kept last, or -1. */
    long peek(int thread) {
        int holder = LinearizableSpace.holder(thread);
        return counts[holder] == 0 ? -1 : blocks[holder][counts[holder] - 1];
    }

    /** Gives up the block kept last: answers it, or -1. */
    long pop(int thread) {
        long block = peek(thread);
        if (block >= 0) {
            counts[LinearizableSpace.holder(thread)]--;
        }
        return block;
    }

    /** How often a block is held. */
    int count(long block) {
        int sum = 0;
        for (int holder = 0; holder < counts.length; holder++) {
            for (int each = 0; each < counts[holder]; each++) {
                sum += blocks[holder][each] == block ? 1 : 0;
            }
        }
        return sum;
    }
}
