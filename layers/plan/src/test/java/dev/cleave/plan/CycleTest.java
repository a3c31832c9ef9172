package dev.cleave.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CycleTest {
    private static final long SEED = 1997;

    private static Lifetimes.Builder prelude(Random random, int allocations) {
        Lifetimes.Builder stream = Lifetimes.builder();
        for (int each = 0; each < allocations; each++) {
            stream.allocate(1000 + random.nextInt(100_000));
        }
        return stream;
    }

    @DisplayName("The period of a training loop is found after a beginning that is unlike it")
    @Test
    void findsTheStep() {
        Lifetimes.Builder stream = prelude(new Random(SEED), 37);
        for (int turn = 0; turn < 3; turn++) {
            int input = stream.allocate(4096);
            int hidden = stream.allocate(512);
            int output = stream.allocate(512);
            stream.free(input);
            int loss = stream.allocate(8);
            stream.free(hidden).free(output).free(loss);
        }

        Cycle cycle = Cycle.find(stream.build()).orElseThrow();

        assertThat(cycle.period()).isEqualTo(4);
        assertThat(cycle.covered()).isEqualTo(12);
        assertThat(cycle.next()).isZero();
        assertThat(cycle.lifetimes())
                .isEqualTo(Lifetimes.of(new long[] {4096, 512, 512, 8}, new int[] {3, 4, 4, 4}));
    }

    @DisplayName("Equal sizes at the end of each turn are not taken for the period")
    @Test
    void prefersWhatExplainsMost() {
        Lifetimes.Builder stream = Lifetimes.builder();
        for (int turn = 0; turn < 4; turn++) {
            for (long size : new long[] {100, 200, 64, 64, 64, 64, 64}) {
                stream.free(stream.allocate(size));
            }
        }

        assertThat(Cycle.find(stream.build()).orElseThrow().period()).isEqualTo(7);
    }

    @DisplayName("A turn broken off: the next position is where the stream ended")
    @Test
    void knowsWhereTheStreamEnded() {
        Lifetimes.Builder stream = Lifetimes.builder();
        int allocation = 0;
        long[] sizes = {10, 20, 30, 40, 50};
        int held = -1;
        for (; allocation < 17; allocation++) {
            if (allocation % 5 == 2) {
                held = stream.allocate(sizes[2]);
            } else if (allocation % 5 == 4) {
                stream.free(held).free(stream.allocate(sizes[4]));
            } else {
                stream.free(stream.allocate(sizes[allocation % 5]));
            }
        }

        Cycle cycle = Cycle.find(stream.build()).orElseThrow();

        assertThat(cycle.period()).isEqualTo(5);
        assertThat(cycle.lifetimes().bytes(cycle.next())).as("the 18th allocation is of 30").isEqualTo(30);
    }

    @DisplayName("A turn begins where nothing is carried over, wherever the recording began and ended")
    @Test
    void beginsWhereLeastIsCarried() {
        Lifetimes.Builder stream = Lifetimes.builder();
        Deque<Integer> kept = new ArrayDeque<>();
        for (int allocation = 3; allocation < 40; allocation++) {
            int phase = allocation % 8;
            int block = stream.allocate(100 + phase);
            if (phase < 4) {
                kept.push(block);
            } else {
                stream.free(block);
                if (!kept.isEmpty()) {
                    stream.free(kept.pop());
                }
            }
        }

        Cycle cycle = Cycle.find(stream.build()).orElseThrow();

        assertThat(cycle.period()).isEqualTo(8);
        assertThat(cycle.lifetimes().bytes(0)).as("phase 0 comes first").isEqualTo(100);
        for (int position = 0; position < 8; position++) {
            assertThat(cycle.lifetimes().isCarried(position)).isFalse();
        }
    }

    @DisplayName("What is freed in the next turn is carried; what is freed later, or never, outlives its turn")
    @Test
    void tellsCarriedFromOutliving() {
        Lifetimes.Builder stream = Lifetimes.builder();
        int last = -1;
        for (int turn = 0; turn < 6; turn++) {
            int scratch = stream.allocate(1);
            int state = stream.allocate(300);
            stream.allocate(7);
            stream.free(scratch);
            int other = stream.allocate(2);
            if (last >= 0) {
                stream.free(last);
            }
            stream.free(other);
            last = state;
        }

        Lifetimes turn = Cycle.find(stream.build()).orElseThrow().lifetimes();

        for (int position = 0; position < turn.count(); position++) {
            assertThat(turn.outlives(position)).isEqualTo(turn.bytes(position) == 7 || turn.bytes(position) == 300);
        }
    }

    @DisplayName("Of what has no period, none is found")
    @Test
    void findsNoneWhereThereIsNone() {
        assertThat(Cycle.find(Lifetimes.builder().build())).isEmpty();
        assertThat(Cycle.find(Lifetimes.of(new long[] {5}, new int[] {1}))).isEmpty();
        Lifetimes.Builder rising = Lifetimes.builder();
        for (int each = 1; each < 100; each++) {
            rising.allocate(each);
        }
        assertThat(Cycle.find(rising.build())).isEmpty();
    }

    @DisplayName("Random turns after a random beginning: the period is found, or one that explains as much")
    @Test
    void findsRandomPeriods() {
        Random random = new Random(SEED);
        for (int round = 0; round < 200; round++) {
            Lifetimes.Builder stream = prelude(random, random.nextInt(30));
            int before = stream.count();
            int period = 1 + random.nextInt(20);
            long[] sizes = random.longs(period, 1, 900).toArray();
            int allocations = 2 * period + random.nextInt(3 * period);
            for (int each = 0; each < allocations; each++) {
                stream.free(stream.allocate(sizes[each % period]));
            }

            Cycle cycle = Cycle.find(stream.build()).orElseThrow();

            assertThat(period % cycle.period()).as("seed %d, round %d", SEED, round).isZero();
            assertThat(cycle.covered()).isGreaterThanOrEqualTo(stream.count() - before);
        }
    }
}
