package dev.cleave.lab.bench;

import dev.cleave.lab.jvm.ResidentMemory;
import dev.cleave.lab.jvm.TrialException;
import dev.cleave.lab.peer.ByteAllocator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The real memory behind a churn, above that of the process before it: shared by all its threads,
 * measured by the first.
 *
 * <p>What the allocator keeps on the Java heap counts too: in a JVM of its own the Java heap is
 * resident from the start, so that its garbage disturbs no figure, and would hide it.
 */
final class ChurnMemory {
    /**
     * What its JVM is started with: the Java heap is resident from the start and does not grow
     * under the measurement.
     */
    static final List<String> JVM_OPTIONS = List.of("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch");

    /** After everything is freed, an allocator has so long to give it back. */
    private static final long GRACE_MILLIS = 1_000;

    private static final long PATIENCE_SECONDS = 120;

    private final CyclicBarrier barrier;
    private final AtomicLong liveBytes = new AtomicLong();
    private long baseline;
    private long resident;
    private double perLive;

    ChurnMemory(int threads) {
        barrier = new CyclicBarrier(threads);
    }

    /** Why real memory cannot be looked at here; empty where it can. */
    static Optional<String> refusal() {
        return ResidentMemory.isKnown()
                ? Optional.empty()
                : Optional.of("this system does not tell how much memory is resident: it takes Linux");
    }

    /** Waits for the other threads. */
    void meet() {
        try {
            barrier.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (BrokenBarrierException | TimeoutException broken) {
            throw new TrialException("another thread did not arrive", broken);
        } catch (InterruptedException interrupted) {
            throw TrialException.interrupted(interrupted);
        }
    }

    /** A thread's live bytes grew, or shrank. */
    void live(long change) {
        liveBytes.addAndGet(change);
    }

    /** Nothing is allocated yet. */
    void takeBaseline() {
        baseline = ResidentMemory.bytes();
    }

    /** Everything is live. */
    void takeFull(ByteAllocator allocator) {
        resident = above(allocator);
        perLive = (double) resident / liveBytes.get();
    }

    /** Everything was freed just now: waits, and answers what was found. */
    Residency takeFreed(ByteAllocator allocator) {
        try {
            Thread.sleep(GRACE_MILLIS);
        } catch (InterruptedException interrupted) {
            throw TrialException.interrupted(interrupted);
        }
        return new Residency(perLive, (double) above(allocator) / resident);
    }

    private long above(ByteAllocator allocator) {
        return Math.max(1, ResidentMemory.bytes() - baseline + allocator.javaHeapBytes());
    }
}
