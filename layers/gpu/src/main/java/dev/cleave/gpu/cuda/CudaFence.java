package dev.cleave.gpu.cuda;

import dev.cleave.gpu.DeviceFence;
import dev.cleave.gpu.DeviceLostException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * A point in a stream: passes when the card has done all that the stream was given before.
 *
 * <p>Its event is destroyed as soon as it has passed, or when its memory is closed, after which it
 * answers as it did last.
 */
public final class CudaFence implements DeviceFence {
    private static final long FIRST_PAUSE_NANOS = 1_000;
    private static final long LONGEST_PAUSE_NANOS = 1_000_000;

    private final CudaContext context;
    private final Consumer<CudaFence> ended;
    private final long event;
    private volatile boolean passed;
    private boolean destroyed;

    /** After all that the stream was given until now. */
    CudaFence(CudaContext context, long stream, Consumer<CudaFence> ended) {
        this.context = context;
        this.ended = ended;
        event = context.get(() -> recorded(context.driver(), stream));
    }

    private static long recorded(CudaDriver driver, long stream) {
        long event = driver.createEvent();
        try {
            driver.record(event, stream);
            return event;
        } catch (RuntimeException refused) {
            driver.destroyEvent(event);
            throw refused;
        }
    }

    @Override
    public boolean passed() {
        return passed || ask();
    }

    private synchronized boolean ask() {
        if (!passed && !destroyed && context.get(() -> context.driver().hasPassed(event))) {
            passed = true;
            destroy();
        }
        return passed;
    }

    /** Asks again and again, ever less often: the driver's own wait knows no end. */
    @Override
    public boolean await(Duration atMost) {
        long start = System.nanoTime();
        long patience = nanos(atMost);
        long pause = FIRST_PAUSE_NANOS;
        while (!passed()) {
            long left = patience - (System.nanoTime() - start);
            if (left <= 0) {
                return false;
            }
            if (wasDestroyed()) {
                throw new DeviceLostException("the memory of this fence is closed: it will never pass");
            }
            LockSupport.parkNanos(Math.min(pause, left));
            pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
        }
        return true;
    }

    private static long nanos(Duration duration) {
        try {
            return duration.toNanos();
        } catch (ArithmeticException centuries) {
            return Long.MAX_VALUE;
        }
    }

    private synchronized boolean wasDestroyed() {
        return destroyed && !passed;
    }

    /** Destroys the event where that has not been done. */
    synchronized void destroy() {
        if (!destroyed) {
            destroyed = true;
            context.run(() -> context.driver().destroyEvent(event));
            ended.accept(this);
        }
    }
}
