package dev.cleave.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.memory.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A stripe's table")
class StripeTableTest {
    @Test
    @DisplayName("holds exactly the words that were put and not taken, in the order of tags, with no gap before a home")
    void randomWords() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        try (Pool pool = SmallPool.of(1 << 20)) {
            EntryMemory memory = new EntryMemory(pool, new HeldBytes(Long.MAX_VALUE));
            StripeTable table = StripeTable.make(memory, 64);
            List<Long> held = new ArrayList<>();
            for (int round = 0; round < 20_000; round++) {
                if (random.nextInt(55) >= held.size()) {
                    int tag = random.nextInt(40) * (Words.TAGS / 40) + random.nextInt(2);
                    long word = Words.of(tag, round + 1);
                    if (table.insert(word)) {
                        held.add(word);
                    }
                } else {
                    long word = held.remove(random.nextInt(held.size()));
                    table.remove(table.indexOf(word));
                    assertThat(table.indexOf(word)).isEqualTo(-1);
                }
                requireOrder(table, held, "seed " + seed + ", round " + round);
            }
            table.free(memory);
            assertThat(memory.held().sum()).isZero();
            memory.close();
        }
    }

    private static void requireOrder(StripeTable table, List<Long> held, String when) {
        int found = 0;
        long before = 0;
        for (int index = 0; index < table.length(); index++) {
            long word = table.word(index);
            if (word != 0) {
                found++;
                int home = Words.home(Words.tag(word), table.homes());
                if (home > index || Words.tag(word) < Words.tag(before)) {
                    throw new AssertionError(when + ": word " + index + " is out of order");
                }
                for (int each = home; each < index; each++) {
                    if (table.word(each) == 0) {
                        throw new AssertionError(when + ": a gap before word " + index);
                    }
                }
                before = word;
            }
        }
        assertThat(found).as(when).isEqualTo(held.size());
        for (long word : held) {
            if (table.indexOf(word) < 0) {
                throw new AssertionError(when + ": lost " + word);
            }
        }
    }

    @Test
    @DisplayName("refuses a word where one tag has all that the spill can hold, and is as it was")
    void spills() {
        try (Pool pool = SmallPool.of(1 << 20)) {
            EntryMemory memory = new EntryMemory(pool, new HeldBytes(Long.MAX_VALUE));
            StripeTable table = StripeTable.make(memory, 16);
            int last = Words.TAGS - 1;
            int put = 0;
            while (table.insert(Words.of(last, put + 1))) {
                put++;
            }
            assertThat(put).isEqualTo(table.length() - 1 - Words.home(last, table.homes()));
            assertThat(table.word(table.length() - 1)).isZero();
            memory.close();
        }
    }
}
