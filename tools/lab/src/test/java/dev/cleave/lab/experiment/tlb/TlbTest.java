package dev.cleave.lab.experiment.tlb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.lab.experiment.TlbShape;
import dev.cleave.lab.experiment.TlbShape.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The model of a TLB")
class TlbTest {
    private static final long KIB = 1 << 10;
    private static final long MIB = 1 << 20;
    private static final long SMALL = 4 * KIB;
    private static final long HUGE = 2 * MIB;
    private static final long SEED = System.nanoTime();

    private static Tlb tlb(Part... levels) {
        return new Tlb(new TlbShape(List.of(levels).stream().map(List::of).toList()));
    }

    private static Part any(int entries, int ways) {
        return new Part(entries, ways, Part.ANY_PAGE);
    }

    private static long walkOnce(Tlb tlb, long bytes, long step, long pageBytes) {
        for (long at = 0; at < bytes; at += step) {
            tlb.access(at, pageBytes);
        }
        return tlb.misses();
    }

    @Test
    @DisplayName("counts what the textbook does: 32 MiB walked once are 16 misses with huge pages, 8,192 without")
    void textbook() {
        for (TlbShape shape : List.of(TlbShape.USUAL, new TlbShape(List.of(List.of(any(1, 1)))))) {
            assertThat(walkOnce(new Tlb(shape), 32 * MIB, 64, HUGE)).isEqualTo(16);
            assertThat(walkOnce(new Tlb(shape), 32 * MIB, 64, SMALL)).isEqualTo(8_192);
        }
    }

    @Test
    @DisplayName("knows as many pages as it has entries, and forgets the one that was not used for longest")
    void leastRecentlyUsed() {
        Tlb tlb = tlb(any(4, 4));
        for (long page = 0; page < 4; page++) {
            tlb.access(page * SMALL, SMALL);
        }
        tlb.access(0, SMALL);
        assertThat(tlb.misses()).isEqualTo(4);
        tlb.access(4 * SMALL, SMALL);
        tlb.access(5, SMALL);
        assertThat(tlb.misses()).as("page 1 made room, not page 0").isEqualTo(5);
        tlb.access(SMALL, SMALL);
        assertThat(tlb.misses()).isEqualTo(6);
        assertThat(tlb.accesses()).isEqualTo(8);
        tlb.startCounting();
        tlb.access(SMALL, SMALL);
        assertThat(tlb.misses()).isZero();
        assertThat(tlb.accesses()).isEqualTo(1);
    }

    @Test
    @DisplayName("has no room for two pages of one set where a set has one way")
    void directMapped() {
        Tlb tlb = tlb(any(8, 1));
        for (int round = 0; round < 10; round++) {
            tlb.access(0, SMALL);
            tlb.access(8 * SMALL, SMALL);
            tlb.access(3 * SMALL, SMALL);
        }
        assertThat(tlb.misses()).isEqualTo(10 + 10 + 1);
    }

    @Test
    @DisplayName("asks the next level for what a smaller one has forgotten")
    void twoLevels() {
        Tlb tlb = tlb(any(2, 2), any(8, 8));
        for (int round = 0; round < 3; round++) {
            walkOnce(tlb, 8 * SMALL, SMALL, SMALL);
        }
        assertThat(tlb.misses()).as("all eight are in the second level").isEqualTo(8);
    }

    @Test
    @DisplayName("keeps pages of different sizes apart where parts are for one size each")
    void parts() {
        TlbShape shape = new TlbShape(List.of(List.of(new Part(2, 2, SMALL), new Part(2, 2, HUGE))));
        Tlb tlb = new Tlb(shape);
        for (int round = 0; round < 5; round++) {
            tlb.access(0, HUGE);
            tlb.access(HUGE, HUGE);
            tlb.access(2 * HUGE, SMALL);
            tlb.access(2 * HUGE + SMALL, SMALL);
        }
        assertThat(tlb.misses()).isEqualTo(4);
        Tlb onlySmall = new Tlb(new TlbShape(List.of(List.of(new Part(64, 4, SMALL)))));
        assertThat(walkOnce(onlySmall, 4 * HUGE, HUGE / 2, HUGE)).as("no part takes a huge page").isEqualTo(8);
    }

    @Test
    @DisplayName("counts as a model of lists does, for any shape and any order of addresses")
    void asTheModel() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int trial = 0; trial < 50; trial++) {
            int ways = 1 + random.nextInt(6);
            int sets = 1 + random.nextInt(9);
            int nextWays = 1 + random.nextInt(12);
            Tlb tlb = tlb(any(ways * sets, ways), any(4 * nextWays, nextWays));
            ListModel first = new ListModel(sets, ways);
            ListModel second = new ListModel(4, nextWays);
            long misses = 0;
            for (int step = 0; step < 2_000; step++) {
                long page = random.nextInt(1 + random.nextInt(100));
                tlb.access(page * SMALL + random.nextInt(4096), SMALL);
                if (!first.use(page) && !second.use(page)) {
                    misses++;
                }
            }
            assertThat(tlb.misses()).as("seed %d, trial %d", SEED, trial).isEqualTo(misses);
        }
    }

    /** A list a set, the page that was used last at its end. */
    private static final class ListModel {
        private final List<List<Long>> sets = new ArrayList<>();
        private final int ways;

        ListModel(int sets, int ways) {
            this.ways = ways;
            for (int each = 0; each < sets; each++) {
                this.sets.add(new ArrayList<>());
            }
        }

        boolean use(long page) {
            List<Long> set = sets.get((int) (page % sets.size()));
            boolean known = set.remove(page);
            set.add(page);
            if (set.size() > ways) {
                set.removeFirst();
            }
            return known;
        }
    }
}
