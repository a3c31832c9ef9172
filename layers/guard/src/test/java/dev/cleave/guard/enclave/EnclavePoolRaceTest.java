package dev.cleave.guard.enclave;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Threads that share an enclave pool")
class EnclavePoolRaceTest {
    private static final int THREADS = 4;
    private static final int ROUNDS = 1500;
    private static final int SLOTS = 64;

    private record Thing(long address, int bytes, int seed) {}

    private static void inThreads(Callable<Void> work) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<Void>> running = new ArrayList<>();
            for (int each = 0; each < THREADS; each++) {
                running.add(threads.submit(work));
            }
            for (Future<Void> each : running) {
                each.get();
            }
        }
    }

    private static void look(SmallPool small, Thing thing) {
        byte[] joined = new byte[thing.bytes];
        try (EnclavePin pin = small.pool.pin(thing.address)) {
            int at = 0;
            for (MemorySegment piece : pin.pieces()) {
                MemorySegment.copy(piece, ValueLayout.JAVA_BYTE, 0, joined, at, (int) piece.byteSize());
                at += (int) piece.byteSize();
            }
        }
        assertThat(joined).isEqualTo(SmallPool.content(thing.bytes, thing.seed));
    }

    @Test
    @DisplayName("see each object whole, whoever allocated it and whoever frees it, while its pages come and go")
    void objectsGoFromThreadToThread() throws Exception {
        try (SmallPool small = new SmallPool()) {
            AtomicReferenceArray<Thing> shared = new AtomicReferenceArray<>(SLOTS);
            inThreads(() -> {
                SplittableRandom random = new SplittableRandom(Thread.currentThread().threadId());
                for (int round = 0; round < ROUNDS; round++) {
                    int bytes = random.nextInt(1, 25_000);
                    Thing mine = new Thing(small.filled(bytes, round), bytes, round);
                    Thing other = shared.getAndSet(random.nextInt(SLOTS), mine);
                    if (other != null) {
                        look(small, other);
                        small.pool.free(other.address);
                    }
                }
                return null;
            });
            for (int each = 0; each < SLOTS; each++) {
                Thing left = shared.get(each);
                if (left != null) {
                    look(small, left);
                    small.pool.free(left.address);
                }
            }
            assertThat(small.pool.usage().evictions()).isPositive();
            assertThat(small.pool.usage().heldBytes()).isZero();
            assertThat(small.pool.usage().pinnedFrames()).isZero();
        }
    }

    @Test
    @DisplayName("free one object once: of several that try, one succeeds")
    void oneFreeSucceeds() throws Exception {
        try (SmallPool small = new SmallPool()) {
            AtomicReferenceArray<Integer> freed = new AtomicReferenceArray<>(SLOTS);
            long[] addresses = new long[SLOTS];
            for (int each = 0; each < SLOTS; each++) {
                addresses[each] = small.pool.allocate(100);
                freed.set(each, 0);
            }
            inThreads(() -> {
                for (int each = 0; each < SLOTS; each++) {
                    try {
                        small.pool.free(addresses[each]);
                        freed.updateAndGet(each, count -> count + 1);
                    } catch (IllegalArgumentException late) {
                        assertThat(late).hasMessageContaining("freed already");
                    }
                }
                return null;
            });
            for (int each = 0; each < SLOTS; each++) {
                assertThat(freed.get(each)).isEqualTo(1);
            }
        }
    }
}
