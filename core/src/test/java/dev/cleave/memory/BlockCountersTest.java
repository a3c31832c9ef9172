package dev.cleave.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.buddy.Stripes;
import org.junit.jupiter.api.Test;

class BlockCountersTest {
    @Test
    void sumsOverAllStripes() {
        int[] stripe = {0};
        BlockCounters counters = new BlockCounters(Stripes.of(1).chosenBy(() -> stripe[0]++));
        for (int each = 0; each < 1_000; each++) {
            counters.countHandedOut();
        }
        for (int each = 0; each < 300; each++) {
            counters.countTakenBack();
        }
        assertThat(counters.handedOut()).isEqualTo(1_000);
        assertThat(counters.takenBack()).isEqualTo(300);
    }
}
