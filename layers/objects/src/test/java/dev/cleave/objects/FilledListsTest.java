package dev.cleave.objects;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Which lists are filled")
class FilledListsTest {
    @Test
    @DisplayName("is known as a set of bits would know it")
    void asASetOfBits() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        int count = 20_000;
        FilledLists lists = new FilledLists(count);
        BitSet bits = new BitSet(count);
        for (int step = 0; step < 20_000; step++) {
            int list = random.nextInt(count);
            if (random.nextInt(3) == 0) {
                lists.set(list);
                bits.set(list);
            } else {
                int filled = lists.next(list);
                assertThat(filled).as("from %d, seed %d", list, seed).isEqualTo(bits.nextSetBit(list));
                if (filled >= 0) {
                    lists.clear(filled);
                    bits.clear(filled);
                }
            }
        }
        assertThat(lists.next(count - 1)).isEqualTo(bits.nextSetBit(count - 1));
    }
}
