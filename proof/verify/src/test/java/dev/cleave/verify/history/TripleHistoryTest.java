package dev.cleave.verify.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.buddy.BuddySpace;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Two runs of three units that lie side by side in one word. Each is made of runs of the same two orders, so that whoever frees one finds those
 * orders in the word already, announced or not.
 */
@DisplayName("A word with two free runs of three units")
public class TripleHistoryTest extends LinearizableSpace {
    private static final int TRIPLES = 2;
    private static final int LENGTH = 3;
    private static final int FIRST = 5;

    private final BuddySpace space;

    /** A space in which each thread holds one triple, all else is taken, and no hint is left. */
    public TripleHistoryTest() {
        super(TRIPLES);
        space = BuddySpace.builder(128).stripes(1).magazines(false).build();
        for (int triple = 0; triple < TRIPLES; triple++) {
            require(space.tryAllocateAt(FIRST + (long) LENGTH * triple, LENGTH));
            hold(triple, triple, 1);
        }
        for (long unit = 0; unit < 128; unit++) {
            require(unit >= FIRST && unit < FIRST + LENGTH * TRIPLES || space.tryAllocateAt(unit, 1));
        }
        require(space.allocateExtent(1) == BuddySpace.NO_BLOCK);
        require(space.allocateExtent(LENGTH) == BuddySpace.NO_BLOCK);
    }

    private static void require(boolean holds) {
        assertThat(holds).isTrue();
    }

    @Override
    long allocate(int count) {
        long offset = space.allocateExtent((long) LENGTH * count);
        return offset < 0 ? offset : (offset - FIRST) / LENGTH;
    }

    @Override
    void free(long triple) {
        space.free(FIRST + LENGTH * triple);
    }

    /** The space must be in order after each history. */
    @Validate
    public void inOrder() {
        space.verify();
    }

    @Test
    @DisplayName("is linearizable in every interleaving looked at")
    void modelChecked() {
        modelChecking(Count.class).check(TripleHistoryTest.class);
    }

    @Test
    @DisplayName("is linearizable under real threads")
    void stressed() {
        stress(Count.class).check(TripleHistoryTest.class);
    }

    /** The specification for so many triples. */
    public static class Count extends CountedUnits {
        /** Each thread holds one. */
        public Count() {
            super(TRIPLES);
            oneHeldByEach();
        }
    }
}
