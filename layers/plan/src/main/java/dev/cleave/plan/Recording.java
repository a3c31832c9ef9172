package dev.cleave.plan;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a program allocates and frees, while it is watched for a period. It is looked for whenever
 * twice as much was recorded as the last time, so that looking costs no more than recording.
 *
 * <p>About 60 bytes on the Java heap for each live block, and 12 an allocation. Not safe for use by
 * several threads at once.
 */
final class Recording {
    private static final int FIRST_LOOK = 64;

    /** A period must have been seen so often at least: two turns may be chance. */
    private static final int LEAST_TURNS = 3;

    private final Lifetimes.Builder lifetimes = Lifetimes.builder();
    private final Map<Long, Integer> positions = new HashMap<>();
    private int nextLook = FIRST_LOOK;

    void allocated(long address, long byteSize) {
        positions.put(address, lifetimes.allocate(byteSize));
    }

    /** A block is freed; what was allocated before the recording began is none of it. */
    void freed(long address) {
        Integer position = positions.remove(address);
        if (position != null) {
            lifetimes.free(position);
        }
    }

    int count() {
        return lifetimes.count();
    }

    /** Whether it is time to look for a period. */
    boolean isDue() {
        return lifetimes.count() >= nextLook;
    }

    /**
     * The period that explains at least half of all that was recorded, seen three times at least,
     * if there is one.
     */
    Optional<Cycle> look() {
        nextLook = 2 * lifetimes.count();
        return Cycle.find(lifetimes.build())
                .filter(cycle -> cycle.covered() >= LEAST_TURNS * cycle.period())
                .filter(cycle -> 2 * cycle.covered() >= lifetimes.count());
    }
}
