package dev.cleave.objects;

import java.util.Arrays;

/**
 * Objects that end together: whatever was allocated here, and not freed or kept before, is freed
 * when the scope is closed.
 *
 * {@snippet :
 * try (ObjectScope scope = ObjectScope.of(space)) {
 *     long handle = scope.allocate(100);
 *     …
 * }
 * }
 *
 * <p>Any thread may call anything. Cost: 8 bytes a handle on the Java heap, and a lock for a
 * moment.
 */
public final class ObjectScope implements AutoCloseable {
    private static final int FIRST = 16;

    private final ObjectSpace space;
    private long[] handles = new long[FIRST];
    private int count;
    private boolean closed;

    private ObjectScope(ObjectSpace space) {
        this.space = space;
    }

    /** A scope of a space, with nothing in it. */
    public static ObjectScope of(ObjectSpace space) {
        return new ObjectScope(space);
    }

    /**
     * A new object that ends with this scope: see {@link ObjectSpace#allocate}. It may be freed
     * before.
     *
     * @throws IllegalStateException where the scope, the space or the pool is closed
     */
    public synchronized long allocate(long byteSize) {
        requireOpen();
        if (count == handles.length) {
            handles = Arrays.copyOf(handles, 2 * count);
        }
        long handle = space.allocate(byteSize);
        handles[count++] = handle;
        return handle;
    }

    /**
     * Lets an object live beyond this scope: it is freed by its handle, as any other. Cost: a look
     * at each handle of the scope, the last first.
     *
     * @throws IllegalArgumentException where it was not allocated here, or kept already
     * @throws IllegalStateException where the scope is closed
     */
    public synchronized void keep(long handle) {
        requireOpen();
        for (int each = count - 1; each >= 0; each--) {
            if (handles[each] == handle) {
                handles[each] = handles[--count];
                return;
            }
        }
        throw new IllegalArgumentException("handle 0x" + Long.toHexString(handle)
                + " is none of this scope: keep what was allocated here, and once");
    }

    /** How many objects end with this scope, those among them that were freed before. */
    public synchronized int size() {
        return count;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the scope is closed: open another");
        }
    }

    /**
     * Frees the objects, and takes no more. Closing twice does nothing.
     *
     * @throws IllegalStateException where some are pinned; all others are freed, and to close again
     *     frees the rest
     */
    @Override
    public synchronized void close() {
        closed = true;
        int pinned = 0;
        for (int each = 0; each < count; each++) {
            if (!space.isGoneOrFreed(handles[each])) {
                handles[pinned++] = handles[each];
            }
        }
        count = pinned;
        if (pinned > 0) {
            throw new IllegalStateException(pinned + (pinned == 1 ? " object" : " objects")
                    + " of the scope cannot be freed, as they are pinned: close their pins, then the scope again");
        }
    }
}
