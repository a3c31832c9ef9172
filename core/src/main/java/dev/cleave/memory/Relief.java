package dev.cleave.memory;

import java.util.List;
import java.util.function.LongSupplier;

/** Who can be asked for memory when a pool is full. */
interface Relief {
    /** Whether there is nobody to be asked. */
    boolean isEmpty();

    /**
     * Asks one after the other, and tries again after each; not at all where the caller is being asked already.
     *
     * @param attempt what failed; answers a negative number when it fails again
     * @param byteSize how many bytes it needs
     * @param failures takes what those who were asked threw
     * @return the first answer that is not negative, or the last one
     */
    long askUntil(LongSupplier attempt, long byteSize, List<RuntimeException> failures);

    /** Logs what those threw who were asked. */
    void log(List<RuntimeException> failures);
}
