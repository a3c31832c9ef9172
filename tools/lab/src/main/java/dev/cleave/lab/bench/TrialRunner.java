package dev.cleave.lab.bench;

import dev.cleave.lab.jvm.TrialException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs a trial in this JVM: opens the allocator, starts the threads, and measures a round whenever
 * told to.
 *
 * <p>The threads and the caller meet at {@code gate} (before the first round, and at both ends of
 * each), the threads alone at {@code barrier} (at both ends of each phase). Who fails breaks both,
 * so that nobody waits for ever.
 */
final class TrialRunner implements AutoCloseable {
    /** Two rounds of the warm-up that differ by no more are steady. */
    static final int STEADY_PERCENT = 5;

    /** The warm-up's length at most, in multiples of what was asked for. */
    static final int LONGEST_WARMUP = 4;

    private final List<String> phases;
    private final Peer peer;
    private final Crew crew;
    private final List<PhaseClock> clocks = new ArrayList<>();
    private final long[] failures;
    private final CyclicBarrier gate;
    private final CyclicBarrier barrier;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile @Nullable Residency residency;
    private volatile long deadline;
    private volatile boolean over;
    private volatile boolean closing;

    /** Opens the allocator and sets the scene. */
    TrialRunner(Trial trial) {
        this(trial, trial.open());
    }

    /**
     * Sets the scene on an allocator that is open already. What virtual threads do is charged to
     * their carriers: their clock is elapsed time.
     */
    TrialRunner(Trial trial, Peer peer) {
        this.peer = peer;
        phases = trial.phases();
        crew = trial.workload().crew(trial);
        failures = new long[trial.threads()];
        gate = new CyclicBarrier(trial.threads() + 1);
        barrier = new CyclicBarrier(trial.threads());
        int processors = Runtime.getRuntime().availableProcessors();
        boolean virtual = trial.workload().manner().isVirtual();
        Clock clock = virtual ? Clock.ELAPSED : trial.settings().clock();
        for (int phase = 0; phase < phases.size(); phase++) {
            clocks.add(new PhaseClock(trial.threads(), clock, processors));
        }
        for (int each = 0; each < trial.threads(); each++) {
            int thread = each;
            threads.add(peer.newThread(() -> live(thread), "bench-" + thread));
        }
        threads.forEach(Thread::start);
        meet(gate);
    }

    /**
     * Runs quarters of the length as rounds: four at least, and on until two in a row agree within
     * {@value #STEADY_PERCENT} percent, but not beyond {@value #LONGEST_WARMUP} times the length.
     */
    void warmUp(Duration length) {
        if (length.isZero()) {
            return;
        }
        long start = System.nanoTime();
        List<RoundResult> last = round(length.dividedBy(4));
        boolean steady = false;
        long elapsed = 0;
        while (elapsed < length.toNanos() || !steady && elapsed < LONGEST_WARMUP * length.toNanos()) {
            List<RoundResult> next = round(length.dividedBy(4));
            steady = agree(last, next);
            last = next;
            elapsed = System.nanoTime() - start;
        }
    }

    private static boolean agree(List<RoundResult> last, List<RoundResult> next) {
        for (int phase = 0; phase < last.size(); phase++) {
            double ratio = next.get(phase).nanosPerOperation() / last.get(phase).nanosPerOperation();
            if (!(Math.abs(ratio - 1) * 100 <= STEADY_PERCENT)) {
                return false;
            }
        }
        return true;
    }

    /** Measures a round of about the given length: one result a phase. */
    List<RoundResult> round(Duration length) {
        deadline = System.nanoTime() + length.toNanos();
        over = false;
        residency = null;
        meet(gate);
        meet(gate);
        long failed = 0;
        for (long each : failures) {
            failed += each;
        }
        List<RoundResult> results = new ArrayList<>();
        for (int phase = 0; phase < phases.size(); phase++) {
            RoundResult result = clocks.get(phase).take(phases.get(phase), phase == 0 ? failed : 0);
            Residency found = residency;
            results.add(found == null ? result : result.with(found));
        }
        return results;
    }

    private void live(int thread) {
        try {
            Worker worker = crew.join(thread, peer);
            worker.prepare();
            meet(gate);
            meet(gate);
            while (!closing) {
                cycles(thread, worker);
                failures[thread] = worker.takeFailures();
                worker.takeResidency().ifPresent(found -> residency = found);
                meet(gate);
                meet(gate);
            }
            worker.finish();
        } catch (Throwable thrown) {
            failure.compareAndSet(null, thrown);
            breakForGood(gate);
            breakForGood(barrier);
        }
    }

    /**
     * Who waits at the barrier, or comes to it later, gets an exception: waiting while interrupted
     * breaks it.
     */
    private static void breakForGood(CyclicBarrier place) {
        Thread.currentThread().interrupt();
        try {
            place.await();
        } catch (InterruptedException | BrokenBarrierException broken) {
            Thread.interrupted();
        }
    }

    private void cycles(int thread, Worker worker) {
        long until = deadline;
        boolean more = true;
        while (more) {
            for (int phase = 0; phase < clocks.size(); phase++) {
                runPhase(thread, worker, phase, until);
            }
            more = agreeToGoOn(until);
        }
    }

    private void runPhase(int thread, Worker worker, int phase, long until) {
        worker.before(phase);
        meet(barrier);
        PhaseClock clock = clocks.get(phase);
        clock.start(thread);
        clock.end(thread, worker.run(phase, until));
        if (meet(barrier) == 0) {
            clock.endCycle();
        }
        worker.after(phase);
    }

    /** All threads must agree, so one looks at the clock for all. */
    private boolean agreeToGoOn(long until) {
        if (meet(barrier) == 0 && System.nanoTime() >= until) {
            over = true;
        }
        meet(barrier);
        return !over;
    }

    private int meet(CyclicBarrier place) {
        try {
            return place.await();
        } catch (BrokenBarrierException broken) {
            throw failed(broken);
        } catch (InterruptedException interrupted) {
            throw TrialException.interrupted(interrupted);
        }
    }

    /** Frees all blocks, ends the threads and closes the allocator. */
    @Override
    public void close() {
        closing = true;
        meet(gate);
        for (Thread each : threads) {
            try {
                each.join();
            } catch (InterruptedException interrupted) {
                throw TrialException.interrupted(interrupted);
            }
        }
        if (failure.get() != null) {
            throw failed(new IllegalStateException("a thread failed at its end"));
        }
        peer.close();
    }

    /** Ends the threads of a trial that has failed; what they held is given up. */
    void abandon() {
        closing = true;
        breakForGood(gate);
        breakForGood(barrier);
    }

    /** The failure of the thread that failed first, or what made it known. */
    private TrialException failed(Exception sign) {
        return new TrialException("the trial failed", Objects.requireNonNullElse(failure.get(), sign));
    }
}
