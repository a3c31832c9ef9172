package dev.cleave.page;

import dev.cleave.memory.AllocationSite;
import dev.cleave.memory.PoolSnapshot;
import java.util.List;
import java.util.Map;

/** A pool as a snapshot kept it: figures and a map of pageblocks, no blocks. */
final class SavedPool implements Subject {
    private final PoolSnapshot snapshot;
    private final long longestFreeRunBytes;

    /** @param longestFreeRunBytes as far as is known; 0 where nothing is */
    SavedPool(PoolSnapshot snapshot, long longestFreeRunBytes) {
        this.snapshot = snapshot;
        this.longestFreeRunBytes = longestFreeRunBytes;
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
                "movable", false, "heaps", 0, "lives", false, "blocks", false);
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

    @Override
    public Map<String, Object> why(long byteSize) {
        return SnapshotProspect.of(snapshot, longestFreeRunBytes, byteSize);
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
