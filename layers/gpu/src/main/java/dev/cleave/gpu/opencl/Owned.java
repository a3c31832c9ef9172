package dev.cleave.gpu.opencl;

import java.util.concurrent.atomic.AtomicReference;

/**
 * One thing of OpenCL that is closed once: a handle, how it is released, and who is told.
 *
 * <p>Any thread may call. A call costs one or two volatile reads.
 */
final class Owned implements AutoCloseable {
    /** What is done with the handle at the end. */
    @FunctionalInterface
    interface Release {
        /** Gives the handle back; OpenCL's code. */
        int release(long handle);
    }

    private enum Life {
        OPEN, CLOSED
    }

    private final String name;
    private final long handle;
    private final Release release;
    private final Belongings<Owned> owner;
    private final AtomicReference<Life> life = new AtomicReference<>(Life.OPEN);

    /**
     * Takes over a handle, and adds itself to what the owner closes.
     *
     * @param name what it is, as messages call it
     * @throws IllegalStateException where the owner is closed; the handle is then released
     */
    Owned(String name, long handle, Release release, Belongings<Owned> owner) {
        this.name = name;
        this.handle = handle;
        this.release = release;
        this.owner = owner;
        if (!owner.add(this)) {
            life.setRelease(Life.CLOSED);
            release.release(handle);
            throw new IllegalStateException("the OpenCL context is closed");
        }
    }

    /**
     * The handle.
     *
     * @throws IllegalStateException where this is closed
     */
    long handle() {
        if (life.getAcquire() == Life.CLOSED) {
            throw new IllegalStateException("the OpenCL " + name + " is closed");
        }
        return handle;
    }

    /**
     * Releases the handle; does nothing the second time.
     *
     * @throws OpenClException where OpenCL refuses; it is closed all the same
     */
    @Override
    public void close() {
        if (life.compareAndSet(Life.OPEN, Life.CLOSED)) {
            owner.remove(this);
            ErrorCodes.require(release.release(handle), "closing the OpenCL " + name);
        }
    }
}
