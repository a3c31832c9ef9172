package dev.cleave.verify.history;

import dev.cleave.buddy.BuddySpace;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Two units of one word: everything is one compare-and-set, and hints are all that can go wrong. */
@DisplayName("A word with two free units")
public class OneWordHistoryTest extends LinearizableSpace {
    private static final int UNITS = 2;

    private final BuddySpace space;

    /** A space in which {@value #UNITS} units are free. */
    public OneWordHistoryTest() {
        super(UNITS);
        space = BuddySpace.builder(64).stripes(1).build();
        for (int order = 1; order < 6; order++) {
            space.allocateAt(1L << order, order);
        }
    }

    @Override
    long allocate(int count) {
        return space.allocateUnits(count);
    }

    @Override
    void free(long offset) {
        space.free(offset);
    }

    /** The space must be in order after each history. */
    @Validate
    public void inOrder() {
        space.verify();
    }

    @Test
    @DisplayName("is linearizable in every interleaving looked at")
    void modelChecked() {
        modelChecking(Count.class).check(OneWordHistoryTest.class);
    }

    @Test
    @DisplayName("is linearizable under real threads")
    void stressed() {
        stress(Count.class).check(OneWordHistoryTest.class);
    }

    /** The specification for so many units. */
    public static class Count extends CountedUnits {
        /** None used. */
        public Count() {
            super(UNITS);
        }
    }
}
