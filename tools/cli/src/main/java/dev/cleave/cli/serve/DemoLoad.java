package dev.cleave.cli.serve;

import dev.cleave.contiguity.MovableBlock;
import dev.cleave.contiguity.MovableBlocks;
import dev.cleave.heap.Heap;
import dev.cleave.memory.Pool;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * A pool to look at: requests of several sizes, a child, a heap and movable blocks, by one thread
 * that is mostly idle. About two thirds of it are used; once in a while a request asks for more
 * than there is in one piece.
 */
public final class DemoLoad implements AutoCloseable {
    private static final long SAMPLE_BYTES = 64 << 10;
    private static final int OPERATIONS = 200;
    private static final long PAUSE_MILLIS = 20;
    private static final int MOST_BYTES = 64 << 10;
    private static final double FULL = 0.66;

    private final Pool pool;
    private final Pool child;
    private final MovableBlocks movable;
    private final Heap heap;
    private final Random random;
    private final ArrayDeque<Long> sessions = new ArrayDeque<>();
    private final List<Long> images = new ArrayList<>();
    private final List<MovableBlock> documents = new ArrayList<>();
    private final List<Long> strings = new ArrayList<>();
    private final Thread thread;
    private volatile boolean closed;

    /** A load that begins at once, on a pool of so many bytes. */
    public DemoLoad(long capacity, long seed) {
        pool = Pool.builder().name("demo").capacity(capacity).sampleEvery(SAMPLE_BYTES).build();
        child = pool.child("images", capacity / 4);
        movable = MovableBlocks.over(pool);
        heap = Heap.of(pool);
        random = new Random(seed);
        thread = Thread.ofPlatform().daemon().name("cleave-serve-demo").unstarted(this::run);
        thread.start();
    }

    /** The pool. */
    public Pool pool() {
        return pool;
    }

    /** Its movable blocks. */
    public MovableBlocks movable() {
        return movable;
    }

    /** Its heap. */
    public Heap heap() {
        return heap;
    }

    private void run() {
        try {
            while (!closed) {
                for (int each = 0; each < OPERATIONS; each++) {
                    operate();
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException closing) {
            // The load is closed.
        }
    }

    private void operate() {
        boolean grows = pool.usedBytes() < FULL * pool.capacity();
        switch (random.nextInt(4)) {
            case 0 -> session(grows);
            case 1 -> image(grows);
            case 2 -> document(grows);
            default -> string(grows);
        }
        if (random.nextInt(100_000) == 0) {
            long address = pool.tryAllocateAddress(pool.capacity() / 3);
            if (address != 0) {
                pool.free(address);
            }
        }
    }

    private long size() {
        return 1L + random.nextInt(1 + random.nextInt(MOST_BYTES));
    }

    private void session(boolean grows) {
        if (grows || sessions.isEmpty()) {
            keep(pool.tryAllocateAddress(size()), sessions);
        } else {
            pool.free(sessions.removeFirst());
        }
    }

    private void image(boolean grows) {
        if (grows || images.isEmpty()) {
            keep(child.tryAllocateAddress(4 * size()), images);
        } else {
            child.free(takeAny(images));
        }
    }

    private void document(boolean grows) {
        if (grows || documents.isEmpty()) {
            movable.tryAllocate(size(), 1).ifPresent(documents::add);
        } else {
            takeAny(documents).free();
        }
    }

    private void string(boolean grows) {
        if (grows || strings.isEmpty()) {
            keep(heap.tryAllocate(1 + random.nextInt(2_000)), strings);
        } else {
            heap.free(takeAny(strings));
        }
    }

    private static void keep(long address, java.util.Collection<Long> in) {
        if (address != 0) {
            in.add(address);
        }
    }

    private <T> T takeAny(List<T> from) {
        int chosen = random.nextInt(from.size());
        T last = from.removeLast();
        return chosen == from.size() ? last : from.set(chosen, last);
    }

    /** Ends the load, and waits for its thread, before the pool goes. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        movable.close();
        heap.closeAbandoning();
        pool.closeAbandoning();
    }
}
