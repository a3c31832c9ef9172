package dev.cleave.verify.history;

import dev.cleave.buddy.BuddySpace;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Two words: units split them, the whole merges them. */
@DisplayName("A space of two words")
public class TwoWordsHistoryTest extends LinearizableSpace {
    private static final int UNITS = 128;

    private final BuddySpace space;

    /** A space in which {@value #UNITS} units are free. */
    public TwoWordsHistoryTest() {
        super(UNITS);
        space = BuddySpace.builder(UNITS).stripes(1).build();
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
        modelChecking(Count.class).check(TwoWordsHistoryTest.class);
    }

    @Test
    @DisplayName("is linearizable under real threads")
    void stressed() {
        stress(Count.class).check(TwoWordsHistoryTest.class);
    }

    /** The specification for so many units. */
    public static class Count extends CountedUnits {
        /** None used. */
        public Count() {
            super(UNITS);
        }
    }
}
