package dev.cleave.lab.experiment.density;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The sizes that a pool is filled with")
class FillSizesTest {
    private static final long KIB = 1 << 10;
    private static final long MIB = 1 << 20;

    @Test
    @DisplayName("are two hundred from a unit to an eighth of the pool, in order and each once")
    void areTwoHundred() {
        for (long capacity : new long[] {32 * MIB, 96 * MIB, 512 * MIB, 4096 * MIB}) {
            List<Long> sizes = FillSizes.of(capacity);
            assertThat(sizes).hasSize(200).isSorted().doesNotHaveDuplicates().startsWith(4 * KIB)
                    .endsWith(capacity / 8);
        }
    }

    @Test
    @DisplayName("have powers of two among them, and what lies just above and below")
    void haveTheAwkwardOnes() {
        assertThat(FillSizes.of(512 * MIB)).contains(28 * KIB, 32 * KIB, 36 * KIB, 60 * KIB, 64 * KIB, 68 * KIB,
                MIB - 4 * KIB, MIB, MIB + 64, MIB + 4 * KIB, 16 * MIB + 4 * KIB, 64 * MIB - 4 * KIB);
    }

    @Test
    @DisplayName("lie no further apart than a tenth, but for the smallest, which are all there")
    void leaveNoGaps() {
        List<Long> sizes = FillSizes.of(512 * MIB);
        assertThat(sizes).containsAll(LongStream.rangeClosed(1, 9).map(units -> units * 4 * KIB).boxed().toList());
        for (int each = 10; each < sizes.size(); each++) {
            assertThat((double) sizes.get(each) / sizes.get(each - 1)).as("at %d", sizes.get(each)).isLessThan(1.12);
        }
    }

    @Test
    @DisplayName("are all whole units there are, where there are fewer")
    void areFewerInASmallPool() {
        assertThat(FillSizes.of(MIB))
                .isEqualTo(LongStream.rangeClosed(1, 32).map(units -> units * 4 * KIB).boxed().toList());
    }
}
