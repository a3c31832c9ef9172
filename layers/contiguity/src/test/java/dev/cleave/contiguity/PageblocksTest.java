package dev.cleave.contiguity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Pageblocks")
class PageblocksTest {
    private static final int SHIFT = 3;
    private static final int SIZE = 1 << SHIFT;
    private static final int COUNT = 70;
    private static final long SEED = Long.getLong("cleave.stress.seed", System.nanoTime());

    static {
        System.out.println("cleave.stress.seed=" + SEED);
    }

    private final Pageblocks pageblocks = new Pageblocks(COUNT * SIZE - 3, SHIFT);

    private int first(Mobility group) {
        return pageblocks.next(PageblockSets.of(group), 0);
    }

    @Test
    @DisplayName("are found in their group's set from their first unit on, until they are full, and again when they are not")
    void inTheirSet() {
        assertThat(pageblocks.count()).isEqualTo(COUNT);
        assertThat(pageblocks.size(COUNT - 1)).isEqualTo(SIZE - 3);
        assertThat(pageblocks.tryTake(5, Mobility.MOVABLE, 3, false)).as("it is nobody's").isFalse();
        assertThat(pageblocks.tryTake(5, Mobility.MOVABLE, 3, true)).isTrue();
        assertThat(first(Mobility.MOVABLE)).isEqualTo(5);
        assertThat(pageblocks.next(PageblockSets.UNUSED, 5)).isEqualTo(6);

        assertThat(pageblocks.tryTake(5, Mobility.MOVABLE, SIZE - 3, false)).isTrue();
        assertThat(first(Mobility.MOVABLE)).as("it is full").isEqualTo(Pageblocks.NONE);
        pageblocks.give(5L << SHIFT, 1, Mobility.MOVABLE);
        assertThat(first(Mobility.MOVABLE)).isEqualTo(5);

        assertThat(pageblocks.regroup(5, Mobility.MOVABLE, Mobility.UNMOVABLE)).isTrue();
        assertThat(first(Mobility.MOVABLE)).isEqualTo(Pageblocks.NONE);
        assertThat(first(Mobility.UNMOVABLE)).isEqualTo(5);
        pageblocks.give(5L << SHIFT, SIZE - 1, Mobility.MOVABLE);
        assertThat(first(Mobility.UNMOVABLE)).isEqualTo(Pageblocks.NONE);
        assertThat(pageblocks.previous(PageblockSets.UNUSED, 6)).isEqualTo(5);
    }

    @Test
    @DisplayName("in which a single unit was looked for in vain are passed over until something is freed there")
    void lookedInVain() {
        pageblocks.take(SIZE, 4, Mobility.RECLAIMABLE);
        assertThat(first(Mobility.RECLAIMABLE)).isEqualTo(1);
        pageblocks.lookedInVain(1, 2);
        assertThat(pageblocks.mayHave(1, 2)).isFalse();
        assertThat(pageblocks.mayHave(1, 1)).isTrue();
        assertThat(first(Mobility.RECLAIMABLE)).isEqualTo(1);
        pageblocks.lookedInVain(1, 1);
        assertThat(pageblocks.mayHave(1, 1)).isFalse();
        assertThat(first(Mobility.RECLAIMABLE)).isEqualTo(Pageblocks.NONE);
        pageblocks.give(SIZE, 1, Mobility.RECLAIMABLE);
        assertThat(pageblocks.mayHave(1, 2)).isTrue();
        assertThat(first(Mobility.RECLAIMABLE)).isEqualTo(1);
    }

    /** A missing entry would hide room for ever, a wrong one would cost each search a look. */
    @Test
    @DisplayName("are in the right set when all is still, whoever changed them last")
    void threads() throws Exception {
        long end = System.nanoTime() + Long.getLong("cleave.stress.seconds", 1) * 1_000_000_000;
        List<Callable<Void>> threads = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            SplittableRandom random = new SplittableRandom(SEED + thread);
            threads.add(() -> {
                while (System.nanoTime() < end) {
                    changeAndUndo(random);
                }
                return null;
            });
        }
        long left = 2L << SHIFT;
        pageblocks.take(left, 1, Mobility.MOVABLE);
        Together.run(threads);

        for (int pageblock = 0; pageblock < COUNT; pageblock++) {
            boolean unused = pageblocks.next(PageblockSets.UNUSED, pageblock) == pageblock;
            assertThat(unused).as("pageblock %d", pageblock).isEqualTo(pageblock != 2);
            for (int each = 0; each < Mobility.COUNT; each++) {
                boolean isIn = pageblocks.next(PageblockSets.of(Mobility.of(each)), pageblock) == pageblock;
                boolean belongs = PageblockWord.isOf(pageblocks.word(pageblock), Mobility.of(each));
                assertThat(isIn).as("pageblock %d, %s", pageblock, Mobility.of(each)).isEqualTo(belongs);
            }
        }
    }

    /** Few pageblocks, so that threads meet. */
    private void changeAndUndo(SplittableRandom random) {
        int pageblock = random.nextInt(4);
        Mobility mobility = Mobility.of(random.nextInt(Mobility.COUNT));
        int count = 1 + random.nextInt(SIZE);
        if (pageblocks.tryTake(pageblock, mobility, count, random.nextBoolean())) {
            pageblocks.regroup(pageblock, mobility, Mobility.of(random.nextInt(Mobility.COUNT)));
            if (count == SIZE) {
                pageblocks.lookedInVain(pageblock, 1);
            }
            pageblocks.give((long) pageblock << SHIFT, count, mobility);
        }
    }
}
