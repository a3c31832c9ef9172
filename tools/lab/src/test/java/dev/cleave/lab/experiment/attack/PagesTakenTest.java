package dev.cleave.lab.experiment.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Pages in which blocks were placed")
class PagesTakenTest {
    private static final long BASE = 1L << 40;
    private static final int PAGES = 1 << 10;

    @Test
    @DisplayName("are as many as a set of them has, whatever the blocks")
    void asASet() {
        Random random = new Random(3);
        BitSet set = new BitSet();
        PagesTaken taken = new PagesTaken();
        for (int each = 0; each < 500; each++) {
            long offset = random.nextLong(PAGES * PagesTaken.PAGE);
            long byteSize = 1 + random.nextLong(random.nextBoolean() ? 100 : 200 * PagesTaken.PAGE);
            BitSet more = (BitSet) set.clone();
            more.set((int) (offset / PagesTaken.PAGE), (int) ((offset + byteSize - 1) / PagesTaken.PAGE) + 1);
            assertThat(taken.missing(BASE + offset, byteSize))
                    .isEqualTo((more.cardinality() - set.cardinality()) * PagesTaken.PAGE);
            taken.add(BASE + offset, byteSize);
            set = more;
            assertThat(taken.bytes()).isEqualTo(set.cardinality() * PagesTaken.PAGE);
        }
    }
}
