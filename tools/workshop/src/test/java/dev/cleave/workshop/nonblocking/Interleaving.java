package dev.cleave.workshop.nonblocking;

import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs a few tasks of which only one moves at a time, and passes the turn by a seed at each access to a word: the same
 * seed, the same interleaving. A task may stand still at any access for as long as the others have work, which real
 * threads seldom do.
 */
final class Interleaving {
    private static final int ROWS = 16;

    private final Random random;
    private final int oneIn;
    private final Semaphore[] turns;
    private final boolean[] done;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private int running = -1;

    /** An interleaving of so many tasks. */
    Interleaving(long seed, int tasks) {
        random = new Random(seed);
        oneIn = 1 << random.nextInt(1, 6);
        turns = new Semaphore[tasks];
        done = new boolean[tasks];
        for (int task = 0; task < tasks; task++) {
            turns[task] = new Semaphore(0);
        }
    }

    /** Words at each access to which the turn may pass. */
    StatusWords words(int count) {
        return new StatusWords(count, true) {
            @Override
            long getVolatile(int index) {
                step();
                return super.getVolatile(index);
            }

            @Override
            boolean compareAndSet(int index, long seen, long next) {
                step();
                return super.compareAndSet(index, seen, next);
            }
        };
    }

    /**
     * Runs the tasks to their ends, on threads that look first in so many different places; what one throws is thrown.
     */
    void run(List<Runnable> tasks, int places) throws InterruptedException {
        Thread[] threads = new Thread[tasks.size()];
        for (int task = 0; task < threads.length; task++) {
            threads[task] = threadOfRow(task % places, task, tasks.get(task));
            threads[task].start();
        }
        pass();
        for (Thread each : threads) {
            each.join();
        }
        running = -1;
        if (failure.get() != null) {
            throw new AssertionError(failure.get());
        }
    }

    /** Where a thread looks first depends on the remainder of its number. */
    private Thread threadOfRow(int row, int task, Runnable work) {
        for (;;) {
            Thread thread = Thread.ofVirtual().unstarted(() -> runOne(task, work));
            if (thread.threadId() % ROWS == row) {
                return thread;
            }
        }
    }

    private void runOne(int task, Runnable work) {
        turns[task].acquireUninterruptibly();
        try {
            work.run();
        } catch (Throwable thrown) {
            failure.compareAndSet(null, thrown);
        }
        done[task] = true;
        pass();
    }

    private void step() {
        if (running < 0 || random.nextInt(oneIn) != 0) {
            return;
        }
        int me = running;
        pass();
        turns[me].acquireUninterruptibly();
    }

    private void pass() {
        int unfinished = 0;
        for (boolean each : done) {
            unfinished += each ? 0 : 1;
        }
        if (unfinished == 0) {
            return;
        }
        int skip = random.nextInt(unfinished);
        int next = 0;
        while (done[next] || skip-- > 0) {
            next++;
        }
        running = next;
        turns[next].release();
    }
}
