package dev.cleave.guard.enclave;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Runs of pages")
class PageRunsTest {
    private static final long SEED = 4;

    @Test
    @DisplayName("go into the shortest gap that is long enough, the lowest of those")
    void bestFit() {
        PageRuns runs = new PageRuns(200);
        assertThat(runs.takeBest(200)).isZero();
        runs.free(10, 5);
        runs.free(60, 3);
        runs.free(100, 3);
        runs.free(150, 50);
        assertThat(runs.longest()).isEqualTo(50);
        assertThat(runs.takeBest(3)).isEqualTo(60);
        assertThat(runs.takeBest(2)).isEqualTo(100);
        assertThat(runs.takeBest(4)).isEqualTo(10);
        assertThat(runs.takeBest(51)).isEqualTo(PageRuns.NONE);
        assertThat(runs.takeBest(50)).isEqualTo(150);
        assertThat(runs.free()).isEqualTo(2);
    }

    @Test
    @DisplayName("are as a plain model has them, at random; seed " + SEED)
    void likeAModel() {
        SplittableRandom random = new SplittableRandom(SEED);
        int pages = 150;
        PageRuns runs = new PageRuns(pages);
        BitSet model = new BitSet(pages);
        for (int round = 0; round < 5000; round++) {
            int count = random.nextInt(1, 9);
            long places = 0;
            for (int first = 0; first + count <= pages; first++) {
                int next = model.nextSetBit(first);
                places += next < 0 || next >= first + count ? 1 : 0;
            }
            assertThat(runs.places(count)).isEqualTo(places);
            int first = random.nextBoolean() ? runs.takeBest(count) : runs.takeRandom(count, random);
            if (places == 0) {
                assertThat(first).isEqualTo(PageRuns.NONE);
            } else {
                assertThat(model.get(first, first + count).isEmpty()).isTrue();
                model.set(first, first + count);
            }
            for (int page = 0; page < pages; page++) {
                if (model.get(page) && random.nextInt(20) == 0) {
                    runs.free(page, 1);
                    model.clear(page);
                }
            }
            assertThat(runs.used()).isEqualTo(model.cardinality());
        }
    }
}
