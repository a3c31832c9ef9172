package dev.cleave.verify.history;

import dev.cleave.buddy.BuddySpace;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Four units of one word, which threads take one at a time and double or halve: what a block grows into another thread may take, or hold. In one word it is
 * known where a block goes, so that the answers can be those of {@link FourUnits} to the unit.
 */
@DisplayName("A word whose blocks are resized")
@Param(name = "thread", gen = ThreadIdGen.class)
public class ResizedWordHistoryTest {
    private static final int FOUR = 4;

    private final BuddySpace space = BuddySpace.builder(64).stripes(1).build();
    private final ThreadStacks held = new ThreadStacks();

    /** A space in which the first four units are free. */
    public ResizedWordHistoryTest() {
        for (int order = 2; order < 6; order++) {
            space.allocateAt(1L << order, order);
        }
    }

    /** Takes a unit: its offset, or -1. */
    @Operation
    public long unit(@Param(name = "thread") int thread) {
        return held.push(thread, space.allocateUnits(1));
    }

    /** Doubles what the thread took last. */
    @Operation
    public boolean grow(@Param(name = "thread") int thread) {
        long block = held.peek(thread);
        return block >= 0 && 2 * space.unitsOf(block) <= FOUR && space.resize(block, 2 * space.unitsOf(block));
    }

    /** Halves what the thread took last. */
    @Operation
    public boolean shrink(@Param(name = "thread") int thread) {
        long block = held.peek(thread);
        return block >= 0 && space.unitsOf(block) > 1 && space.resize(block, space.unitsOf(block) / 2);
    }

    /** Gives back what the thread took last. */
    @Operation
    public long give(@Param(name = "thread") int thread) {
        long block = held.pop(thread);
        if (block >= 0) {
            space.free(block);
        }
        return block;
    }

    /** The space must be in order after each history. */
    @Validate
    public void inOrder() {
        space.verify();
    }

    @Test
    @DisplayName("is linearizable in every interleaving looked at")
    void modelChecked() {
        LinearizableSpace.modelChecking(FourUnits.class)
                .iterations(12 * LinearizableSpace.FACTOR)
                .invocationsPerIteration(40 * LinearizableSpace.FACTOR)
                .check(ResizedWordHistoryTest.class);
    }

    @Test
    @DisplayName("is linearizable under real threads")
    void stressed() {
        LinearizableSpace.stress(FourUnits.class)
                .iterations(12 * LinearizableSpace.FACTOR)
                .invocationsPerIteration(60 * LinearizableSpace.FACTOR)
                .check(ResizedWordHistoryTest.class);
    }

    /** The sequential specification: four units, of which the lowest of the smallest maximal free block is taken. */
    public static class FourUnits {
        private final int[] lengths = new int[FOUR];
        private final boolean[] used = new boolean[FOUR];
        private final ThreadStacks held = new ThreadStacks();

        /** Takes a unit. */
        public long unit(int thread) {
            return held.push(thread, take());
        }

        private int take() {
            for (int length = 1; length <= FOUR; length *= 2) {
                for (int start = 0; start < FOUR; start += length) {
                    if (isFree(start, length)) {
                        lengths[start] = 1;
                        use(start, 1, true);
                        return start;
                    }
                }
            }
            return -1;
        }

        /** Whether a block is free and its buddy, with which it would be one, is not. */
        private boolean isFree(int start, int length) {
            boolean buddy = length < FOUR && count(start ^ length, length) == 0;
            return count(start, length) == 0 && !buddy;
        }

        private int count(int start, int length) {
            int sum = 0;
            for (int unit = start; unit < start + length; unit++) {
                sum += used[unit] ? 1 : 0;
            }
            return sum;
        }

        private void use(int start, int length, boolean now) {
            for (int unit = start; unit < start + length; unit++) {
                used[unit] = now;
            }
        }

        /** Doubles what the thread took last, where the units behind it are free. */
        public boolean grow(int thread) {
            int start = (int) held.peek(thread);
            if (start < 0) {
                return false;
            }
            int length = lengths[start];
            if (2 * length > FOUR || start + 2 * length > used.length || count(start + length, length) != 0) {
                return false;
            }
            use(start + length, length, true);
            lengths[start] = 2 * length;
            return true;
        }

        /** Halves what the thread took last. */
        public boolean shrink(int thread) {
            int start = (int) held.peek(thread);
            if (start < 0 || lengths[start] == 1) {
                return false;
            }
            lengths[start] /= 2;
            use(start + lengths[start], lengths[start], false);
            return true;
        }

        /** Gives back what the thread took last. */
        public long give(int thread) {
            int start = (int) held.pop(thread);
            if (start >= 0) {
                use(start, lengths[start], false);
            }
            return start;
        }
    }
}
