package dev.cleave.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.buddy.Stripes;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A space of two grains, under threads")
class TwoGrainSpaceStressTest {
    private static final int THREADS = 4;
    private static final int ROUNDS = 400;
    private static final long UNITS = 8 * FineChunk.UNITS;
    private static final long SMALL = 2_000;
    private static final long LARGE = 3 * FineChunk.UNITS;

    private final TwoGrainSpace space = new TwoGrainSpace(UNITS, Stripes.of(4), Placement.BALANCED);
    private final AtomicIntegerArray owners = new AtomicIntegerArray((int) UNITS);

    private record Held(long offset, long count) {}

    @Test
    @DisplayName("chunks come and go while others allocate in them, and each unit has one owner")
    void chunksComeAndGo() throws Exception {
        long seed = System.nanoTime();
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<Integer>> all = new ArrayList<>();
            for (int thread = 1; thread <= THREADS; thread++) {
                int owner = thread;
                all.add(threads.submit(() -> churn(owner, new Random(seed + owner))));
            }
            int larges = 0;
            for (Future<Integer> each : all) {
                larges += each.get();
            }
            assertThat(larges).as("seed %d: larges, that need empty chunks", seed).isPositive();
        }
        assertThat(space.freeUnits()).as("seed %d", seed).isEqualTo(UNITS);
        assertThat(space.takeAll()).as("seed %d", seed).isTrue();
    }

    /** Fills some chunks, empties them, and asks for what only grains of given-up chunks can serve. */
    private int churn(int owner, Random random) {
        int larges = 0;
        List<Held> held = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (int each = random.nextInt(24); each > 0; each--) {
                take(1 + random.nextInt((int) SMALL), random.nextInt(4) == 0, owner, held);
            }
            held.forEach(each -> giveBack(each, owner));
            held.clear();
            larges += take(LARGE + random.nextInt(1000), true, owner, held) ? 1 : 0;
            held.forEach(each -> giveBack(each, owner));
            held.clear();
        }
        return larges;
    }

    private boolean take(long count, boolean thorough, int owner, List<Held> held) {
        long offset = space.allocate(count, 0, thorough);
        if (offset == BlockSpace.NONE) {
            return false;
        }
        long all = space.held(offset, count);
        for (long unit = offset; unit < offset + all; unit++) {
            int before = owners.getAndSet((int) unit, owner);
            if (before != 0) {
                throw new AssertionError("unit " + unit + " is " + owner + "'s, and was " + before + "'s");
            }
        }
        held.add(new Held(offset, count));
        return true;
    }

    private void giveBack(Held gone, int owner) {
        long all = space.held(gone.offset, gone.count);
        for (long unit = gone.offset; unit < gone.offset + all; unit++) {
            if (owners.getAndSet((int) unit, 0) != owner) {
                throw new AssertionError("unit " + unit + " was not " + owner + "'s any more");
            }
        }
        space.free(gone.offset);
    }
}
