package dev.cleave.tiers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.histories.Patience;
import dev.cleave.tiers.policy.PolicyKind;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Threads that allocate, read, write, resize and delete objects that all of them share, while others
 * move them between three tiers that are full now and then. Each object says in all of its bytes
 * whose turn it was: whoever finds two of these in one object has read what never was.
 */
@DisplayName("A store of tiers under stress")
class TieredStoreStressTest {
    private static final int THREADS = 4;
    private static final int OBJECTS = 64;
    private static final int MOST_BYTES = 12_000;
    private static final long NANOS = Long.getLong("cleave.stress.seconds", 1) * 1_000_000_000;

    /** What an object holds is ordered by a lock of the test: one writes, or many read. */
    private record Shared(long handle, ReentrantReadWriteLock order, byte[] stamp) {
        Shared(long handle) {
            this(handle, new ReentrantReadWriteLock(), new byte[1]);
        }
    }

    private final FarDouble far = new FarDouble("far", 256 << 10);
    private final TieredStore store = TieredStore.builder()
            .tier(MemoryTier.ofMemory("near", 256 << 10), SmallStore.costs(far, 100))
            .tier(MemoryTier.ofMemory("middle", 256 << 10), SmallStore.costs(far, 1000))
            .tier(far, SmallStore.costs(far, 10_000))
            .policy(PolicyKind.LRU)
            .period(Duration.ofNanos(50_000))
            .sampleEvery(1)
            .build();
    private final ConcurrentHashMap<Integer, Shared> objects = new ConcurrentHashMap<>();

    @Test
    @DisplayName("keeps every byte of every object, wherever it is moved, and loses no place")
    void keepsEveryByte() throws Exception {
        long seed = new SplittableRandom().nextLong();
        System.out.println("TieredStoreStressTest: seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        List<Callable<Long>> workers = new ArrayList<>();
        for (int each = 0; each < THREADS; each++) {
            SplittableRandom own = random.split();
            workers.add(() -> work(own));
        }
        workers.add(this::moveByHand);
        long done = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(workers.size())) {
            for (Future<Long> each : threads.invokeAll(workers)) {
                done += each.get();
            }
        }
        TierCounts counts = store.counts();
        assertThat(done).isPositive();
        assertThat(counts.promotions()).as("%s", counts).isPositive();
        objects.values().forEach(this::check);
        objects.values().forEach(shared -> store.delete(shared.handle()));
        Patience.waitUntil(() -> far.count() == 0);
        assertThat(store.usage()).allMatch(tier -> tier.objects() == 0 && tier.copies() == 0);
        for (int tier = 0; tier < store.usage().size(); tier++) {
            assertThat(store.copyCounts().in(tier)).as("copies that are counted in tier %d", tier).isZero();
        }
        store.close();
        assertThat(far.usedBytes()).isZero();
    }

    private long moveByHand() {
        long begin = System.nanoTime();
        long bytes = 0;
        while (System.nanoTime() - begin < NANOS) {
            bytes += store.step(64 << 10);
            Thread.yield();
        }
        return bytes;
    }

    private long work(SplittableRandom random) {
        long begin = System.nanoTime();
        long done = 0;
        while (System.nanoTime() - begin < NANOS || done == 0) {
            int name = (int) (OBJECTS * random.nextDouble() * random.nextDouble());
            Shared shared = objects.get(name);
            if (shared == null) {
                create(name, random);
            } else {
                use(name, shared, random);
            }
            done++;
        }
        return done;
    }

    private void create(int name, SplittableRandom random) {
        long handle;
        try {
            handle = store.allocate(1 + random.nextInt(MOST_BYTES), random.nextInt(20));
        } catch (TiersFullException full) {
            return;
        }
        Shared made = new Shared(handle);
        write(made, (byte) random.nextInt());
        if (objects.putIfAbsent(name, made) != null) {
            store.delete(handle);
        }
    }

    private void use(int name, Shared shared, SplittableRandom random) {
        int dice = random.nextInt(100);
        try {
            if (dice < 60) {
                check(shared);
            } else if (dice < 85) {
                write(shared, (byte) random.nextInt());
            } else if (dice < 93) {
                resize(shared, 1 + random.nextInt(MOST_BYTES));
            } else if (objects.remove(name, shared)) {
                delete(shared);
            }
        } catch (TiersFullException full) {
            // The object is as it was.
        } catch (IllegalStateException refused) {
            assertThat(refused.getMessage()).containsAnyOf("freed already", "is pinned", "was deleted already");
        }
    }

    private void check(Shared shared) {
        shared.order().readLock().lock();
        try (TierPin pin = store.pin(shared.handle())) {
            MemorySegment memory = pin.segment();
            byte expected = shared.stamp()[0];
            for (long each = 0; each < memory.byteSize(); each++) {
                assertThat(memory.get(ValueLayout.JAVA_BYTE, each) == expected)
                        .as("byte %d of %s", each, store.isLive(shared.handle())).isTrue();
            }
        } finally {
            shared.order().readLock().unlock();
        }
    }

    private void write(Shared shared, byte stamp) {
        shared.order().writeLock().lock();
        try (TierPin pin = (stamp & 1) == 0 ? store.pin(shared.handle()) : store.pinForWrite(shared.handle())) {
            for (long each = 0; each < pin.byteSize(); each++) {
                pin.put(each, stamp);
            }
            shared.stamp()[0] = stamp;
        } finally {
            shared.order().writeLock().unlock();
        }
    }

    private void resize(Shared shared, int byteSize) {
        shared.order().writeLock().lock();
        try {
            store.resize(shared.handle(), byteSize);
            try (TierPin pin = store.pinForWrite(shared.handle())) {
                pin.segment().fill(shared.stamp()[0]);
            }
        } finally {
            shared.order().writeLock().unlock();
        }
    }

    /** A pin of another thread, which has found the object just before, may still be there. */
    private void delete(Shared shared) {
        shared.order().writeLock().lock();
        try {
            store.delete(shared.handle());
        } finally {
            shared.order().writeLock().unlock();
        }
    }
}
