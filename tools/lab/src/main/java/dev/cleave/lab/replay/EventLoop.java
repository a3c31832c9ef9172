package dev.cleave.lab.replay;

import dev.cleave.lab.trace.Trace;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Plays the events of a trace through a handler, on one thread or on several real ones.
 *
 * <p>With several lanes, two rules keep what matters of the recorded order. A free waits until its block is published. And
 * no lane runs more than {@value #WINDOW} events ahead of the slowest, so that hardly more is live than was when the trace
 * was recorded. The slowest lane never waits: what it waits for lies before it in the trace, where every lane has been.
 */
final class EventLoop {
    private static final int WINDOW = 1024;
    private static final int SPINS_BEFORE_YIELD = 200;
    private static final int PADDING = 16;

    private final Trace trace;
    private final Lanes lanes;
    private final Addresses addresses;
    private final EventHandler handler;
    private final Deadline deadline;
    private final AtomicLongArray progress;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    private EventLoop(Trace trace, Lanes lanes, Addresses addresses, EventHandler handler, Deadline deadline) {
        this.trace = trace;
        this.lanes = lanes;
        this.addresses = addresses;
        this.handler = handler;
        this.deadline = deadline;
        progress = new AtomicLongArray(lanes.count() * PADDING);
    }

    /**
     * Plays all events and answers how many nanoseconds that took, from the first to the last.
     *
     * @throws Deadline.Passed when the time is over before
     */
    static long play(Trace trace, Lanes lanes, Addresses addresses, EventHandler handler, Deadline deadline) {
        return lanes.count() == 1
                ? playAlone(trace, handler, deadline)
                : new EventLoop(trace, lanes, addresses, handler, deadline).playTogether();
    }

    private static long playAlone(Trace trace, EventHandler handler, Deadline deadline) {
        long start = System.nanoTime();
        int events = trace.events();
        for (int event = 0; event < events; event++) {
            deadline.require(event);
            int block = trace.block(event);
            if (trace.allocates(event)) {
                handler.allocate(event, block);
            } else {
                handler.free(event, block);
            }
        }
        return System.nanoTime() - start;
    }

    private long playTogether() {
        Thread[] threads = new Thread[lanes.count()];
        for (int lane = 0; lane < threads.length; lane++) {
            int own = lane;
            threads[lane] = Thread.ofPlatform().name("replay-" + lane).unstarted(() -> playLaneOrFail(own));
        }
        long start = System.nanoTime();
        for (Thread thread : threads) {
            thread.start();
        }
        for (Thread thread : threads) {
            join(thread);
        }
        long nanos = System.nanoTime() - start;
        Throwable broken = failure.get();
        if (broken instanceof Deadline.Passed late) {
            throw late;
        }
        if (broken != null) {
            throw new IllegalStateException("a replaying thread failed: " + broken.getMessage(), broken);
        }
        return nanos;
    }

    private void playLaneOrFail(int lane) {
        try {
            playLane(lane);
        } catch (RuntimeException | Error broken) {
            failure.compareAndSet(null, broken);
        } finally {
            progress.setRelease(lane * PADDING, trace.events());
        }
    }

    private void playLane(int lane) {
        handler.enterThread();
        long allowed = 0;
        for (int event : lanes.events(lane)) {
            progress.setRelease(lane * PADDING, event);
            deadline.require(event);
            if (event > allowed) {
                allowed = awaitSlowest(event);
            }
            int block = trace.block(event);
            if (trace.allocates(event)) {
                handler.allocate(event, block);
            } else {
                awaitBlock(block);
                handler.free(event, block);
            }
        }
    }

    /** Waits until the event lies within the window, and answers the last event that now does. */
    private long awaitSlowest(int event) {
        for (int spins = 0;; spins++) {
            long slowest = Long.MAX_VALUE;
            for (int lane = 0; lane < lanes.count(); lane++) {
                slowest = Math.min(slowest, progress.getAcquire(lane * PADDING));
            }
            if (event <= slowest + WINDOW) {
                return slowest + WINDOW;
            }
            pause(spins);
        }
    }

    private void awaitBlock(int block) {
        for (int spins = 0; addresses.get(block) == Addresses.PENDING; spins++) {
            pause(spins);
        }
    }

    /** Spins a little and then lets others run: with fewer processors than lanes, the one waited for may be among them. */
    @SuppressWarnings("ThreadPriorityCheck")
    private void pause(int spins) {
        if (failure.get() != null) {
            throw new IllegalStateException("another replaying thread failed");
        }
        if (spins < SPINS_BEFORE_YIELD) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
    }

    private static void join(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
