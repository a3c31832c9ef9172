package dev.cleave.lab.experiment.durable;

import dev.cleave.lab.jvm.TrialException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Threads that commit to one store for a while, each to its slot, as fast as they can. */
final class CommitRace {
    private CommitRace() {}

    /**
     * What they came to.
     *
     * @param commits of all threads
     * @param nanos that they took together, on the clock
     * @param wrongSlots that do not hold what their thread committed last
     */
    record Outcome(long commits, long nanos, long wrongSlots) {
        double commitsPerSecond() {
            return commits * 1e9 / nanos;
        }
    }

    /** Runs them; each makes at least one commit. */
    static Outcome run(DurableStore store, int threads, Duration time) throws IOException {
        long begin = System.nanoTime();
        long end = begin + time.toNanos();
        List<Long> counts = new ArrayList<>();
        try (ExecutorService committers = Executors.newFixedThreadPool(threads)) {
            List<Future<Long>> running = new ArrayList<>();
            for (int slot = 0; slot < threads; slot++) {
                int own = slot;
                running.add(committers.submit(() -> commit(store, own, end)));
            }
            for (Future<Long> each : running) {
                counts.add(each.get());
            }
        } catch (ExecutionException failure) {
            throw new TrialException(TrialException.reason(failure), failure);
        } catch (InterruptedException interrupted) {
            throw TrialException.interrupted(interrupted);
        }
        long nanos = System.nanoTime() - begin;
        long wrong = 0;
        for (int slot = 0; slot < threads; slot++) {
            wrong += Arrays.equals(store.read(slot), bytes(slot, counts.get(slot))) ? 0 : 1;
        }
        return new Outcome(counts.stream().mapToLong(Long::longValue).sum(), nanos, wrong);
    }

    private static long commit(DurableStore store, int slot, long end) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(DurableStore.SLOT_BYTES, Long.BYTES);
            long commits = 0;
            do {
                commits++;
                memory.copyFrom(MemorySegment.ofArray(bytes(slot, commits)));
                store.commit(slot, memory);
            } while (System.nanoTime() < end);
            return commits;
        }
    }

    /** What a slot's commit of a number writes. */
    static byte[] bytes(int slot, long number) {
        byte[] bytes = new byte[DurableStore.SLOT_BYTES];
        MemorySegment memory = MemorySegment.ofArray(bytes);
        for (int each = 0; each < bytes.length / Long.BYTES; each++) {
            memory.setAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, each, number * (each + 1L) + slot);
        }
        return bytes;
    }
}
