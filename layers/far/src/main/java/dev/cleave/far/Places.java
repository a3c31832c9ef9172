package dev.cleave.far;

import dev.cleave.buddy.BuddySpace;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The places of a tier: a buddy space that bounds them, and what is known of each. A place is the
 * offset of its first byte in that space, though no byte lies there.
 */
final class Places {
    private final int unitBytes;
    private final int pieceBytes;
    private final BuddySpace space;
    private final Map<Long, Placed> placed = new ConcurrentHashMap<>();
    private final LongAdder usedUnits = new LongAdder();

    /**
     * Places for so many bytes in units of so many.
     *
     * @param pieceBytes bytes of the pieces that objects are cut into
     */
    Places(long capacity, int unitBytes, int pieceBytes) {
        this.unitBytes = unitBytes;
        this.pieceBytes = pieceBytes;
        this.space = BuddySpace.of(capacity / unitBytes);
    }

    long capacity() {
        return space.units() * unitBytes;
    }

    long usedBytes() {
        return usedUnits.sum() * unitBytes;
    }

    long count() {
        return placed.size();
    }

    /** A place for so many bytes, 1 or more; -1 where there is no room. */
    long allocate(long byteSize) {
        long units = units(byteSize);
        long offset = units > space.units() ? BuddySpace.NO_BLOCK : space.allocateUnits(units);
        if (offset == BuddySpace.NO_BLOCK) {
            return -1;
        }
        usedUnits.add(units);
        long place = offset * unitBytes;
        placed.put(place, new Placed(byteSize, pieceBytes));
        return place;
    }

    private long units(long byteSize) {
        return (byteSize - 1) / unitBytes + 1;
    }

    /** What is known of a place; null where it is not given out. */
    @Nullable
    Placed find(long place) {
        return placed.get(place);
    }

    /** Takes a place back and answers what was known of it; null where it was not given out. */
    @Nullable
    Placed free(long place) {
        Placed freed = placed.remove(place);
        if (freed != null) {
            space.free(place / unitBytes);
            usedUnits.add(-units(freed.byteSize()));
        }
        return freed;
    }

    /** Each place that is given out, with what is known of it. */
    void forEach(BiConsumer<Long, Placed> each) {
        placed.forEach(each);
    }
}
