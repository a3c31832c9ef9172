package dev.cleave.verify.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.workshop.Algorithm;
import dev.cleave.workshop.contract.ThreadSafety;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every algorithm of the workshop that threads may share; Cleave's own has histories of its own beside this. */
@DisplayName("An algorithm that threads share")
class WorkshopHistoryTest {
    /** A thread that waits for a spin lock goes round often, while the holder reads counters of every processor: that is no deadlock. */
    private static final int PATIENCE = 10_000;

    /** Which space stands for which algorithm. */
    enum Shared {
        NBBS_1(Algorithm.NBBS_1, WorkshopSpace.NbbsOneLevel.class, WorkshopSpace.FourUnits.class),
        NBBS_4(Algorithm.NBBS_4, WorkshopSpace.NbbsFourLevels.class, WorkshopSpace.ThirtyTwoUnits.class),
        NBBS_1_SPIN(Algorithm.NBBS_1_SPIN, WorkshopSpace.NbbsOneLevelSpin.class, WorkshopSpace.FourUnits.class),
        NBBS_4_SPIN(Algorithm.NBBS_4_SPIN, WorkshopSpace.NbbsFourLevelsSpin.class, WorkshopSpace.ThirtyTwoUnits.class),
        LINUX(Algorithm.LINUX, WorkshopSpace.Linux.class, WorkshopSpace.FourUnits.class),
        LLFREE(Algorithm.LLFREE, WorkshopSpace.LLFree.class, WorkshopSpace.FourUnits.class);

        private final Algorithm algorithm;
        private final Class<? extends WorkshopSpace> space;
        private final Class<? extends CountedUnits> specification;

        Shared(Algorithm algorithm, Class<? extends WorkshopSpace> space,
                Class<? extends CountedUnits> specification) {
            this.algorithm = algorithm;
            this.space = space;
            this.specification = specification;
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("is linearizable in every interleaving looked at")
    void modelChecked(Shared shared) {
        LinearizableSpace.modelChecking(shared.specification)
                .iterations(8 * LinearizableSpace.FACTOR)
                .loopBound(PATIENCE)
                .check(shared.space);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("is linearizable under real threads")
    void stressed(Shared shared) {
        LinearizableSpace.stress(shared.specification).iterations(5 * LinearizableSpace.FACTOR).check(shared.space);
    }

    @Test
    @DisplayName("has its histories here")
    void noneIsForgotten() {
        Set<Algorithm> threadSafe = EnumSet.noneOf(Algorithm.class);
        Arrays.stream(Algorithm.values())
                .filter(each -> each.description().threads() == ThreadSafety.ANY_THREAD)
                .filter(each -> each != Algorithm.CLEAVE)
                .forEach(threadSafe::add);

        assertThat(Arrays.stream(Shared.values()).map(each -> each.algorithm)).containsExactlyInAnyOrderElementsOf(
                threadSafe);
    }
}
