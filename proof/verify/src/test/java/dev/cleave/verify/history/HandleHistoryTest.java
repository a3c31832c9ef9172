package dev.cleave.verify.history;

import dev.cleave.contiguity.MovableBlock;
import dev.cleave.contiguity.MovableBlocks;
import dev.cleave.contiguity.Pin;
import dev.cleave.memory.MemoryBudget;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolRange;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * One block that two threads pin, move and free.
 *
 * <p><strong>What is linearizable.</strong> Pins and frees. That a move succeeds is nobody's right,
 * so it has no answer; but while it lasts all else must be as if there were none.
 */
@DisplayName("The handle of a block")
class HandleHistoryTest {
    @Test
    @DisplayName("is linearizable in every interleaving looked at, whatever moves")
    void modelChecked() {
        LinearizableSpace.modelCheckingHeaps(PlainHandle.class)
                .actorsBefore(0)
                .actorsAfter(0)
                .iterations(6 * LinearizableSpace.FACTOR)
                .check(OneBlock.class);
    }

    @Test
    @DisplayName("is linearizable under real threads, whatever moves")
    void stressed() {
        LinearizableSpace.stress(PlainHandle.class)
                .actorsBefore(0)
                .actorsAfter(0)
                .iterations(6 * LinearizableSpace.FACTOR)
                .check(OneBlock.class);
    }

    /** A pool of two places, one of which the block has. */
    @Param(name = "thread", gen = ThreadIdGen.class)
    public static class OneBlock {
        private static final long UNIT = 4 << 10;

        /** Never closed, as Lincheck cannot follow that. */
        private final Pool pool =
                Pool.builder().capacity(2 * UNIT).unit(UNIT).purge(false).budget(MemoryBudget.unlimited()).build();

        private final MovableBlocks blocks = MovableBlocks.over(pool);
        private final MovableBlock block = blocks.allocate(1);
        private final PoolRange all = new PoolRange(pool.baseAddress(), pool.baseAddress() + 2 * UNIT);
        private final List<Deque<Pin>> held = List.of(new ArrayDeque<>(), new ArrayDeque<>());

        /** Pins the block. */
        @Operation
        public boolean pin(@Param(name = "thread") int thread) {
            Pin pin;
            try {
                pin = block.pin();
            } catch (IllegalStateException freed) {
                return false;
            }
            held.get(LinearizableSpace.holder(thread)).push(pin);
            return true;
        }

        /** Closes the thread's last pin, and sees where the block was. */
        @Operation
        public boolean unpin(@Param(name = "thread") int thread) {
            Deque<Pin> own = held.get(LinearizableSpace.holder(thread));
            if (own.isEmpty()) {
                return false;
            }
            Pin pin = own.pop();
            if (!pool.space().isBlock((pin.address() - pool.baseAddress()) / UNIT)) {
                throw new IllegalStateException("there is no block where it was pinned");
            }
            pin.close();
            return true;
        }

        /** Frees the block, if nobody has it pinned. */
        @Operation
        public boolean free() {
            try {
                block.free();
                return true;
            } catch (IllegalStateException refused) {
                return false;
            }
        }

        /** Moves the block to the other place, or does not. */
        @Operation
        public void move() {
            blocks.moveInto(block, all);
        }

        /** No unit may be lost. */
        @Validate
        public void inOrder() {
            pool.space().verify();
            if (pool.usedBytes() != (block.isLive() ? UNIT : 0)) {
                throw new IllegalStateException(pool.usedBytes() + " bytes are used");
            }
        }
    }

    /** The specification. */
    public static class PlainHandle {
        private final int[] held = new int[LinearizableSpace.THREADS];
        private boolean live = true;

        /** Pins the block. */
        public boolean pin(int thread) {
            if (live) {
                held[LinearizableSpace.holder(thread)]++;
            }
            return live;
        }

        /** Closes a pin. */
        public boolean unpin(int thread) {
            int holder = LinearizableSpace.holder(thread);
            if (held[holder] == 0) {
                return false;
            }
            held[holder]--;
            return true;
        }

        /** Frees the block. */
        public boolean free() {
            boolean freed = live && held[0] + held[1] == 0;
            live &= !freed;
            return freed;
        }

        /** Changes nothing that anybody sees. */
        public void move() {}
    }
}
