package dev.cleave.contiguity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The pieces that are chosen: exactly enough, of runs that are there, and no fewer would do. */
class PieceChoicePropertyTest {
    @Property
    void areTheFewest(
            @ForAll @Size(min = 1, max = 100) List<@IntRange(min = 1, max = 40) Integer> lengths,
            @ForAll @IntRange(min = 1, max = 100) int percent) {
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

    @Property
    void leaveWhatIsLongWhole(@ForAll @IntRange(min = 1, max = 9) int rest) {
        PieceChoice choice = new PieceChoice(1);
        choice.add(0, 100);
        choice.add(200, 50);
        choice.add(300, 10);
        assertThat(choice.choose(100 + rest)).containsExactly(0, 100, 300, rest);
    }

    @Property
    void areWholeGrains(@ForAll @IntRange(min = 0, max = 40) int offset,
            @ForAll @IntRange(min = 1, max = 60) int length) {
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
