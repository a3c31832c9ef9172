package dev.cleave.lab.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The textbook's best fit by address")
class BestFitTest {
    private static final long NONE = ByteAllocator.NO_ADDRESS;

    private final BestFit space = new BestFit(100, 1);

    private long allocate(long bytes) {
        return space.allocate(bytes, 0);
    }

    @Test
    @DisplayName("takes the low end of what is free, to the last byte")
    void takesTheLowEnd() {
        assertThat(allocate(60)).isEqualTo(1);
        assertThat(allocate(30)).isEqualTo(61);
        assertThat(allocate(11)).isEqualTo(NONE);
        assertThat(allocate(10)).isEqualTo(91);
        assertThat(allocate(1)).isEqualTo(NONE);
    }

    @Test
    @DisplayName("takes the smallest range that suffices, and the lowest of several")
    void takesTheBestFit() {
        long[] blocks = new long[6];
        Arrays.setAll(blocks, each -> allocate(new long[] {20, 10, 12, 10, 12, 36}[each]));
        space.free(blocks[0], 0);
        space.free(blocks[2], 0);
        space.free(blocks[4], 0);
        assertThat(allocate(11)).as("12 free bytes, the lower of two, not 20").isEqualTo(blocks[2]);
        assertThat(allocate(12)).isEqualTo(blocks[4]);
        assertThat(allocate(1)).as("the byte that was left of 12").isEqualTo(blocks[2] + 11);
        assertThat(allocate(12)).isEqualTo(blocks[0]);
    }

    @Test
    @DisplayName("joins what is freed with its neighbours on both sides")
    void joinsNeighbours() {
        long low = allocate(30);
        long middle = allocate(40);
        long high = allocate(30);
        space.free(low, 0);
        space.free(high, 0);
        assertThat(allocate(31)).isEqualTo(NONE);
        space.free(middle, 0);
        assertThat(allocate(100)).isEqualTo(low);
    }

    @Test
    @DisplayName("rounds sizes up to its grain, and its capacity down")
    void roundsToItsGrain() {
        BestFit grained = new BestFit(100, 16);
        assertThat(grained.blockBytes(0, 0, 17)).isEqualTo(32);
        assertThat(grained.allocate(65, 0)).isEqualTo(16);
        assertThat(grained.allocate(1, 0)).isEqualTo(96);
        assertThat(grained.allocate(1, 0)).isEqualTo(NONE);
    }

    @Test
    @DisplayName("refuses to free what is no block")
    void refusesToFreeWhatIsNoBlock() {
        long block = allocate(10);
        space.free(block, 0);
        assertThatThrownBy(() -> space.free(block, 0)).isInstanceOf(IllegalStateException.class)
                .hasMessage("no block begins at 1");
    }

    /** The same by looking at every byte. */
    private static final class Naive {
        private final boolean[] used;

        Naive(int capacity) {
            used = new boolean[capacity];
        }

        long allocate(int bytes) {
            int best = -1;
            int bestLength = Integer.MAX_VALUE;
            for (int begin = 0; begin < used.length; begin++) {
                int length = 0;
                while (begin + length < used.length && !used[begin + length]) {
                    length++;
                }
                if (length >= bytes && length < bestLength) {
                    best = begin;
                    bestLength = length;
                }
                begin += length;
            }
            if (best < 0) {
                return NONE;
            }
            Arrays.fill(used, best, best + bytes, true);
            return best + 1L;
        }

        void free(long address, int bytes) {
            Arrays.fill(used, (int) address - 1, (int) address - 1 + bytes, false);
        }
    }

    private record Block(long address, int bytes) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    @DisplayName("answers what a search of every byte does")
    void answersWhatASearchDoes(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        BestFit best = new BestFit(500, 1);
        Naive naive = new Naive(500);
        List<Block> live = new ArrayList<>();
        for (int step = 0; step < 3_000; step++) {
            if (!live.isEmpty() && random.nextInt(5) < 2) {
                Block block = live.remove(random.nextInt(live.size()));
                best.free(block.address(), 0);
                naive.free(block.address(), block.bytes());
                continue;
            }
            int bytes = random.nextInt(1, 60);
            long address = best.allocate(bytes, 0);
            assertThat(address).as("seed %d, step %d, %d bytes", seed, step, bytes).isEqualTo(naive.allocate(bytes));
            if (address != NONE) {
                live.add(new Block(address, bytes));
            }
        }
    }
}
