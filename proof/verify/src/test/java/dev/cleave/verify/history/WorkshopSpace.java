package dev.cleave.verify.history;

import dev.cleave.workshop.Algorithm;
import dev.cleave.workshop.contract.BlockAllocator;
import dev.cleave.workshop.contract.Shape;
import org.jetbrains.lincheck.datastructures.Validate;

/**
 * A small space of one algorithm of the workshop. After each history, with nobody on the way, its books must add up: what is shown as free and what is
 * held are together all units.
 */
public abstract class WorkshopSpace extends LinearizableSpace {
    private final BlockAllocator allocator;

    WorkshopSpace(Algorithm algorithm, int units) {
        super(units);
        allocator = algorithm.open(Shape.of(units));
    }

    @Override
    long allocate(int count) {
        return allocator.allocate(allocator.shape().orderOf(count));
    }

    @Override
    void free(long offset) {
        allocator.free(offset);
    }

    /** Units that no thread holds are free, and shown once. */
    @Validate
    public void booksAddUp() {
        long shown = allocator.freeUnits();
        long expected = allocator.shape().units() - heldUnits();
        if (shown != expected) {
            throw new IllegalStateException(shown + " units are shown as free, but " + expected + " are");
        }
    }

    /** NBBS, one level a word: two splits deep. */
    public static class NbbsOneLevel extends WorkshopSpace {
        /** Four units. */
        public NbbsOneLevel() {
            super(Algorithm.NBBS_1, FOUR);
        }
    }

    /** NBBS, four levels a word: the tree is two words high. */
    public static class NbbsFourLevels extends WorkshopSpace {
        /** Thirty-two units. */
        public NbbsFourLevels() {
            super(Algorithm.NBBS_4, THIRTY_TWO);
        }
    }

    /** The tree of NBBS, one level a word, under a spin lock. */
    public static class NbbsOneLevelSpin extends WorkshopSpace {
        /** Four units. */
        public NbbsOneLevelSpin() {
            super(Algorithm.NBBS_1_SPIN, FOUR);
        }
    }

    /** The tree of NBBS, four levels a word, under a spin lock. */
    public static class NbbsFourLevelsSpin extends WorkshopSpace {
        /** Thirty-two units. */
        public NbbsFourLevelsSpin() {
            super(Algorithm.NBBS_4_SPIN, THIRTY_TWO);
        }
    }

    /** Linux's buddy: per-CPU lists before a locked zone. */
    public static class Linux extends WorkshopSpace {
        /** Four units. */
        public Linux() {
            super(Algorithm.LINUX, FOUR);
        }
    }

    /** LLFree: bit field, counters and reservations of one tree. */
    public static class LLFree extends WorkshopSpace {
        /** Four units. */
        public LLFree() {
            super(Algorithm.LLFREE, FOUR);
        }
    }

    static final int FOUR = 4;
    static final int THIRTY_TWO = 32;

    /** The specification for four units. */
    public static class FourUnits extends CountedUnits {
        /** None used. */
        public FourUnits() {
            super(FOUR);
        }
    }

    /** The specification for thirty-two units. */
    public static class ThirtyTwoUnits extends CountedUnits {
        /** None used. */
        public ThirtyTwoUnits() {
            super(THIRTY_TWO);
        }
    }
}
