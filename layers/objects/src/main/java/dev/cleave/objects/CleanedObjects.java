package dev.cleave.objects;

import java.lang.ref.Cleaner;
import java.util.Arrays;

/**
 * Objects that are freed when their Java proxies die: for programs that pass objects around, and
 * have no place where it is known that nobody needs one any more. The collector finds that out in
 * its own time, so memory comes back late; where the time is known, free or use a {@link
 * ObjectScope}.
 *
 * <p>What died is freed in batches of 64, and before each allocation that finds a batch waiting. Any
 * thread may call anything. Cost: the proxy, its entry with the {@link Cleaner}, some 120 bytes on
 * the Java heap for each object.
 */
public final class CleanedObjects {
    private static final Cleaner CLEANER = Cleaner.create();

    private final ObjectSpace space;
    private final Batch batch;

    /** Handles of proxies that died. Knows the space, and no proxy. */
    private static final class Batch {
        private static final int FULL = 64;

        private final ObjectSpace space;
        private long[] handles = new long[FULL];
        private int count;

        Batch(ObjectSpace space) {
            this.space = space;
        }

        synchronized void add(long handle) {
            if (count == handles.length) {
                handles = Arrays.copyOf(handles, 2 * count);
            }
            handles[count++] = handle;
            if (count % FULL == 0) {
                free();
            }
        }

        /** Those that are pinned wait for the next time. */
        synchronized int free() {
            int pinned = 0;
            int freed = 0;
            for (int each = 0; each < count; each++) {
                if (space.isGoneOrFreed(handles[each])) {
                    freed++;
                } else {
                    handles[pinned++] = handles[each];
                }
            }
            count = pinned;
            return freed;
        }

        synchronized boolean isWaiting() {
            return count > 0;
        }
    }

    private CleanedObjects(ObjectSpace space) {
        this.space = space;
        batch = new Batch(space);
    }

    /** Objects of a space, with proxies. */
    public static CleanedObjects of(ObjectSpace space) {
        return new CleanedObjects(space);
    }

    /** A new object with a proxy: see {@link ObjectSpace#allocate}. */
    public CleanedObject allocate(long byteSize) {
        if (batch.isWaiting()) {
            batch.free();
        }
        long handle = space.allocate(byteSize);
        Batch waiting = batch;
        return new CleanedObject(space, handle, CLEANER, () -> waiting.add(handle));
    }

    /** Frees what is known to have died, and is not pinned; answers how many objects that were. */
    public int freeDead() {
        return batch.free();
    }
}
