package dev.cleave.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What a snapshot tells of a request")
class SnapshotProspectTest {
    private static final long MIB = 1 << 20;
    private static final long CAPACITY = 32 * MIB;

    private static Map<String, Object> why(PoolSnapshot snapshot, long bytes) {
        return SnapshotProspect.of(snapshot, 0, bytes);
    }

    private static long number(Map<String, Object> answer, String name) {
        return ((Number) answer.get(name)).longValue();
    }

    @Test
    @DisplayName("is what the pool does then, wherever it is a yes or a no, for sizes and fillings at random")
    void agreesWithThePool() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        int told = 0;
        int untold = 0;
        for (int round = 0; round < 30; round++) {
            Pool pool = Pool.builder().name("p").capacity(CAPACITY).build();
            fill(pool, random);
            for (int each = 0; each < 40; each++) {
                long bytes = 1 + random.nextLong(1L << 12 + random.nextInt(13));
                Map<String, Object> answer = why(pool.snapshot(), bytes);
                long address = pool.tryAllocateAddress(bytes);
                if (answer.get("served") == null) {
                    untold++;
                } else {
                    told++;
                    assertThat(answer.get("served")).as("seed %d, round %d, %d bytes", seed, round, bytes)
                            .isEqualTo(address != 0);
                }
                if (address != 0) {
                    pool.free(address);
                }
            }
            pool.closeAbandoning();
        }
        assertThat(told).as("answers beside %d that a snapshot does not have", untold).isGreaterThan(untold);
    }

    private static void fill(Pool pool, Random random) {
        List<Long> blocks = new ArrayList<>();
        int most = 1 << 12 + random.nextInt(9);
        for (long address = 1; address != 0;) {
            address = pool.tryAllocateAddress(1L + random.nextInt(most));
            if (address != 0) {
                blocks.add(address);
            }
        }
        int kept = 2 + random.nextInt(40);
        blocks.stream().filter(each -> random.nextInt(kept) != 0).forEach(pool::free);
    }

    @Test
    @DisplayName("says the longest run that was told, how long it is at most, and what each way would cost")
    void scattered() {
        try (Pool pool = Pool.builder().name("p").capacity(CAPACITY).build()) {
            List<Long> blocks = new ArrayList<>();
            for (int each = 0; each < 32; each++) {
                blocks.add(pool.allocateAddress(MIB));
            }
            for (int each = 0; each < 32; each += 2) {
                pool.free(blocks.get(each));
            }
            Map<String, Object> answer = why(pool.snapshot(), 8 * MIB);
            assertThat(answer.get("served")).isEqualTo(false);
            assertThat(answer.get("cause")).isEqualTo("enough is free, but it lies apart");
            assertThat(number(answer, "largestFreeBytes")).isEqualTo(MIB);
            assertThat(number(answer, "atMostFreeBytes")).isEqualTo(2 * MIB);
            assertThat(answer.get("ways").toString()).contains("way=compaction, possible=true", "copiedBytes=4194304",
                    "way=gather, possible=true", "pieces=8");
            assertThat(why(pool.snapshot(), 2 * MIB).get("served")).as("two halves may adjoin").isNull();
            assertThat(SnapshotProspect.of(pool.snapshot(), 2 * MIB, 2 * MIB).get("served")).isEqualTo(true);
            assertThat(why(pool.snapshot(), 17 * MIB).get("cause").toString()).contains("too little is free");
            assertThat(why(pool.snapshot(), 33 * MIB).get("cause")).isEqualTo("the pool is smaller than the request");
            assertThat(why(pool.snapshot(), Long.MAX_VALUE / 2).get("served")).isEqualTo(false);
            for (int each = 1; each < 32; each += 2) {
                pool.free(blocks.get(each));
            }
            assertThat(why(pool.snapshot(), CAPACITY).get("served")).isEqualTo(true);
        }
    }
}
