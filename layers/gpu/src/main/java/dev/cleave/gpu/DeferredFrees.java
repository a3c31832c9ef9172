package dev.cleave.gpu;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Frees that wait for a fence: what the device may still use is given back when it no longer can.
 *
 * <p>Whoever defers puts into a queue and never waits. Whoever completes moves the queue into
 * batches, one a fence, and asks each fence once; one thread does so at a time.
 * A fence that calls back into the heap while it is asked completes nothing.
 *
 * <p>Where the Java heap is full, nothing that was deferred is lost: what cannot be completed now is
 * completed by whoever looks next.
 */
final class DeferredFrees {
    private static final System.Logger LOG = System.getLogger("dev.cleave.gpu");
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** Each time so many were deferred, whoever defers looks what is due. */
    private static final int LOOK_EVERY = 64;

    private final ConcurrentLinkedQueue<Waiting> arrived = new ConcurrentLinkedQueue<>();
    private final Map<DeviceFence, Deque<Waiting>> batches = new LinkedHashMap<>();
    private final ReentrantLock completing = new ReentrantLock();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    /** What is to be done when a fence has passed. */
    record Waiting(DeviceFence fence, long byteSize, Runnable giveBack) {}

    /**
     * Gives something back when a fence has passed.
     *
     * @throws OutOfMemoryError where the Java heap is full; it is not deferred
     */
    void defer(DeviceFence fence, long byteSize, Runnable giveBack) {
        arrived.add(new Waiting(fence, byteSize, giveBack));
        bytes.addAndGet(byteSize);
        if (count.incrementAndGet() % LOOK_EVERY == 0 && !completing.isHeldByCurrentThread()
                && completing.tryLock()) {
            try {
                int unused = completeLocked();
            } catch (OutOfMemoryError full) {
                LOG.log(System.Logger.Level.DEBUG, "frees that are due wait, as the Java heap is full", full);
            } finally {
                completing.unlock();
            }
        }
    }

    /**
     * Gives something back: at once, or when the fence that is still in its way has passed. That is
     * waited for where the Java heap is too full to keep it in mind.
     */
    void giveBack(@Nullable DeviceFence inUse, long byteSize, Runnable giveBack) {
        if (inUse == null || inUse.passed()) {
            giveBack.run();
            return;
        }
        try {
            defer(inUse, byteSize, giveBack);
        } catch (OutOfMemoryError full) {
            if (!inUse.await(PATIENCE)) {
                throw full;
            }
            giveBack.run();
        }
    }

    /** As the other, when two fences have passed; null where there is none. */
    void giveBack(@Nullable DeviceFence first, @Nullable DeviceFence second, long byteSize, Runnable giveBack) {
        DeviceFence both;
        try {
            both = BothFences.of(first, second);
        } catch (OutOfMemoryError full) {
            both = second;
            if (first != null && !first.await(PATIENCE)) {
                throw full;
            }
        }
        giveBack(both, byteSize, giveBack);
    }

    /** Gives back all whose fence has passed; answers how many. Waits for another thread that does so. */
    int completeDue() {
        if (count.get() == 0 || completing.isHeldByCurrentThread()) {
            return 0;
        }
        completing.lock();
        try {
            return completeLocked();
        } finally {
            completing.unlock();
        }
    }

    private int completeLocked() {
        for (Waiting waiting = arrived.peek(); waiting != null; waiting = arrived.peek()) {
            batches.computeIfAbsent(waiting.fence(), fence -> new ArrayDeque<>()).add(waiting);
            arrived.remove();
        }
        int done = 0;
        for (Iterator<Map.Entry<DeviceFence, Deque<Waiting>>> each = batches.entrySet().iterator(); each.hasNext();) {
            Map.Entry<DeviceFence, Deque<Waiting>> batch = each.next();
            if (batch.getKey().passed()) {
                done += giveBack(batch.getValue());
                each.remove();
            }
        }
        return done;
    }

    private int giveBack(Deque<Waiting> batch) {
        int done = 0;
        for (Waiting waiting = batch.poll(); waiting != null; waiting = batch.poll()) {
            bytes.addAndGet(-waiting.byteSize());
            count.decrementAndGet();
            waiting.giveBack().run();
            done++;
        }
        return done;
    }

    /** The fences that are waited for now. */
    List<DeviceFence> fences() {
        completing.lock();
        try {
            completeLocked();
            return List.copyOf(batches.keySet());
        } finally {
            completing.unlock();
        }
    }

    /** How many wait. */
    int count() {
        return count.get();
    }

    /** Bytes of those that wait. */
    long byteSize() {
        return bytes.get();
    }
}
