package dev.cleave.lab.replay;

import dev.cleave.buddy.BuddySpace;
import dev.cleave.lab.trace.TraceKind;
import java.lang.foreign.Arena;
import java.util.BitSet;
import java.util.Optional;
import java.util.OptionalLong;

/** Cleave's buddy space over one region, behind the replay's contract. */
final class CleaveAllocator implements ReplayAllocator {
    private static final long REGION_ALIGNMENT = 2L << 20;

    private final Arena arena = Arena.ofShared();
    private final BuddySpace space;
    private final long base;
    private final long unit;
    private final BitSet touched = new BitSet();

    private CleaveAllocator(long unit, long bytes) {
        this.unit = unit;
        space = BuddySpace.of(bytes / unit);
        base = arena.allocate(bytes, REGION_ALIGNMENT).address();
    }

    static CleaveAllocator open(TraceKind kind, long regionBytes) {
        return new CleaveAllocator(AllocatorChoice.unit(kind), regionBytes);
    }

    @Override
    public String name() {
        return "cleave";
    }

    @Override
    public long allocate(long byteSize) {
        long units = (byteSize + unit - 1) / unit;
        if (units > space.units()) {
            return NO_ADDRESS;
        }
        long offset = space.allocateUnits(units);
        if (offset == BuddySpace.NO_BLOCK) {
            return NO_ADDRESS;
        }
        touched.set((int) (offset * unit >> 12), (int) (((offset + units) * unit + 4095) >> 12));
        return base + offset * unit;
    }

    @Override
    public void free(long address) {
        space.free((address - base) / unit);
    }

    @Override
    public long blockBytes(long address, long byteSize) {
        return space.unitsOf((address - base) / unit) * unit;
    }

    @Override
    public OptionalLong committedBytes() {
        return OptionalLong.of((long) touched.cardinality() << 12);
    }

    @Override
    public Optional<Region> region() {
        return Optional.of(new Region(base, space.units() * unit));
    }

    @Override
    public Optional<FreeBlocks> freeBlocks() {
        return Optional.of(new FreeBlocks(space.freeBlocksByOrder(), unit));
    }

    @Override
    public void verifyEmpty() {
        space.flush();
        space.verify();
        if (space.freeUnits() != space.units()) {
            throw new IllegalStateException("after every block was freed, only " + space.freeUnits() + " of "
                    + space.units() + " units are free");
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
