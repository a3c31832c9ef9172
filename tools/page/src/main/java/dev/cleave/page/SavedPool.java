package dev.cleave.page;

import dev.cleave.memory.AllocationSite;
import dev.cleave.memory.PoolSnapshot;
import java.util.List;
import java.util.Map;

/** A pool as a snapshot kept it: figures and a map of pageblocks, no blocks. */
final class SavedPool implements Subject {
    private final PoolSnapshot snapshot;

    SavedPool(PoolSnapshot snapshot) {
        this.snapshot = snapshot;
    }

    @Override
    public String name() {
        return snapshot.pool();
    }

    @Override
    public boolean lives() {
        return false;
    }

    @Override
    public long units() {
        return snapshot.usage().capacityBytes() / snapshot.unit();
    }

    @Override
    public Map<String, Object> description() {
        return Json.object("pool", snapshot.pool(), "kind", "snapshot", "unitBytes", snapshot.unit(), "units", units(),
                "unitsPerCell", snapshot.unitsPerCell(), "capacityBytes", snapshot.usage().capacityBytes(),
                "backing", snapshot.backing(), "takenAt", snapshot.takenAt().toString(), "colours", colours(),
                "movable", false, "heaps", 0);
    }

    @Override
    public Look look() {
        return new Look(snapshot.takenAt().toEpochMilli(), snapshot.usage(), snapshot.freeBlocksByOrder(), 0, 0, 0, 0,
                0, 0);
    }

    @Override
    public List<String> colours() {
        return List.of("use");
    }

    @Override
    public CellMap cells(String colour) throws PageRefusal {
        if (!colour.equals("use")) {
            throw PageRefusal.bad("a snapshot's map has the colour use alone");
        }
        int[] used = snapshot.usedUnitsByCell();
        CellMap map = new CellMap(colour, used.length, snapshot.unitsPerCell() * snapshot.unit());
        for (int cell = 0; cell < used.length; cell++) {
            map.fill(cell, used[cell],
                    Math.min(snapshot.unitsPerCell(), units() - (long) cell * snapshot.unitsPerCell()));
        }
        return map;
    }

    @Override
    public Frames frames(long from, int count) throws PageRefusal {
        throw blocksUnknown();
    }

    @Override
    public Map<String, Object> block(long unit) throws PageRefusal {
        throw blocksUnknown();
    }

    private static PageRefusal blocksUnknown() {
        return new PageRefusal(409, "a snapshot keeps how full each pageblock was, not its blocks");
    }

    /** The largest free block of a power of two is known; free runs that adjoin are not. */
    @Override
    public Map<String, Object> why(long byteSize) {
        long largest = snapshot.usage().largestFreeBlockBytes();
        boolean served = largest >= byteSize;
        boolean enough = snapshot.usage().freeBytes() >= byteSize;
        String cause = served
                ? "it would have been served: a free block is large enough"
                : enough
                        ? "enough was free; the largest block of a power of two was smaller. Free blocks that adjoin"
                                + " may have served it: a snapshot does not tell"
                        : "too little was free";
        return Json.object("bytes", byteSize, "neededBytes", byteSize, "served", served, "largestFreeBytes", largest,
                "freeBytes", snapshot.usage().freeBytes(), "cause", cause, "ways", List.of());
    }

    @Override
    public List<AllocationSite> sites(int limit) {
        return List.of();
    }

    @Override
    public Map<String, Object> holders() {
        return Json.object("children", List.of(), "leasedBlocks", 0, "leasedBytes", 0, "leases", List.of(), "heaps",
                List.of(), "leaks", List.of(), "metadataBytes", 0);
    }

    @Override
    public PoolSnapshot snapshot() {
        return snapshot;
    }

    @Override
    public long trim() throws PageRefusal {
        throw new PageRefusal(409, "a snapshot cannot be trimmed");
    }
}
