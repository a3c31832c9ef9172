package dev.cleave.objects;

import dev.cleave.memory.Leases;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolRange;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Where regions come from and go to, and which region a location is in. One region is kept aside
 * while there are others: an evacuation can begin with it where the pool is full.
 *
 * <p>Any thread may call anything; what is known of a region is its stripe's.
 */
final class RegionStore {
    private static final long NONE = -1;

    private final Leases leases;
    private final long base;
    private final long regionBytes;
    private final int shift;
    private final @Nullable Region[] regions;

    /** The region that is kept aside, or {@link #NONE}. */
    private final AtomicLong spare = new AtomicLong(NONE);

    /** Regions that are leased, the spare one among them. */
    private final AtomicLong leased = new AtomicLong();

    /** Of a pool; a region's size is a power of two, and an alignment that the pool has. */
    RegionStore(Pool pool, long regionBytes) {
        leases = pool.leases();
        base = pool.baseAddress();
        this.regionBytes = regionBytes;
        shift = Long.numberOfTrailingZeros(regionBytes);
        regions = new Region[Math.toIntExact((pool.capacity() >>> shift) + 1)];
    }

    long regionBytes() {
        return regionBytes;
    }

    /** The region in which a location is; null where that is a giant's. */
    @Nullable
    Region at(long location) {
        return regions[(int) (location >>> shift)];
    }

    /** A new region, or null where the pool has none; no pressure listener is asked. */
    @Nullable
    Region tryOpen() {
        long address = leases.tryLease(regionBytes, regionBytes);
        if (address == 0) {
            return null;
        }
        leased.incrementAndGet();
        keepAsideBehind(address - base);
        return opened(address - base);
    }

    /** Where this fails, the region that was leased before goes back. */
    private void keepAsideBehind(long location) {
        boolean kept = false;
        try {
            if (spare.get() == NONE) {
                keepAside();
            }
            kept = true;
        } finally {
            if (!kept) {
                giveBackUnopened(location);
            }
        }
    }

    /** As {@link #tryOpen}, but not within a range; nothing is kept aside. */
    @Nullable
    Region tryOpenOutside(PoolRange range) {
        long address = leases.tryLeaseOutside(List.of(range), regionBytes, regionBytes);
        if (address == 0) {
            return null;
        }
        leased.incrementAndGet();
        return opened(address - base);
    }

    private void keepAside() {
        long address = leases.tryLease(regionBytes, regionBytes);
        if (address == 0) {
            return;
        }
        if (spare.compareAndSet(NONE, address - base)) {
            leased.incrementAndGet();
        } else {
            leases.giveBack(address);
        }
    }

    /**
     * A new region, for which pressure listeners may be asked: so no lock of a stripe may be held.
     *
     * @return its location, to be {@linkplain #opened opened}
     * @throws dev.cleave.memory.PoolExhaustedException where there is none
     */
    long demand() {
        long address = leases.lease(regionBytes, regionBytes);
        leased.incrementAndGet();
        return address - base;
    }

    /** The region that was kept aside, or null: for an evacuation, where the pool has none. */
    @Nullable
    Region tryOpenSpare() {
        long location = spare.getAndSet(NONE);
        return location == NONE ? null : opened(location);
    }

    /**
     * A region at a location that the caller has leased; where it cannot be made, that goes back.
     */
    Region opened(long location) {
        boolean made = false;
        try {
            Region region = new Region(location, regionBytes);
            regions[(int) (location >>> shift)] = region;
            made = true;
            return region;
        } finally {
            if (!made) {
                giveBackUnopened(location);
            }
        }
    }

    /** Takes back a region in which no object is. */
    void giveBack(Region region) {
        region.gone = true;
        regions[(int) (region.start >>> shift)] = null;
        giveBackUnopened(region.start);
    }

    /** Takes back a region that was never opened. */
    void giveBackUnopened(long location) {
        if (leased.get() > 1 && spare.compareAndSet(NONE, location)) {
            return;
        }
        leases.giveBack(base + location);
        if (leased.decrementAndGet() == 1) {
            dropSpare();
        }
    }

    /** Gives the region back that was kept aside; answers its bytes. */
    long dropSpare() {
        long location = spare.getAndSet(NONE);
        if (location == NONE) {
            return 0;
        }
        leases.giveBack(base + location);
        leased.decrementAndGet();
        return regionBytes;
    }

    /** Bytes of all regions, that which is kept aside among them. */
    long heldBytes() {
        return leased.get() * regionBytes;
    }

    /** Bytes of the region that is kept aside. */
    long spareBytes() {
        return spare.get() == NONE ? 0 : regionBytes;
    }

    /** Bytes on the Java heap. */
    long byteSize() {
        return (long) regions.length * Integer.BYTES + leased.get() * 80;
    }
}
