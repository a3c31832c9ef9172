package dev.cleave.contiguity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.histories.ByteHistory;
import dev.cleave.histories.RandomHistories;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pieces that are chosen: exactly enough, of runs that are there, and no fewer would do. */
@DisplayName("Pieces that are chosen")
class PieceChoicePropertyTest {
    private static final int MOST_RUNS = 100;
    private static final int LONGEST = 40;

    @Test
    @DisplayName("are the fewest, and exactly enough")
    void areTheFewest() {
        RandomHistories.check(1_000, 1 + MOST_RUNS, PieceChoicePropertyTest::areTheFewest);
    }

    private static void areTheFewest(ByteHistory history) {
        int percent = history.tell(history.between(1, 100));
        List<Integer> lengths = new ArrayList<>();
        do {
            lengths.add(history.tell(history.between(1, LONGEST)));
        } while (history.hasMore() && lengths.size() < MOST_RUNS);
        PieceChoice choice = new PieceChoice(1);
        long[] offsets = new long[lengths.size()];
        long at = 3;
        for (int run = 0; run < lengths.size(); run++) {
            offsets[run] = at;
            choice.add(at, lengths.get(run));
            at += lengths.get(run) + 1;
        }
        long wanted = Math.max(1, choice.units() * percent / 100);

        long[] chosen = choice.choose(wanted);

        long sum = 0;
        Set<Long> used = new HashSet<>();
        for (int each = 0; each < chosen.length; each += 2) {
            int run = Arrays.binarySearch(offsets, chosen[each]);
            assertThat(run).as("a run begins at %d", chosen[each]).isNotNegative();
            assertThat(chosen[each + 1]).isBetween(1L, (long) lengths.get(run));
            assertThat(used.add(chosen[each])).as("taken once").isTrue();
            sum += chosen[each + 1];
        }
        assertThat(sum).isEqualTo(wanted);
        assertThat(chosen.length / 2).isEqualTo(fewest(lengths, wanted));
    }

    private static int fewest(List<Integer> lengths, long wanted) {
        List<Integer> sorted = new ArrayList<>(lengths);
        sorted.sort(Collections.reverseOrder());
        int pieces = 0;
        for (long left = wanted; left > 0; left -= sorted.get(pieces++)) {
            assertThat(pieces).isLessThan(sorted.size());
        }
        return pieces;
    }

    @ParameterizedTest(name = "and {0} more")
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9})
    @DisplayName("leave what is long whole")
    void leaveWhatIsLongWhole(int rest) {
        PieceChoice choice = new PieceChoice(1);
        choice.add(0, 100);
        choice.add(200, 50);
        choice.add(300, 10);
        assertThat(choice.choose(100 + rest)).containsExactly(0, 100, 300, rest);
    }

    @Test
    @DisplayName("are whole grains")
    void areWholeGrains() {
        for (int offset = 0; offset <= LONGEST; offset++) {
            for (int length = 1; length <= 60; length++) {
                areWholeGrains(offset, length);
            }
        }
    }

    private static void areWholeGrains(int offset, int length) {
        PieceChoice choice = new PieceChoice(8);
        choice.add(offset, length);
        long first = offset + 7L & -8;
        long units = Math.max(0, (offset + length & -8) - first);
        assertThat(choice.units()).isEqualTo(units);
        if (units > 0) {
            assertThat(choice.choose(units)).containsExactly(first, units);
        }
    }
}
