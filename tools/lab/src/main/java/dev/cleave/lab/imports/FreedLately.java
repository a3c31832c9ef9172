package dev.cleave.lab.imports;

import java.util.LinkedHashSet;

/**
 * The pages freed last, a bounded number of them: what tells a free that is told of twice from one
 * whose allocation was not seen.
 *
 * <p>Kernels tell of a page that is freed in a batch by two events, up to a batch apart.
 */
final class FreedLately {
    private static final int MOST = 1 << 14;

    private final LinkedHashSet<Long> oldestFirst = new LinkedHashSet<>();

    /** The page was freed. */
    void add(long frame) {
        oldestFirst.addLast(frame);
        if (oldestFirst.size() > MOST) {
            oldestFirst.removeFirst();
        }
    }

    /** Whether the page was freed not long ago, and not allocated since. */
    boolean holds(long frame) {
        return oldestFirst.contains(frame);
    }

    /** The page was allocated. */
    void remove(long frame) {
        oldestFirst.remove(frame);
    }
}
