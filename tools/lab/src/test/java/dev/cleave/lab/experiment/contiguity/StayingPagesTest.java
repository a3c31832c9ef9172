package dev.cleave.lab.experiment.contiguity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.contiguity.MovableBlocks;
import dev.cleave.memory.MemorySource;
import dev.cleave.memory.Pool;
import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The pages that stay: one at random in each large block, whoever serves them. */
class StayingPagesTest {
    private static final Ground GROUND = new Ground(1 << 20, 4096, 1 << 15, 9);

    private static long[] blocksOf(Pool pool, long... addresses) {
        return Arrays.stream(addresses)
                .map(address -> (address - pool.baseAddress()) / GROUND.blockBytes())
                .sorted()
                .toArray();
    }

    @Test
    void whichStayDependsOnWhereTheyLieNotOnWhenTheyWereAskedFor() {
        long[] ascending = LongStream.range(0, 256).map(page -> page * 4096).toArray();
        long[] descending = LongStream.range(0, 256).map(page -> (255 - page) * 4096).toArray();
        BitSet one = GROUND.staying(0, ascending);
        BitSet other = GROUND.staying(0, descending);
        assertThat(one.cardinality()).isEqualTo(GROUND.blocks()).isEqualTo(32);
        assertThat(other.stream().map(request -> 255 - request).sorted().toArray()).isEqualTo(one.stream().toArray());
        assertThat(new Ground(1 << 20, 4096, 1 << 15, 10).staying(0, ascending)).isNotEqualTo(one);
        assertThat(GROUND.freeShare()).isEqualTo(7 / 8.0);
    }

    @Test
    void withoutGroupsOneLiesInEachLargeBlock() {
        try (Pool pool = GROUND.open("test", MemorySource.anonymous());
                FixedPages pages = FixedPages.ungrouped(GROUND, pool)) {
            assertThat(blocksOf(pool, pages.addresses())).isEqualTo(LongStream.range(0, 32).toArray());
            assertThat(pool.usedBytes()).isEqualTo(32 * 4096);
            assertThat(pages.wrongStamps()).isZero();
        }
    }

    @Test
    void withGroupsTheyFillTheFewestLargeBlocks() {
        try (Pool pool = GROUND.open("test", MemorySource.anonymous());
                FixedPages pages = FixedPages.grouped(GROUND, pool)) {
            assertThat(Arrays.stream(blocksOf(pool, pages.addresses())).distinct().count()).isEqualTo(4);
            assertThat(pool.usedBytes()).isEqualTo(32 * 4096);
            assertThat(pages.wrongStamps()).isZero();
        }
    }

    @Test
    void movablePagesLieAsFixedOnesDo() {
        try (Pool pool = GROUND.open("test", MemorySource.anonymous());
                MovableBlocks blocks = MovableBlocks.builder(pool).pageblock(GROUND.blockBytes()).build();
                MovablePages pages = new MovablePages(GROUND, blocks)) {
            assertThat(blocksOf(pool, pages.addresses())).isEqualTo(LongStream.range(0, 32).toArray());
            assertThat(blocks.usage().blocks()).isEqualTo(32);
            assertThat(pages.wrongStamps()).isZero();
        }
    }
}
