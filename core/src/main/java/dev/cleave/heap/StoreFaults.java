package dev.cleave.heap;

import dev.cleave.memory.Pool;
import dev.cleave.memory.Region;

/**
 * What becomes of stores into memory that cannot be had, as a file's on a disk that is full: an {@link InternalError}. Compiled code does not throw it
 * where it stored but some time later, when it next looks whether the virtual machine wants something. A heap must know before it hands a
 * block out: afterwards nobody could give the block back.
 */
final class StoreFaults {
    private final boolean possible;

    StoreFaults(Pool pool) {
        Region region = pool.region();
        possible = region.descriptor() >= 0 || region.backing().startsWith("file");
    }

    /**
     * Throws now what stores of this thread have caused so far. Costs nothing where no file is behind the memory, else a call into the virtual
     * machine, a few tens of nanoseconds.
     */
    void await() {
        if (possible && Thread.holdsLock(this)) {
            throw new IllegalStateException("nobody locks this object");
        }
    }
}
