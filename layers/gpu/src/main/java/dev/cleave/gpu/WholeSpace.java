package dev.cleave.gpu;

import dev.cleave.buddy.FreeRunVisitor;
import java.util.concurrent.atomic.AtomicBoolean;

/** A block that is one allocation's, or nobody's. */
final class WholeSpace implements BlockSpace {
    private final long units;
    private final AtomicBoolean taken = new AtomicBoolean();

    WholeSpace(long units) {
        this.units = units;
    }

    @Override
    public long units() {
        return units;
    }

    @Override
    public long allocate(long count, int alignment, boolean thorough) {
        return count <= units && taken.compareAndSet(false, true) ? 0 : NONE;
    }

    @Override
    public boolean free(long offset) {
        taken.set(false);
        return true;
    }

    @Override
    public boolean takeAll() {
        return taken.compareAndSet(false, true);
    }

    @Override
    public long freeUnits() {
        return taken.get() ? 0 : units;
    }

    @Override
    public void forEachFreeRun(FreeRunVisitor visitor) {
        if (!taken.get()) {
            visitor.run(0, units);
        }
    }
}
