package dev.cleave.verify.history;

import dev.cleave.heap.Heap;
import dev.cleave.memory.MemoryBudget;
import dev.cleave.memory.Pool;
import java.lang.reflect.Method;
import java.util.List;
import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Slots of a heap of one stripe, which has two slabs of two slots. Histories are short, and begin where heap race 2 does: the one in which it shows is looked
 * at before the random ones.
 *
 * <p><strong>What is linearizable.</strong> Slots of slabs that are there. Not so the opening of slabs: while one thread opens the last one that the pool has room
 * for, another finds neither slab nor room, and is refused though slots will be left.
 */
@DisplayName("Slots of two slabs")
class SlotHistoryTest {
    @Test
    @DisplayName("are had while fewer than two are held, in every interleaving looked at")
    void modelChecked() throws NoSuchMethodException {
        LinearizableSpace.modelCheckingHeaps(TwoFree.class)
                .addCustomScenario(returnedWhilePutAway())
                .actorsBefore(0)
                .actorsPerThread(2)
                .iterations(2 * LinearizableSpace.FACTOR)
                .invocationsPerIteration(200)
                .check(TwoSlabs.class);
    }

    @Test
    @DisplayName("are had while fewer than two are held, under real threads")
    void stressed() {
        LinearizableSpace.stress(TwoFree.class)
                .iterations(3 * LinearizableSpace.FACTOR)
                .invocationsPerIteration(300)
                .check(TwoSlabs.class);
    }

    /** A slot of the stripe's slab comes back while the other thread puts that slab away; a second slot must be left for it. */
    private static ExecutionScenario returnedWhilePutAway() throws NoSuchMethodException {
        Actor give = new Actor(TwoSlabs.class.getMethod("give", int.class), List.of(1));
        Actor take = new Actor(TwoSlabs.class.getMethod("take", int.class), List.of(2));
        Method validation = TwoSlabs.class.getMethod("inOrder");
        return new ExecutionScenario(List.of(), List.of(List.of(give), List.of(take, take)), List.of(),
                new Actor(validation, List.of()));
    }

    /**
     * All memory is two slabs. One slot of the slab on the shelf is free; one of the stripe's is the first thread's. The other two stay taken, so that no slab
     * is ever empty.
     */
    @Param(name = "thread", gen = ThreadIdGen.class)
    public static class TwoSlabs {
        private static final long SLOT = Heap.LARGEST_SLOT;

        /** Never closed, as Lincheck cannot follow that; it is addresses alone, of which nobody touches the memory. */
        private final Pool pool =
                Pool.builder().capacity(4 * SLOT).unit(4 << 10).purge(false).budget(MemoryBudget.unlimited()).build();

        private final Heap heap = Heap.builder(pool).stripes(1).dialogue(false).build();
        private final ThreadStacks held = new ThreadStacks();
        private final long[] slots = new long[4];

        /** Fills both slabs, and gives one slot back. */
        public TwoSlabs() {
            for (int each = 0; each < slots.length; each++) {
                slots[each] = heap.allocate(SLOT);
            }
            heap.free(slots[0]);
            held.push(1, slots[3]);
        }

        /** Takes a slot. */
        @Operation
        public boolean take(@Param(name = "thread") int thread) {
            long slot = heap.tryAllocate(SLOT);
            if (slot == 0) {
                return false;
            }
            held.push(thread, slot);
            if (held.count(slot) > 1) {
                throw new IllegalStateException("slot " + slot + " is given twice");
            }
            return true;
        }

        /** Gives back what the thread took last. */
        @Operation
        public boolean give(@Param(name = "thread") int thread) {
            long slot = held.pop(thread);
            if (slot >= 0) {
                heap.free(slot);
            }
            return slot >= 0;
        }

        /** The space must be in order after each history. */
        @Validate
        public void inOrder() {
            pool.space().verify();
        }
    }

    /** The specification: two slots can be held, and the first thread has one. */
    public static class TwoFree extends CountedBlocks {
        /** One is held. */
        public TwoFree() {
            super(2);
            take(1);
        }
    }
}
