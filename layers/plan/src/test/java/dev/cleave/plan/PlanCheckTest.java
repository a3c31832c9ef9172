package dev.cleave.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PlanCheckTest {
    private static final long SEED = 77;

    /** Three blocks of 8 bytes, the first freed before the third. */
    private static final Lifetimes THREE = Lifetimes.of(new long[] {8, 8, 8}, new int[] {2, 3, 3});

    @DisplayName("A place may be used again when its block is freed, not before")
    @Test
    void findsAPlantedOverlap() {
        assertThat(PlanCheck.fault(THREE, new long[] {0, 8, 0}, 8, 16)).isEmpty();
        assertThat(PlanCheck.fault(THREE, new long[] {0, 8, 8}, 8, 16))
                .hasValue("allocations 1 (8 bytes at 8) and 2 (8 bytes at 8) live together and overlap");
        assertThat(PlanCheck.fault(THREE, new long[] {0, 4, 16}, 4, 24))
                .hasValue("allocations 0 (8 bytes at 0) and 1 (8 bytes at 4) live together and overlap");
    }

    @DisplayName("Places that are not aligned, or end above the height, are found")
    @Test
    void findsPlacesOutside() {
        assertThat(PlanCheck.fault(THREE, new long[] {0, 12, 0}, 8, 32).orElseThrow())
                .isEqualTo("allocation 1 of 8 bytes is at 12: must be a multiple of 8, and end within 32");
        assertThat(PlanCheck.fault(THREE, new long[] {0, 16, 0}, 8, 16)).isPresent();
        assertThat(PlanCheck.fault(THREE, new long[] {0, 8, Plan.NO_PLACE}, 8, 16))
                .hasValue("allocation 2 is at -1: it has no place");
    }

    @DisplayName("What a cycle carries must have a place of its own; what outlives its turn, none")
    @Test
    void findsACarriedBlockInAnothersPlace() {
        Lifetimes cycle = Lifetimes.of(new long[] {8, 8, 8}, new int[] {1, 4, 3});

        assertThat(PlanCheck.fault(cycle, new long[] {0, Plan.NO_PLACE, 8}, 8, 16))
                .as("the second is carried, and has no place").isPresent();
        assertThat(PlanCheck.fault(cycle, new long[] {8, 8, 0}, 8, 16))
                .hasValue("allocations 1 (8 bytes at 8) and 0 (8 bytes at 8) live together and overlap");
        assertThat(PlanCheck.fault(cycle, new long[] {0, 8, 0}, 8, 16)).isEmpty();
        assertThat(PlanCheck.fault(cycle, new long[] {0, 8, 16}, 8, 24)).isEmpty();
        Lifetimes outliving = Lifetimes.of(new long[] {8, 8}, new int[] {3, 2});
        assertThat(PlanCheck.fault(outliving, new long[] {0, 8}, 8, 16).orElseThrow()).contains("outlives its turn");
        assertThat(PlanCheck.fault(outliving, new long[] {Plan.NO_PLACE, 0}, 8, 8)).isEmpty();
    }

    @DisplayName("Of a sound plan, any block moved onto one that lives with it is found")
    @Test
    void findsWhatAPairwiseCheckFinds() {
        Random random = new Random(SEED);
        for (int round = 0; round < 500; round++) {
            Lifetimes lifetimes = Sequences.random(random, 3 + random.nextInt(20), 6, 20);
            long height = 200;
            long[] offsets = new long[lifetimes.count()];
            for (int position = 0; position < offsets.length; position++) {
                offsets[position] = random.nextInt((int) (height - lifetimes.bytes(position)));
            }

            assertThat(PlanCheck.fault(lifetimes, offsets, 1, height).isEmpty())
                    .as("seed %d, round %d", SEED, round)
                    .isEqualTo(isSoundByPairs(lifetimes, offsets));
        }
    }

    private static boolean isSoundByPairs(Lifetimes lifetimes, long[] offsets) {
        for (int one = 0; one < offsets.length; one++) {
            for (int other = one + 1; other < lifetimes.end(one); other++) {
                if (offsets[one] < offsets[other] + lifetimes.bytes(other)
                        && offsets[other] < offsets[one] + lifetimes.bytes(one)) {
                    return false;
                }
            }
        }
        return true;
    }
}
