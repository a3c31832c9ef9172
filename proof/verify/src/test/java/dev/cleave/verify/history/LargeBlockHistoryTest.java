package dev.cleave.verify.history;

import dev.cleave.heap.Heap;
import dev.cleave.memory.MemoryBudget;
import dev.cleave.memory.Pool;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * A heap with room for one large block, of 9 or 16 units of its pool: two would lie side by side,
 * and the first could not grow.
 */
@DisplayName("A heap whose large blocks are resized")
public class LargeBlockHistoryTest extends ResizableBlocks {
    private static final int PLACES = 1;
    private static final long UNIT = 4 << 10;
    private static final long LONG = 16 * UNIT;
    private static final long SHORT = 9 * UNIT;

    /** Never closed, as Lincheck cannot follow that; it is addresses alone, of which nobody touches the memory. */
    private final Pool pool =
            Pool.builder().capacity(PLACES * LONG).unit(UNIT).purge(false).budget(MemoryBudget.unlimited()).build();

    private final Heap heap = Heap.builder(pool).stripes(1).dialogue(false).reportLeaks(false).build();

    @Override
    long allocate() {
        long address = heap.tryAllocate(SHORT);
        return address == 0 ? -1 : address;
    }

    @Override
    boolean lengthen(long block) {
        return heap.reallocate(block, LONG) == block;
    }

    @Override
    boolean shorten(long block) {
        return heap.reallocate(block, SHORT) == block;
    }

    @Override
    void free(long block) {
        heap.free(block);
    }

    /** The space must be in order after each history, and all of it be free when the heap is closed. */
    @Validate
    public void inOrder() {
        pool.space().verify();
        heap.close();
        long lost = pool.space().units() - pool.space().freeUnits();
        if (lost != 0) {
            throw new IllegalStateException(lost + " units are not free after the heap was closed");
        }
    }

    @Test
    @DisplayName("is linearizable in every interleaving looked at")
    void modelChecked() {
        LinearizableSpace.modelCheckingHeaps(Count.class)
                .iterations(6 * LinearizableSpace.FACTOR)
                .invocationsPerIteration(50)
                .check(LargeBlockHistoryTest.class);
    }

    @Test
    @DisplayName("is linearizable under real threads")
    void stressed() {
        LinearizableSpace.stress(Count.class)
                .iterations(6 * LinearizableSpace.FACTOR)
                .invocationsPerIteration(100)
                .check(LargeBlockHistoryTest.class);
    }

    /** The specification for so many places. */
    public static class Count extends CountedBlocks {
        /** None used. */
        public Count() {
            super(PLACES);
        }
    }
}
