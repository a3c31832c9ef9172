package dev.cleave.contiguity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.histories.Together;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Pageblocks")
class PageblocksTest {
    private static final int SHIFT = 3;
    private static final int SIZE = 1 << SHIFT;
    private static final int COUNT = 70;
    private static final int THREADS = 4;
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

    /**
     * A missing entry would hide room for ever, a wrong one would cost each search a look. Threads
     * change two pageblocks, wait for each other, and look while all is still: again and again, as
     * a fault of the last change alone is seen.
     */
    @Test
    @DisplayName("are in the right set whenever all is still, whoever changed them last")
    void threads() throws Exception {
        long end = System.nanoTime() + Long.getLong("cleave.stress.seconds", 1) * 1_000_000_000;
        AtomicReference<String> wrong = new AtomicReference<>("");
        AtomicBoolean over = new AtomicBoolean();
        CyclicBarrier still = new CyclicBarrier(THREADS, () -> {
            wrong.set(wrongSets());
            over.set(!wrong.get().isEmpty() || System.nanoTime() > end);
        });
        List<Callable<Void>> threads = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            SplittableRandom random = new SplittableRandom(SEED + thread);
            threads.add(() -> {
                while (!over.get()) {
                    for (int change = random.nextInt(100); change >= 0; change--) {
                        changeAndUndo(random);
                    }
                    still.await();
                }
                return null;
            });
        }
        pageblocks.take(SIZE, 1, Mobility.MOVABLE);
        Together.run(threads);
        assertThat(wrong.get()).isEmpty();
    }

    private String wrongSets() {
        for (int pageblock = 0; pageblock < 2; pageblock++) {
            long word = pageblocks.word(pageblock);
            for (int each = 0; each <= Mobility.COUNT; each++) {
                boolean isIn = pageblocks.next(1 << each, pageblock) == pageblock;
                boolean belongs = each == Mobility.COUNT
                        ? PageblockWord.isFree(word)
                        : PageblockWord.isOf(word, Mobility.of(each));
                if (isIn != belongs) {
                    return "pageblock " + pageblock + (isIn ? " is in set " : " is not in set ") + each
                            + ", its word is " + Long.toHexString(word);
                }
            }
        }
        return "";
    }

    /** Few pageblocks, so that threads meet. */
    private void changeAndUndo(SplittableRandom random) {
        int pageblock = random.nextInt(2);
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
