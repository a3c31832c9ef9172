package dev.cleave.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A Java heap that is full to the last byte: calls may fail, but lose nothing, and frees do not fail. */
class FullJavaHeapTest {
    @ParameterizedTest
    @ValueSource(strings = {"segments", "leases", "sampled", "resized"})
    void nothingIsLostByAnOutOfMemoryError(String use) throws Exception {
        ChildJvm child = ChildJvm.run(List.of("-Xmx10m", "-XX:+UseSerialGC", "-XX:-UseGCOverheadLimit",
                "--enable-native-access=ALL-UNNAMED"), Program.class, use);

        assertThat(child.output()).contains("errors: true", "used: 0, requested: 0, sites: 0").doesNotContain("wrong");
        assertThat(child.exitCode()).isZero();
    }

    /** Uses a pool while it keeps the Java heap full, and tells what is left when all is freed. */
    static final class Program {
        private static final int BLOCKS = 1 << 14;
        private static final int WARM_UP_ROUNDS = 100;
        private static final int ROUNDS = 200;

        /**
         * Bytes of a leaf of the pool's book: blocks as far apart need one each, wherever the pool puts them. The warm-up makes a few, and
         * the other rounds need many more.
         */
        private static final long BOOK_LEAF = 16 << 20;

        private final Pool pool;
        private final String use;
        private final SplittableRandom random = new SplittableRandom(7);
        private final long[] live = new long[BLOCKS];
        private int count;
        private int errors;
        private int filled;

        /** In small pieces, so that it can be let go of a few bytes at a time. */
        private final FullJavaHeap heap = FullJavaHeap.inPiecesOf(4);

        private Program(String use) {
            this.use = use;
            pool = Pool.builder().capacity(4L << 30).purge(false).sampleEvery(use.equals("sampled") ? 1 : 1 << 20)
                    .build();
        }

        public static void main(String[] arguments) {
            Program program = new Program(arguments[0]);
            for (int warmUp = 0; warmUp < 6; warmUp++) {
                program.run(WARM_UP_ROUNDS);
                program.freeAll();
            }
            program.errors = 0;
            program.run(ROUNDS);
            program.heap.release();
            int errors = program.errors;
            program.freeAll();
            PoolUsage usage = program.pool.usage();
            System.out.println(
                    "errors: " + (errors > 0) + " " + errors + ", the heap was filled " + program.filled + " times");
            System.out.println("used: " + usage.usedBytes() + ", requested: " + usage.requestedBytes() + ", sites: "
                    + program.pool.topSites(10).size());
            program.pool.close();
        }

        /** Some of the Java heap is let go of now and then, so that calls fail at each of their steps. */
        private void run(int rounds) {
            for (int round = 0; round < rounds; round++) {
                if (round % 16 == 0 && rounds == ROUNDS) {
                    heap.fill();
                    filled++;
                } else if (round % 3 == 0) {
                    heap.release(1);
                }
                try {
                    step();
                } catch (OutOfMemoryError full) {
                    errors++;
                }
            }
        }

        private void step() {
            if (count == BLOCKS || count > 0 && random.nextInt(100) < 40) {
                free(--count);
                return;
            }
            long byteSize = 1L + random.nextInt(1 << 20);
            switch (use) {
                case "leases" -> live[count] = pool.leases().lease(byteSize, BOOK_LEAF);
                case "resized" -> {
                    live[count] = pool.allocateAddress(byteSize, BOOK_LEAF);
                    count++;
                    pool.resize(live[count - 1], 1 + random.nextInt(1 << 21));
                    return;
                }
                case "sampled" -> live[count] = pool.allocateAddress(byteSize, BOOK_LEAF);
                default -> {
                    MemorySegment segment = pool.allocate(byteSize, BOOK_LEAF);
                    live[count] = segment.address();
                }
            }
            count++;
        }

        private void freeAll() {
            while (count > 0) {
                free(--count);
            }
        }

        private void free(int block) {
            try {
                if (use.equals("leases")) {
                    pool.leases().giveBack(live[block]);
                } else {
                    pool.free(live[block]);
                }
            } catch (OutOfMemoryError needsTheJavaHeap) {
                System.out.println("wrong: a free needed the Java heap");
            }
        }
    }
}
