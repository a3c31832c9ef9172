package dev.cleave.gpu;

import java.util.ArrayList;
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
 */
final class DeferredFrees {
    /** Each time so many were deferred, whoever defers looks what is due. */
    private static final int LOOK_EVERY = 64;

    private final ConcurrentLinkedQueue<Waiting> arrived = new ConcurrentLinkedQueue<>();
    private final Map<DeviceFence, List<Waiting>> batches = new LinkedHashMap<>();
    private final ReentrantLock completing = new ReentrantLock();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    /** What is to be done when a fence has passed. */
    record Waiting(DeviceFence fence, long byteSize, Runnable giveBack) {}

    /** Gives something back when a fence has passed. */
    void defer(DeviceFence fence, long byteSize, Runnable giveBack) {
        bytes.addAndGet(byteSize);
        arrived.add(new Waiting(fence, byteSize, giveBack));
        if (count.incrementAndGet() % LOOK_EVERY == 0 && !completing.isHeldByCurrentThread()
                && completing.tryLock()) {
            try {
                completeLocked();
            } finally {
                completing.unlock();
            }
        }
    }

    /** Gives something back: at once, or when the fence that is still in its way has passed. */
    void giveBack(@Nullable DeviceFence inUse, long byteSize, Runnable giveBack) {
        if (inUse == null || inUse.passed()) {
            giveBack.run();
        } else {
            defer(inUse, byteSize, giveBack);
        }
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
        for (Waiting waiting = arrived.poll(); waiting != null; waiting = arrived.poll()) {
            batches.computeIfAbsent(waiting.fence(), fence -> new ArrayList<>()).add(waiting);
        }
        int done = 0;
        for (Iterator<Map.Entry<DeviceFence, List<Waiting>>> each = batches.entrySet().iterator(); each.hasNext();) {
            Map.Entry<DeviceFence, List<Waiting>> batch = each.next();
            if (batch.getKey().passed()) {
                each.remove();
                done += giveBack(batch.getValue());
            }
        }
        return done;
    }

    private int giveBack(List<Waiting> batch) {
        for (Waiting waiting : batch) {
            waiting.giveBack().run();
            bytes.addAndGet(-waiting.byteSize());
            count.decrementAndGet();
        }
        return batch.size();
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
