package dev.cleave.objects;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;

/**
 * An object that is freed when nobody has this proxy any more: see {@link CleanedObjects}. Any
 * thread may use it.
 */
public final class CleanedObject implements AutoCloseable {
    private final ObjectSpace space;
    private final long handle;
    private final Cleaner.Cleanable cleanable;

    CleanedObject(ObjectSpace space, long handle, Cleaner cleaner, Runnable action) {
        this.space = space;
        this.handle = handle;
        cleanable = cleaner.register(this, action);
    }

    /**
     * The handle. It does not keep the object: keep the proxy for as long as you use it.
     */
    public long handle() {
        return handle;
    }

    /** What a reader learns: see {@link ObjectSpace#read(long, ObjectReader)}. */
    public <T> T read(ObjectReader<T> reader) {
        try {
            return space.read(handle, reader);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** Copies bytes in: see {@link ObjectSpace#write(long, long, byte[], int, int)}. */
    public void write(long offset, byte[] source, int sourceOffset, int length) {
        try {
            space.write(handle, offset, source, sourceOffset, length);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** Pins the object: see {@link ObjectSpace#pin}. It is not freed before the pin is closed. */
    public ObjectPin pin() {
        try {
            return space.pin(handle);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** Has the object freed with the next batch, without waiting for the collector; twice does nothing. */
    @Override
    public void close() {
        cleanable.clean();
    }
}
