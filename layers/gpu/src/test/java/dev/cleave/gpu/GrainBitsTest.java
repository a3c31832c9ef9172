package dev.cleave.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The bits of grains")
class GrainBitsTest {
    private static final int COUNT = 300;

    private final GrainBits bits = new GrainBits(COUNT);

    private List<String> runs() {
        List<String> runs = new ArrayList<>();
        bits.forEachRun((start, length) -> runs.add(start + "+" + length));
        return runs;
    }

    @Test
    @DisplayName("take a range over several words as a whole, or leave it as it was")
    void allOrNothing() {
        assertThat(bits.take(60, 140)).isTrue();
        assertThat(runs()).containsExactly("0+60", "200+100");
        int mark = bits.beginLook();
        assertThat(bits.take(0, 61)).as("its last grain is taken").isFalse();
        assertThat(bits.take(199, 101)).as("its first grain is taken").isFalse();
        assertThat(bits.sawAll(mark)).as("the first words of both were in hand for a moment").isFalse();
        assertThat(runs()).containsExactly("0+60", "200+100");
        bits.give(60, 140);
        assertThat(runs()).containsExactly("0+300");
        assertThat(bits.sawAll(bits.beginLook())).isTrue();
    }

    @Test
    @DisplayName("know where a run begins and ends, across words and at both ends")
    void ends() {
        assertThat(bits.runBegin(300)).isZero();
        assertThat(bits.runEnd(0)).isEqualTo(300);
        assertThat(bits.take(70, 1)).isTrue();
        assertThat(bits.runBegin(70)).isZero();
        assertThat(bits.runBegin(71)).as("the one before is taken").isEqualTo(71);
        assertThat(bits.runBegin(200)).isEqualTo(71);
        assertThat(bits.runEnd(70)).as("it is taken").isEqualTo(70);
        assertThat(bits.runEnd(64)).isEqualTo(70);
        assertThat(bits.runEnd(71)).isEqualTo(300);
    }

    @Test
    @DisplayName("are as a plain set of bits is, whatever is taken and given")
    void asABitSet() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        BitSet free = new BitSet();
        free.set(0, COUNT);
        List<int[]> held = new ArrayList<>();
        for (int step = 0; step < 5_000; step++) {
            int from = random.nextInt(COUNT);
            int length = 1 + random.nextInt(Math.min(COUNT - from, 1 << random.nextInt(9)));
            boolean expected = free.nextClearBit(from) >= from + length;
            assertThat(bits.take(from, length)).as("seed %d, step %d", seed, step).isEqualTo(expected);
            if (expected) {
                free.clear(from, from + length);
                held.add(new int[] {from, length});
            } else if (!held.isEmpty()) {
                int[] gone = held.remove(random.nextInt(held.size()));
                bits.give(gone[0], gone[1]);
                free.set(gone[0], gone[0] + gone[1]);
            }
            assertThat(bits.free()).as("seed %d, step %d", seed, step).isEqualTo(free.cardinality());
        }
        BitSet seen = new BitSet();
        bits.forEachRun((start, length) -> seen.set((int) start, (int) (start + length)));
        assertThat(seen).as("seed %d", seed).isEqualTo(free);
    }
}
