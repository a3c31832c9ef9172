package dev.cleave.verify.soak;

import dev.cleave.tiers.Tier;
import dev.cleave.tiers.TierFailedException;
import dev.cleave.verify.fault.Faults;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A tier whose places are counted, and which cannot read or write now and then.
 *
 * @param tier what does it all
 * @param isRemote whether only the tier itself is to read and write its memory
 * @param places how many were given out and not taken back
 */
record WatchedTier(Tier tier, boolean isRemote, AtomicLong places) implements Tier {
    WatchedTier(Tier tier, boolean isRemote) {
        this(tier, isRemote, new AtomicLong());
    }

    @Override
    public String name() {
        return tier.name();
    }

    @Override
    public long capacity() {
        return tier.capacity();
    }

    @Override
    public long usedBytes() {
        return tier.usedBytes();
    }

    @Override
    public long allocate(long byteSize) {
        return allocate(byteSize, 0);
    }

    @Override
    public long allocate(long byteSize, int context) {
        long place = tier.allocate(byteSize, context);
        if (place != NO_PLACE) {
            places.incrementAndGet();
        }
        return place;
    }

    @Override
    public void free(long place) {
        tier.free(place);
        places.decrementAndGet();
    }

    @Override
    public long address(long place) {
        return isRemote ? NO_ADDRESS : tier.address(place);
    }

    @Override
    public void read(long place, long offset, MemorySegment into) {
        fail("read");
        tier.read(place, offset, into);
    }

    @Override
    public void write(long place, long offset, MemorySegment from) {
        fail("write");
        tier.write(place, offset, from);
    }

    @Override
    public void readAll(List<Transfer> transfers) {
        fail("read");
        tier.readAll(transfers);
    }

    @Override
    public void writeAll(List<Transfer> transfers) {
        fail("write");
        tier.writeAll(transfers);
    }

    private void fail(String what) {
        if (isRemote && Faults.call(what) != 0) {
            throw new TierFailedException(name(), "made to fail: a " + what);
        }
    }

    @Override
    public void close() {
        tier.close();
    }
}
