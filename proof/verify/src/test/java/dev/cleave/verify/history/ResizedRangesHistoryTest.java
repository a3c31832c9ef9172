package dev.cleave.verify.history;

import dev.cleave.buddy.BuddySpace;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Two places of two words: what is between the lengths is part of one word, or the slot above it. */
@DisplayName("A space whose blocks are resized across words")
public class ResizedRangesHistoryTest extends ResizableBlocks {
    private static final int PLACES = 2;
    private static final int LONG = 128;
    private static final int SHORT = 100;

    private final BuddySpace space = BuddySpace.builder(PLACES * LONG).stripes(1).build();

    @Override
    long allocate() {
        return space.allocateUnits(SHORT);
    }

    @Override
    boolean lengthen(long block) {
        return space.resize(block, LONG);
    }

    @Override
    boolean shorten(long block) {
        return space.resize(block, SHORT);
    }

    @Override
    void free(long block) {
        space.free(block);
    }

    /** The space must be in order after each history. */
    @Validate
    public void inOrder() {
        space.verify();
    }

    @Test
    @DisplayName("is linearizable in every interleaving looked at")
    void modelChecked() {
        LinearizableSpace.modelChecking(Count.class)
                .iterations(6 * LinearizableSpace.FACTOR)
                .invocationsPerIteration(60 * LinearizableSpace.FACTOR)
                .check(ResizedRangesHistoryTest.class);
    }

    @Test
    @DisplayName("is linearizable under real threads")
    void stressed() {
        LinearizableSpace.stress(Count.class)
                .iterations(6 * LinearizableSpace.FACTOR)
                .invocationsPerIteration(100 * LinearizableSpace.FACTOR)
                .check(ResizedRangesHistoryTest.class);
    }

    /** The specification for so many places. */
    public static class Count extends CountedBlocks {
        /** None used. */
        public Count() {
            super(PLACES);
        }
    }
}
