package dev.cleave.gpu;

import java.util.LinkedHashSet;
import org.jspecify.annotations.Nullable;

/**
 * Blocks that stay mapped though nobody uses their bytes now, at most so many: whoever maps and
 * unmaps often does not pay the driver each time. The one that has been idle longest goes first.
 * Thread-safe by a monitor.
 */
final class IdleMappings<T> {
    private final int most;
    private final LinkedHashSet<T> idle = new LinkedHashSet<>();

    IdleMappings(int most) {
        this.most = most;
    }

    /** Keeps one that has fallen idle, and answers the one that is to be unmapped for it, if any. */
    synchronized @Nullable T add(T mapping) {
        idle.remove(mapping);
        idle.add(mapping);
        return idle.size() > most ? idle.removeFirst() : null;
    }

    /** One is in use again, or gone. */
    synchronized void remove(T mapping) {
        idle.remove(mapping);
    }

    synchronized int size() {
        return idle.size();
    }
}
