package dev.cleave.verify.history;

import dev.cleave.buddy.BuddySpace;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The smallest space with magazines: a block that lies in one is not missing when the whole is asked for. The whole is 13 words, one run
 * of one level: a block of several runs is freed run by run, which no sequential count of units describes.
 */
@DisplayName("A space with magazines")
public class MagazineHistoryTest extends LinearizableSpace {
    private static final int UNITS = 832;

    private final BuddySpace space;

    /** A space in which {@value #UNITS} units are free. */
    public MagazineHistoryTest() {
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
        modelChecking(Count.class).check(MagazineHistoryTest.class);
    }

    @Test
    @DisplayName("is linearizable under real threads")
    void stressed() {
        stress(Count.class).check(MagazineHistoryTest.class);
    }

    /** The specification for so many units. */
    public static class Count extends CountedUnits {
        /** None used. */
        public Count() {
            super(UNITS);
        }
    }
}
