package dev.cleave.verify.history;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What watches must be seen to bark: a word of two units as the buddy space keeps them, in an array behind a {@link VarHandle}, with a lost
 * update planted in its free. Were that not found, the other histories would prove nothing.
 */
@DisplayName("A word that loses updates")
public class PlantedDefectTest extends LinearizableSpace {
    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int UNITS = 2;

    private final long[] words = {0b11};
    private long whole = -1;

    /** Two free units. */
    public PlantedDefectTest() {
        super(UNITS);
    }

    @Override
    long allocate(int count) {
        while (true) {
            long free = (long) WORD.getVolatile(words, 0);
            long run = count == UNITS ? 0b11 : Long.lowestOneBit(free);
            if (free == 0 || (free & run) != run) {
                return -1;
            }
            if (WORD.compareAndSet(words, 0, free, free & ~run)) {
                whole = run == 0b11 ? 0 : -1;
                return Long.numberOfTrailingZeros(run);
            }
        }
    }

    /** Frees by reading and writing, with no compare-and-set: the planted defect. */
    @Override
    void free(long offset) {
        long free = (long) WORD.getVolatile(words, 0);
        WORD.setVolatile(words, 0, free | (whole == offset ? 0b11 : 1L << offset));
    }

    @Test
    @DisplayName("is found by the model checker")
    void isFound() {
        assertThatThrownBy(() -> modelChecking(Units.class).check(PlantedDefectTest.class))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Invalid execution results")
                .hasMessageContaining("give");
    }

    /** Two units. */
    public static class Units extends CountedUnits {
        /** None used. */
        public Units() {
            super(UNITS);
        }
    }
}
