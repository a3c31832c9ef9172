package dev.cleave.memory;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * The blocks of a pool that arenas, heaps and object caches hold. Taken while others run it is an
 * estimate.
 *
 * @param pool the pool's name
 * @param blocks how many there are
 * @param byteSize bytes of all of them
 * @param some at most {@link #MOST_TOLD} of them: those whose allocation was sampled first, then
 *     the largest
 */
public record LeaseReport(String pool, long blocks, long byteSize, List<Held> some) {
    /** The most blocks that are told one by one. */
    public static final int MOST_TOLD = 8;

    /**
     * A block that is held.
     *
     * @param address its first byte
     * @param byteSize bytes of its units
     * @param place who allocated it, innermost first; empty where its allocation was not sampled:
     *     see {@link PoolBuilder#sampleEvery}
     * @param age since when it is held; zero where its allocation was not sampled
     * @param child the name of the child of the pool that took it; empty where the pool itself did
     */
    public record Held(long address, long byteSize, String place, Duration age, String child) {
        /** The block in words. */
        @Override
        public String toString() {
            String block = String.format(Locale.ROOT, "%,d bytes at 0x%x", byteSize, address)
                    + (child.isEmpty() ? "" : " of child " + child);
            return place.isEmpty()
                    ? block
                    : block + String.format(Locale.ROOT, ", for %,d.%03d s, allocated at %s", age.toSeconds(),
                            age.toMillisPart(), place);
        }
    }

    /** Keeps the list as it is. */
    public LeaseReport {
        some = List.copyOf(some);
    }

    static LeaseReport none(String pool) {
        return new LeaseReport(pool, 0, 0, List.of());
    }

    /** Whether nothing is held. */
    public boolean isEmpty() {
        return blocks == 0;
    }

    /** How many there are, and the told ones a line each. */
    @Override
    public String toString() {
        if (isEmpty()) {
            return "pool " + pool + " has no block leased to arenas, heaps or object caches";
        }
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT,
                "pool %s has %,d %s of %,d bytes leased to arenas, heaps or object caches", pool, blocks,
                blocks == 1 ? "block" : "blocks", byteSize));
        return tell(text).toString();
    }

    /** Appends the told ones, a line each. */
    StringBuilder tell(StringBuilder text) {
        for (Held each : some) {
            text.append(String.format("%n  ")).append(each);
        }
        if (blocks > some.size()) {
            text.append(String.format(Locale.ROOT, "%n  and %,d more", blocks - some.size()));
        }
        return text;
    }
}
