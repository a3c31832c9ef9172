package dev.cleave.lab.experiment.http;

import dev.cleave.lab.jvm.ResidentMemory;
import java.util.concurrent.locks.LockSupport;

/** The most of this process that is resident while it is looked at, every {@value #MILLIS} ms. */
final class ResidentPeak implements AutoCloseable {
    private static final long MILLIS = 100;

    private final Thread looks = Thread.ofPlatform().daemon().name("resident-peak").unstarted(this::look);
    private volatile boolean wanted = true;
    private volatile long peak;

    /** Begins to look. */
    ResidentPeak() {
        looks.start();
    }

    private void look() {
        while (wanted) {
            peak = Math.max(peak, ResidentMemory.bytes());
            LockSupport.parkNanos(this, MILLIS * 1_000_000);
        }
    }

    /** Looks no more; answers the most, this last look among it. */
    long end() {
        close();
        return Math.max(peak, ResidentMemory.bytes());
    }

    @Override
    public void close() {
        wanted = false;
        LockSupport.unpark(looks);
    }
}
