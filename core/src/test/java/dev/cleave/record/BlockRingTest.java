package dev.cleave.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class BlockRingTest {
    @Test
    void whatIsWrittenIsReadInItsOrderAroundTheRing() {
        BlockRing ring = new BlockRing(8);
        List<Long> read = new ArrayList<>();
        for (long each = 1; each <= 100; each++) {
            assertThat(ring.offer(each, -each)).isTrue();
            if (each % 5 == 0) {
                ring.drain(8, (first, second) -> {
                    assertThat(second).isEqualTo(-first);
                    read.add(first);
                });
            }
        }

        assertThat(read).hasSize(100).isSorted().doesNotHaveDuplicates();
        assertThat(ring.lost()).isZero();
    }

    @Test
    void whatFindsNoRoomIsCounted() {
        BlockRing ring = new BlockRing(4);
        for (int each = 1; each <= 6; each++) {
            assertThat(ring.offer(each, 0)).isEqualTo(each <= 4);
        }

        assertThat(ring.lost()).isEqualTo(2);
        assertThat(ring.drain(3, (first, second) -> {})).isEqualTo(3);
        assertThat(ring.offer(7, 0)).isTrue();
        List<Long> rest = new ArrayList<>();
        ring.drain(4, (first, second) -> rest.add(first));
        assertThat(rest).containsExactly(4L, 7L);
    }

    /** An entry whose first word is not written yet looks as one that is not there. */
    @Test
    void whatIsBehindAnUnwrittenEntryWaits() {
        BlockRing ring = new BlockRing(4);
        ring.offer(0, 1);
        ring.offer(5, 2);

        assertThat(ring.drain(4, (first, second) -> {})).isZero();
    }

    @Test
    void manyThreadsLoseNothingThatIsNotCountedAndKeepTheirOrder() throws InterruptedException {
        BlockRing ring = new BlockRing(1 << 10);
        int threads = 4;
        int each = 50_000;
        AtomicBoolean over = new AtomicBoolean();
        long[] last = new long[threads];
        long[] read = {0};
        Thread reader = Thread.ofPlatform().start(() -> {
            while (!over.get() || read(ring, last, read) > 0) {
                read(ring, last, read);
            }
        });
        List<Thread> writers = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            int number = thread;
            writers.add(Thread.ofPlatform().start(() -> {
                for (long entry = 1; entry <= each; entry++) {
                    ring.offer(entry, number);
                }
            }));
        }
        for (Thread writer : writers) {
            writer.join();
        }
        over.set(true);
        reader.join();

        assertThat(last[0]).as("-1 where an entry came out of its order").isNotNegative();
        assertThat(read[0] + ring.lost()).isEqualTo((long) threads * each);
    }

    private static int read(BlockRing ring, long[] last, long[] read) {
        return ring.drain(100, (first, second) -> {
            int thread = (int) second;
            if (first <= last[thread] || last[0] < 0) {
                last[0] = -1;
            } else {
                last[thread] = first;
            }
            read[0]++;
        });
    }

    @Test
    void itsSizeIsAPowerOfTwo() {
        assertThatThrownBy(() -> new BlockRing(3)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("3 entries: must be a power of two");
    }
}
