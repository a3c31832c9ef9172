package dev.cleave.workshop.lists;

import static dev.cleave.workshop.contract.BlockAllocator.NO_BLOCK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.workshop.lists.ScannedList.Block;
import java.util.ArrayList;
import java.util.Iterator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ScannedListTest {
    @Test
    @DisplayName("The first free block is taken; there are as many as were added free or released")
    void takesTheFirstFree() {
        ScannedList list = new ScannedList(0, new ArrayList<>(), 4);
        list.add(0, false);
        list.add(7, true);
        list.add(3, true);

        assertThat(list.takeFree()).isEqualTo(7);
        assertThat(list.takeFree()).isEqualTo(3);
        assertThat(list.takeFree()).isEqualTo(NO_BLOCK);

        list.release(0);

        assertThat(list.isFree(0)).isTrue();
        assertThat(list.isTaken(7)).isTrue();
        assertThat(list.isTaken(8)).isFalse();
        assertThat(list.takeFree()).isZero();
    }

    @Test
    @DisplayName("n allocations look at n (n + 1) / 2 blocks: that is what bends the curve")
    void fillingIsQuadratic() {
        CountedList blocks = new CountedList();
        ScannedList list = new ScannedList(0, blocks, 4);
        int n = 1000;
        for (int unit = 0; unit < n; unit++) {
            list.add(unit, true);
        }

        for (int unit = 0; unit < n; unit++) {
            assertThat(list.takeFree()).isEqualTo(unit);
        }

        assertThat(blocks.steps).isEqualTo(n * (n + 1) / 2);
    }

    /** Counts the steps of its iterators. */
    @SuppressWarnings("serial")
    private static final class CountedList extends ArrayList<Block> {
        private int steps;

        @Override
        public Iterator<Block> iterator() {
            Iterator<Block> each = super.iterator();
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return each.hasNext();
                }

                @Override
                public Block next() {
                    steps++;
                    return each.next();
                }
            };
        }
    }
}
