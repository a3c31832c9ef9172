package dev.cleave.objects;

import dev.cleave.memory.PoolRange;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The regions of a stripe: where the next object goes, and what becomes of the place of one that is
 * gone. An object goes into the smallest hole that is large enough; where there is none, behind the
 * last one of the open region. Under the stripe's lock.
 *
 * <pre>
 *   region   | object | hole | object | object | … | top             end |
 * </pre>
 */
final class RegionSet {
    /** No place. */
    static final long NONE = -1;

    private final BlockLayout layout;
    private final RegionStore store;
    private final HoleLists holes;
    private final List<Region> regions = new ArrayList<>();
    private @Nullable Region open;
    private long holeBytes;
    private long placedBytes;

    RegionSet(BlockLayout layout, RegionStore store) {
        this.layout = layout;
        this.store = store;
        holes = new HoleLists(layout, store.regionBytes());
    }

    // --------------------------------------------------------------------------------------------------------- placing

    /**
     * A place for an object, which the caller writes at once; or {@link #NONE} before
     * {@link #grow}.
     */
    long place(long extent) {
        long hole = holes.find(extent);
        return hole == HoleLists.NONE ? placeAtTop(extent) : placeIn(hole, extent);
    }

    private long placeIn(long hole, long extent) {
        long whole = layout.extent(hole);
        holes.remove(hole, whole);
        list(hole + extent, whole - extent);
        Region region = region(hole);
        region.freeBytes -= extent;
        region.objects++;
        holeBytes -= extent;
        placedBytes += extent;
        return hole;
    }

    private long placeAtTop(long extent) {
        Region into = open;
        if (into == null || into.end - into.top < extent) {
            return NONE;
        }
        long at = into.top;
        into.top += extent;
        into.objects++;
        placedBytes += extent;
        return at;
    }

    /** Opens a region of the pool; answers whether it had one. */
    boolean grow() {
        Region region = store.tryOpen();
        if (region == null) {
            return false;
        }
        adopt(region);
        return true;
    }

    /** As {@link #grow}, but not within a range. */
    boolean growOutside(PoolRange range) {
        Region region = store.tryOpenOutside(range);
        if (region == null) {
            return false;
        }
        adopt(region);
        return true;
    }

    /** As {@link #grow}, from the one that is kept aside. */
    boolean growFromSpare() {
        Region region = store.tryOpenSpare();
        if (region == null) {
            return false;
        }
        adopt(region);
        return true;
    }

    /**
     * Makes a region the open one; what is left of the open one before is a hole. Where this fails,
     * the region goes back.
     */
    void adopt(Region region) {
        boolean adopted = false;
        try {
            shut();
            region.birth = placedBytes;
            region.index = regions.size();
            regions.add(region);
            open = region;
            adopted = true;
        } finally {
            if (!adopted) {
                store.giveBack(region);
            }
        }
    }

    /** Has no open region any more: what is left of it is a hole, or all of it goes back. */
    void shut() {
        Region before = open;
        open = null;
        if (before != null && before.objects == 0) {
            drop(before);
        } else if (before != null && before.top < before.end) {
            long at = before.top;
            before.top = before.end;
            free(before, before.end - at);
            list(at, before.end - at);
        }
    }

    // -------------------------------------------------------------------------------------------------------- releasing

    /** Makes a hole of an object that is gone; a region without objects goes back. */
    void release(long at) {
        Region region = region(at);
        long extent = layout.extent(at);
        region.objects--;
        free(region, extent);
        if (region.objects == 0) {
            empty(region, at, extent);
        } else if (region.evacuated) {
            layout.writeHole(at, extent);
        } else {
            merge(region, at, extent);
        }
    }

    private void empty(Region region, long at, long extent) {
        layout.writeHole(at, extent);
        if (!region.evacuated) {
            unlist(region, at);
        }
        if (region.equals(open)) {
            holeBytes -= region.freeBytes;
            region.freeBytes = 0;
            region.top = region.start;
        } else {
            drop(region);
        }
    }

