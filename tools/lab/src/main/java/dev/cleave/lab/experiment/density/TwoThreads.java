package dev.cleave.lab.experiment.density;

import dev.cleave.lab.experiment.footprint.LiveObjects;
import dev.cleave.lab.jvm.TrialException;
import dev.cleave.lab.peer.ByteAllocator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;

/**
 * Two threads fill it, each with blocks of its own size, until one is refused. They take turns,
 * each of a 1,024th of the capacity or a block, so that the same is asked in the same order of
 * every allocator and at every speed.
 *
 * @param first bytes of the first thread's blocks
 * @param second bytes of the second thread's
 */
record TwoThreads(long first, long second, long capacity) implements DensityLoad {
    static final String KIND = "threads";

    private static final int TURNS = 1024;
    private static final int JAVA_BYTES_A_BLOCK = 20;

    private int mostBlocks() {
        return Math.toIntExact(capacity / Math.min(first, second));
    }

    @Override
    public long javaHeapBytes() {
        return (long) JAVA_BYTES_A_BLOCK * mostBlocks();
    }

    @Override
    public LoadOutcome run(ByteAllocator allocator, boolean written, Scales scales) {
        LiveObjects objects = new LiveObjects(allocator, mostBlocks(), new SplittableRandom(), written);
        new Turns(allocator, objects).take();
        long live = objects.liveBytes();
        scales.weigh(live);
        objects.freeAll();
        return LoadOutcome.full(live);
    }

    @Override
    public List<String> toArguments() {
        return List.of(KIND, Long.toString(first), Long.toString(second), Long.toString(capacity));
    }

    /** The two threads and whose turn it is: what they share is handed over with the turn. */
    private final class Turns {
        private final ByteAllocator allocator;
        private final LiveObjects objects;
        private final Semaphore firstsTurn = new Semaphore(1);
        private final Semaphore secondsTurn = new Semaphore(0);
        private boolean over;

        Turns(ByteAllocator allocator, LiveObjects objects) {
            this.allocator = allocator;
            this.objects = objects;
        }

        void take() {
            FutureTask<Void> one = new FutureTask<>(() -> work(first, firstsTurn, secondsTurn), null);
            FutureTask<Void> other = new FutureTask<>(() -> work(second, secondsTurn, firstsTurn), null);
            new Thread(one, "density-first").start();
            new Thread(other, "density-second").start();
            end(one);
            end(other);
        }

        private static void end(FutureTask<Void> task) {
            try {
                task.get();
            } catch (ExecutionException failure) {
                throw new TrialException("a thread failed", failure);
            } catch (InterruptedException interrupted) {
                throw TrialException.interrupted(interrupted);
            }
        }

        private void work(long byteSize, Semaphore mine, Semaphore others) {
            boolean entered = false;
            boolean goesOn = true;
            while (goesOn) {
                mine.acquireUninterruptibly();
                goesOn = false;
                try {
                    if (!entered) {
                        allocator.enterThread();
                        entered = true;
                    }
                    goesOn = !over && turn(byteSize);
                } finally {
                    over |= !goesOn;
                    others.release();
                }
            }
        }

        /** Allocates this turn's blocks; answers whether all were served. */
        private boolean turn(long byteSize) {
            boolean served = true;
            long level = objects.liveBytes() + capacity / TURNS;
            do {
                served = objects.liveBytes() + byteSize <= capacity && objects.tryAllocate(byteSize);
            } while (served && objects.liveBytes() < level);
            return served;
        }
    }
}
