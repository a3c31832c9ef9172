package dev.cleave.lab.bench;

import dev.cleave.lab.jvm.TrialException;
import dev.cleave.lab.peer.ByteAllocator;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Lets many virtual threads work, each giving way to the others after {@value Worker#CHUNK}
 * operations, and waits for them.
 *
 * <p>In a JVM of its own as many carriers run them as the trial has threads, so that the time of
 * this thread, which only waits, is that of one carrier.
 */
final class VirtualWorker extends Worker {
    /** Virtual threads of a trial. */
    static final int VIRTUAL_THREADS = 1_000;

    /** Slots of neighbours lie this far apart, so that no two threads write to one cache line. */
    static final int SLOTS_APART = 32;

    private static final long PASSED = Long.MIN_VALUE;

    private final ByteAllocator heap;
    private final int count;
    private final IntFunction<BlockWorker> workers;
    private final ThreadFactory factory = Thread.ofVirtual().name("bench-virtual-", 0).factory();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    /**
     * A worker that waits for virtual threads.
     *
     * @param heap what they work on, opened for {@value #SLOTS_APART} slots a virtual thread
     * @param count how many there are, 1 or more
     * @param workers what each of them does, by its number
     */
    VirtualWorker(ByteAllocator heap, int count, IntFunction<BlockWorker> workers) {
        this.heap = heap;
        this.count = count;
        this.workers = workers;
    }

    /** The virtual threads that fall to each thread of a trial. */
    static int threads(Trial trial) {
        return Math.max(1, VIRTUAL_THREADS / trial.threads());
    }

    /** What a JVM for a trial is started with: as many carriers as the trial has threads. */
    static List<String> jvmOptions(Trial trial) {
        return List.of("-Djdk.virtualThreadScheduler.parallelism=" + trial.threads(),
                "-Djdk.virtualThreadScheduler.maxPoolSize=" + trial.threads());
    }

    @Override
    long run(int phase, long deadline) {
        AtomicLong done = new AtomicLong();
        AtomicLong failed = new AtomicLong();
        Thread[] threads = new Thread[count];
        for (int each = 0; each < count; each++) {
            BlockWorker worker = workers.apply(each);
            boolean atLeastOnce = each == 0;
            threads[each] = factory.newThread(() -> {
                done.addAndGet(work(worker, phase, deadline, atLeastOnce));
                failed.addAndGet(worker.takeFailures());
            });
            threads[each].start();
        }
        for (Thread each : threads) {
            join(each);
        }
        if (failure.get() != null) {
            throw new TrialException("a virtual thread failed", failure.get());
        }
        failed(failed.get());
        return done.get();
    }

    /** The carrier may be another after each turn, so it is announced anew. */
    @SuppressWarnings("ThreadPriorityCheck")
    private long work(BlockWorker worker, int phase, long deadline, boolean atLeastOnce) {
        long done = 0;
        try {
            heap.enterThread();
            worker.prepare();
            boolean more = atLeastOnce || System.nanoTime() < deadline;
            while (more) {
                heap.enterThread();
                done += worker.run(phase, PASSED);
                Thread.yield();
                more = System.nanoTime() < deadline;
            }
            heap.enterThread();
            worker.finish();
        } catch (Throwable thrown) {
            failure.compareAndSet(null, thrown);
        }
        return done;
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            throw TrialException.interrupted(interrupted);
        }
    }
}
