package dev.cleave.verify.race;

import dev.cleave.contiguity.MovableBlock;
import dev.cleave.contiguity.MovableBlocks;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolRange;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Movable blocks over a pool of their own, lent to one state after the other, as {@link SmallHeap}.
 */
final class SmallMovables {
    private static final long CAPACITY = 1 << 20;
    private static final Queue<SmallMovables> IDLE = new ConcurrentLinkedQueue<>();

    final Pool pool = Pool.builder().capacity(CAPACITY).purge(false).build();
    final MovableBlocks blocks = MovableBlocks.over(pool);

    private final PoolRange upper =
            new PoolRange(pool.baseAddress() + CAPACITY / 2, pool.baseAddress() + CAPACITY);

    private SmallMovables() {}

    static SmallMovables lent() {
        SmallMovables idle = IDLE.poll();
        return idle != null ? idle : new SmallMovables();
    }

    /** Moves a block, and says whether it "moved" or "stayed". */
    String move(MovableBlock block) {
        return blocks.moveInto(block, upper) ? "moved" : "stayed";
    }

    /** Frees a block, and says whether that was "freed" or "refused". */
    static String free(MovableBlock block) {
        try {
            block.free();
            return "freed";
        } catch (IllegalStateException refusal) {
            return "refused";
        }
    }

    /** Says "whole" where no block is left and all memory is free: ends the loan then. */
    String whole() {
        pool.space().verify();
        long used = pool.usedBytes();
        long live = blocks.usage().blocks();
        if (used != 0 || live != 0) {
            return live + " live, " + used + " bytes lost";
        }
        IDLE.add(this);
        return "whole";
    }
}
