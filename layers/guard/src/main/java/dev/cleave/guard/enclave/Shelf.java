package dev.cleave.guard.enclave;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The slabs of one slot size that have a slot to give, the fullest first: in eight lists by how
 * full they are. For one thread at a time; each call but {@link #each} is O(1).
 */
final class Shelf {
    /** Bytes on the Java heap, its place among the shelves and a shape with it. */
    static final long TABLE_BYTES = 200;

    private static final int BUCKETS = 8;

    private final int slotBytes;
    private final int mostPages;
    private final @Nullable Slab[] buckets = new @Nullable Slab[BUCKETS];

    /** Slabs of one shape share it. */
    private SlabShape shape;

    private int freeSlots;
    private int slabs;
    private int liveSlots;
    private long askedBytes;
    private long tailBytes;
    private long slabBytes;

    /**
     * A shelf without slabs.
     *
     * @param mostPages of a slab
     */
    Shelf(int slotBytes, int mostPages) {
        this.slotBytes = slotBytes;
        this.mostPages = mostPages;
        shape = SlabShape.next(slotBytes, mostPages, 0);
    }

    int slotBytes() {
        return slotBytes;
    }

    /**
     * Whether a slot takes less than a page, its share of the tail with it, once the shelf has
     * grown.
     */
    boolean sharesPages() {
        return SlabShape.of(slotBytes, mostPages).bytesPerSlot() < SlabShape.PAGE_BYTES;
    }

    /** The shape that the next slab should have. */
    SlabShape nextShape() {
        SlabShape next = SlabShape.next(slotBytes, mostPages, liveSlots);
        if (!next.equals(shape)) {
            shape = next;
        }
        return shape;
    }

    /** The fullest that has a free slot, or null. */
    @Nullable
    Slab fullest() {
        for (Slab first : buckets) {
            if (first != null) {
                return first;
            }
        }
        return null;
    }

    /** Tells of the slabs with free slots, the fullest first, but of so many at most. */
    void each(int most, Consumer<Slab> visitor) {
        int left = most;
        for (Slab first : buckets) {
            for (Slab slab = first; slab != null && left > 0; slab = slab.next) {
                visitor.accept(slab);
                left--;
            }
        }
    }

    void add(Slab slab) {
        slabs++;
        tailBytes += slab.shape().tailBytes();
        slabBytes += slab.byteSize();
        freeSlots += slab.free();
        link(slab);
    }

    /** A slab that is empty, or gives out nothing any more, leaves the lists. */
    void remove(Slab slab) {
        slabs--;
        tailBytes -= slab.shape().tailBytes();
        slabBytes -= slab.byteSize();
        unlist(slab);
    }

    /** Takes a slab out of the lists: its free slots cannot be had. It still counts. */
    void unlist(Slab slab) {
        if (!slab.isCondemned()) {
            freeSlots -= slab.free();
            unlink(slab);
        }
    }

    /** A slot was taken or released: by one, and so many bytes more or less. */
    void changed(Slab slab, int slots, int bytes) {
        liveSlots += slots;
        askedBytes += bytes;
        if (!slab.isCondemned()) {
            freeSlots -= slots;
            if (bucketOf(slab) != slab.bucket) {
                unlink(slab);
                link(slab);
            }
        }
    }

    /** Full ones are in no list: they have the number behind the last. */
    private static int bucketOf(Slab slab) {
        return slab.free() == 0 ? BUCKETS : (slab.free() - 1) * BUCKETS / slab.shape().slots();
    }

    private void link(Slab slab) {
        slab.bucket = bucketOf(slab);
        if (slab.bucket < BUCKETS) {
            Slab first = buckets[slab.bucket];
            slab.next = first;
            if (first != null) {
                first.previous = slab;
            }
            buckets[slab.bucket] = slab;
        }
    }

    private void unlink(Slab slab) {
        if (slab.bucket < BUCKETS) {
            Slab before = slab.previous;
            Slab behind = slab.next;
            if (before == null) {
                buckets[slab.bucket] = behind;
            } else {
                before.next = behind;
            }
            if (behind != null) {
                behind.previous = before;
            }
            slab.next = null;
            slab.previous = null;
        }
    }

    int freeSlots() {
        return freeSlots;
    }

    int slabs() {
        return slabs;
    }

    int liveSlots() {
        return liveSlots;
    }

    /** Bytes of the slots that are free and can be had. */
    long freeBytes() {
        return (long) freeSlots * slotBytes;
    }

    /** What the slabs hold. */
    EnclaveClassUsage usage() {
        return new EnclaveClassUsage(
                slotBytes, liveSlots, askedBytes, (long) liveSlots * slotBytes, slabs, tailBytes, slabBytes);
    }
}
