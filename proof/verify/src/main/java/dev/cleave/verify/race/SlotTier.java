package dev.cleave.verify.race;

import dev.cleave.tiers.Tier;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;

/** A tier of a few places of one size, each a bit: it knows to the byte what is held, and refuses a second free. */
final class SlotTier implements Tier {
    static final long PLACE_BYTES = 64;
    private static final int PLACES = 8;

    private final String name;
    private final MemorySegment memory = Arena.global().allocate(PLACES * PLACE_BYTES, PLACE_BYTES);
    private final AtomicInteger held = new AtomicInteger();

    SlotTier(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long capacity() {
        return PLACES * PLACE_BYTES;
    }

    @Override
    public long usedBytes() {
        return Integer.bitCount(held.get()) * PLACE_BYTES;
    }

    @Override
    public long allocate(long byteSize) {
        int before;
        int free;
        do {
            before = held.get();
            free = Integer.numberOfTrailingZeros(~before);
            if (free >= PLACES) {
                return NO_PLACE;
            }
        } while (!held.compareAndSet(before, before | 1 << free));
        return memory.address() + free * PLACE_BYTES;
    }

    @Override
    public void free(long place) {
        int bit = 1 << (int) ((place - memory.address()) / PLACE_BYTES);
        if ((held.getAndUpdate(before -> before & ~bit) & bit) == 0) {
            throw new IllegalArgumentException("place " + place + " of tier " + name + " is free already");
        }
    }

    @Override
    public long address(long place) {
        return place;
    }

    @Override
    public void read(long place, long offset, MemorySegment into) {
        into.copyFrom(memory.asSlice(place - memory.address() + offset, into.byteSize()));
    }

    @Override
    public void write(long place, long offset, MemorySegment from) {
        memory.asSlice(place - memory.address() + offset, from.byteSize()).copyFrom(from);
    }

    @Override
    public void close() {}
}
