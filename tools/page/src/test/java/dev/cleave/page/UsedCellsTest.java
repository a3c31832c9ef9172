package dev.cleave.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Counts of used units a cell")
class UsedCellsTest {
    private static final int PER_CELL = 8;

    private static UsedCells count(BitSet used, int units) {
        int[] counts = new int[(units + PER_CELL - 1) / PER_CELL];
        used.stream().forEach(unit -> counts[unit / PER_CELL]++);
        return new UsedCells(counts, PER_CELL, units);
    }

    private static int longestFree(BitSet used, int units) {
        int longest = 0;
        for (int from = used.nextClearBit(0); from < units; from = used.nextClearBit(from)) {
            int end = used.nextSetBit(from);
            int to = end < 0 ? units : Math.min(units, end);
            longest = Math.max(longest, to - from);
            from = to;
        }
        return longest;
    }

    @Test
    @DisplayName("bound the longest free run from both sides, whatever is used")
    void bounds() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int each = 0; each < 2_000; each++) {
            int units = 1 + random.nextInt(100);
            BitSet used = new BitSet();
            int density = 1 + random.nextInt(12);
            for (int unit = 0; unit < units; unit++) {
                used.set(unit, random.nextInt(density) == 0);
            }
            UsedCells cells = count(used, units);
            assertThat((long) longestFree(used, units)).as("seed %d, turn %d", seed, each)
                    .isBetween(cells.longestFreeAtLeast(), cells.longestFreeAtMost());
        }
    }

    @Test
    @DisplayName("of a space without a used unit say how long it is, a shorter last cell included")
    void empty() {
        UsedCells cells = count(new BitSet(), 3 * PER_CELL + 3);
        assertThat(cells.longestFreeAtLeast()).isEqualTo(27);
        assertThat(cells.longestFreeAtMost()).isEqualTo(27);
        assertThat(cells.cellsFor(27)).isEqualTo(4);
        assertThat(cells.cellsFor(Long.MAX_VALUE)).isEqualTo(4);
        assertThat(cells.cellsFor(8)).isEqualTo(1);
    }

    @Test
    @DisplayName("find the lowest window with the fewest used units")
    void leastUsed() {
        UsedCells cells = new UsedCells(new int[] {5, 1, 4, 2, 3, 8}, PER_CELL, 6 * PER_CELL);
        assertThat(cells.leastUsed(1)).isEqualTo(new UsedCells.Window(1, 1, 1));
        assertThat(cells.leastUsed(2)).isEqualTo(new UsedCells.Window(1, 2, 5));
        assertThat(cells.leastUsed(6)).isEqualTo(new UsedCells.Window(0, 6, 23));
    }
}
