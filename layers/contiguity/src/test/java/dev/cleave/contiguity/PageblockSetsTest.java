package dev.cleave.contiguity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The sets of pageblocks")
class PageblockSetsTest {
    private static final long SEED = Long.getLong("cleave.stress.seed", System.nanoTime());

    static {
        System.out.println("cleave.stress.seed=" + SEED);
    }

    @Test
    @DisplayName("hold all as unused at first, and no more than there are")
    void unusedAtFirst() {
        for (int count : new int[] {1, 63, 64, 65, 128, 1000}) {
            PageblockSets sets = new PageblockSets(count);
            assertThat(sets.next(PageblockSets.UNUSED, 0)).isZero();
            assertThat(sets.next(PageblockSets.UNUSED, count - 1)).isEqualTo(count - 1);
            assertThat(sets.next(PageblockSets.UNUSED, count)).isEqualTo(Pageblocks.NONE);
            assertThat(sets.previous(PageblockSets.UNUSED, count)).isEqualTo(count - 1);
            assertThat(sets.previous(PageblockSets.UNUSED, 1)).isZero();
            assertThat(sets.previous(PageblockSets.UNUSED, 0)).isEqualTo(Pageblocks.NONE);
            assertThat(sets.next(PageblockSets.ofOthers(Mobility.MOVABLE), 0)).isEqualTo(Pageblocks.NONE);
        }
    }

    @Test
    @DisplayName("find what sets of the JDK find, in either direction, in one of them or several")
    void asTheModel() {
        SplittableRandom random = new SplittableRandom(SEED);
        int count = 1 + random.nextInt(400);
        PageblockSets sets = new PageblockSets(count);
        BitSet[] model = new BitSet[Mobility.COUNT + 1];
        for (int set = 0; set < model.length; set++) {
            model[set] = new BitSet();
        }
        model[Mobility.COUNT].set(0, count);
        for (int step = 0; step < 20_000; step++) {
            int pageblock = random.nextInt(count);
            int set = random.nextInt(model.length + 1);
            sets.put(pageblock, set == model.length ? PageblockSets.NO_SET : 1 << set);
            for (int each = 0; each < model.length; each++) {
                model[each].set(pageblock, each == set);
            }
            int wanted = 1 + random.nextInt((1 << model.length) - 1);
            BitSet together = new BitSet();
            for (int each = 0; each < model.length; each++) {
                if ((wanted & 1 << each) != 0) {
                    together.or(model[each]);
                }
            }
            int from = random.nextInt(count + 1);
            assertThat(sets.next(wanted, from)).isEqualTo(together.nextSetBit(from));
            assertThat(sets.previous(wanted, from)).isEqualTo(together.previousSetBit(from - 1));
        }
    }

    @Test
    @DisplayName("of the other groups are neither the group's own nor those that nobody uses")
    void others() {
        PageblockSets sets = new PageblockSets(4);
        sets.put(0, PageblockSets.of(Mobility.UNMOVABLE));
        sets.put(1, PageblockSets.of(Mobility.MOVABLE));
        sets.put(2, PageblockSets.of(Mobility.RECLAIMABLE));
        int others = PageblockSets.ofOthers(Mobility.MOVABLE);
        assertThat(sets.next(others, 0)).isZero();
        assertThat(sets.next(others, 1)).isEqualTo(2);
        assertThat(sets.next(others, 3)).isEqualTo(Pageblocks.NONE);
    }
}