    /** Joins a new hole with those behind it. */
    private void merge(Region region, long at, long extent) {
        long to = at + extent;
        while (to < region.top && !layout.isObject(to)) {
            long next = layout.extent(to);
            if (layout.isListed(to)) {
                holes.remove(to, next);
            }
            to += next;
        }
        if (to == region.top && region.equals(open)) {
            free(region, at - to);
            region.top = at;
        } else {
            list(at, to - at);
        }
    }

    private void list(long at, long extent) {
        if (extent > 0 && layout.writeHole(at, extent)) {
            holes.put(at, extent);
        }
    }

    private void free(Region region, long bytes) {
        region.freeBytes += bytes;
        holeBytes += bytes;
    }

    private void drop(Region region) {
        holeBytes -= region.freeBytes;
        Region last = regions.removeLast();
        if (!last.equals(region)) {
            regions.set(region.index, last);
            last.index = region.index;
        }
        store.giveBack(region);
    }

    // ------------------------------------------------------------------------------------------------------- evacuating

    /**
     * Keeps objects out of a region that is not the open one, until {@link #reopen}, or it goes.
     */
    void evacuate(Region region) {
        unlist(region, NONE);
        region.evacuated = true;
    }

    /** Lists the holes of a region that was evacuated, joined, as objects stayed there. */
    void reopen(Region region) {
        region.evacuated = false;
        region.birth = placedBytes + 1;
        long at = region.start;
        while (at < region.top) {
            long to = at;
            while (to < region.top && !layout.isObject(to)) {
                to += layout.extent(to);
            }
            list(at, to - at);
            at = to < region.top ? to + layout.extent(to) : to;
        }
    }

    /** Takes all holes of a region out of the lists, but one that is in none. */
    private void unlist(Region region, long but) {
        for (long at = region.start; at < region.top;) {
            long extent = layout.extent(at);
            if (at != but && layout.isListed(at)) {
                holes.remove(at, extent);
            }
            at += extent;
        }
    }

    // ------------------------------------------------------------------------------------------------------------ look

    /** The regions that have a byte within locations, the open one shut. */
    List<Region> within(long from, long to) {
        Region region = open;
        if (region != null && region.isWithin(from, to)) {
            shut();
        }
        return regions.stream().filter(each -> each.isWithin(from, to)).toList();
    }

    boolean isOpen(Region region) {
        return region.equals(open);
    }

    List<Region> regions() {
        return regions;
    }

    /** Bytes of all holes. */
    long holeBytes() {
        return holeBytes;
    }

    /** Bytes of the open region behind its top. */
    long openBytes() {
        Region region = open;
        return region == null ? 0 : region.end - region.top;
    }

    /** Bytes of all regions. */
    long heldBytes() {
        return regions.size() * store.regionBytes();
    }

    long regionBytes() {
        return store.regionBytes();
    }

    /** Bytes that were ever placed, moved ones among them. */
    long placedBytes() {
        return placedBytes;
    }

    /** Bytes on the Java heap. */
    long byteSize() {
        return holes.byteSize();
    }

    /**
     * Walks over everything, and holds it against the books: for tests.
     *
     * @throws IllegalStateException where they do not agree
     */
    @SuppressWarnings("ReferenceEquality") // a region equals itself alone
    void verify() {
        long found = 0;
        for (Region each : regions) {
            long free = 0;
            int objects = 0;
            long at = each.start;
            for (; at < each.top; at += layout.extent(at)) {
                free += layout.isObject(at) ? 0 : layout.extent(at);
                objects += layout.isObject(at) ? 1 : 0;
            }
            if (at != each.top || free != each.freeBytes || objects != each.objects || store.at(each.start) != each) {
                throw new IllegalStateException("the region at " + each.start + " has " + objects + " objects and "
                        + free
                        + " free bytes to " + at + ", its books say " + each.objects + " and " + each.freeBytes + " to "
                        + each.top);
            }
            found += free;
        }
        if (found != holeBytes) {
            throw new IllegalStateException(found + " bytes are in holes, the books say " + holeBytes);
        }
    }

    private Region region(long at) {
        Region region = store.at(at);
        if (region == null) {
            throw new IllegalStateException("no region is at " + at + ": the books of the object space are broken");
        }
        return region;
    }

    /** Gives all regions back, whatever is in them. */
    void dropAll() {
        regions.forEach(store::giveBack);
        regions.clear();
        open = null;
        holeBytes = 0;
    }
}
