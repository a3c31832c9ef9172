package dev.cleave.objects;

import dev.cleave.daemon.PacedDaemon;
import java.time.Duration;

/** A daemon thread that does a step of evacuation now and then. */
final class BackgroundEvacuation extends PacedDaemon<ObjectSpace> {
    private static final System.Logger LOG = System.getLogger("dev.cleave.objects");

    private final long period;
    private final long mostBytes;

    BackgroundEvacuation(ObjectSpace space, Duration period, long mostBytes) {
        super("cleave-evacuation-" + space.pool().name(), space, period.toNanos());
        this.period = period.toNanos();
        this.mostBytes = mostBytes;
    }

    @Override
    protected long work(ObjectSpace present) {
        if (present.isClosed()) {
            return NO_MORE;
        }
        try {
            long unused = present.step(mostBytes);
        } catch (RuntimeException failure) {
            LOG.log(System.Logger.Level.WARNING, "background evacuation failed, and tries again", failure);
        }
        return period;
    }
}
