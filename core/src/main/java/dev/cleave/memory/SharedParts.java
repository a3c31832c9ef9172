package dev.cleave.memory;

import dev.cleave.buddy.BuddySpace;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What a pool has one of, however many children share it: the memory, the space that hands it out,
 * and the books about its blocks.
 *
 * @param number of the pool, in the order in which pools were opened, from 0
 * @param units the pool's
 * @param sites null where allocations are not sampled
 */
record SharedParts(
        int number,
        Units units,
        BuddySpace space,
        Region region,
        Footprint footprint,
        BlockSlack book,
        @Nullable AllocationSites sites,
        BlockSearch search,
        Children children) {
    private static final AtomicInteger OPENED = new AtomicInteger();

    /**
     * The parts of a pool that has just been opened.
     *
     * @param bytesPerSample how far samples lie apart; 0 for none
     * @param grows is called where more memory is committed than when last looked at
     */
    static SharedParts of(
            Units units, BuddySpace space, Region region, Footprint.Policy policy, long bytesPerSample,
            Runnable grows) {
        Footprint footprint = new Footprint(units, space, region, policy, grows);
        AllocationSites sites = bytesPerSample > 0
                ? new AllocationSites(units.name(), "pool", bytesPerSample, units.count(), space.stripes())
                : null;
        return new SharedParts(OPENED.getAndIncrement() & Integer.MAX_VALUE, units, space, region, footprint,
                new BlockSlack(units.count(), units.shift()), sites,
                new BlockSearch(new PlainSearch(space, footprint), null), new Children(units));
    }

    /** Held while pages are dropped, and while children come and go. */
    SturdyLock lock() {
        return footprint.lock();
    }
}
