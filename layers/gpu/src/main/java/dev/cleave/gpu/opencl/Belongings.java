package dev.cleave.gpu.opencl;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What was made of a context and is still open, in the order in which it was made.
 *
 * @param <T> what it is
 */
final class Belongings<T> {
    private final Set<T> open = new LinkedHashSet<>();
    private boolean closed;

    /** Adds one, or says that it came too late. */
    synchronized boolean add(T thing) {
        return !closed && open.add(thing);
    }

    synchronized void remove(T thing) {
        open.remove(thing);
    }

    /** How many are open. */
    synchronized int count() {
        return open.size();
    }

    /**
     * Takes no more, and hands out those that are open, the last made first; none the second time.
     */
    synchronized List<T> end() {
        closed = true;
        List<T> left = new ArrayList<>(open).reversed();
        open.clear();
        return left;
    }
}
