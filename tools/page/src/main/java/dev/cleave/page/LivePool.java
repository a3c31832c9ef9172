package dev.cleave.page;

import dev.cleave.contiguity.CompactionCounts;
import dev.cleave.contiguity.MovableBlocks;
import dev.cleave.heap.Heap;
import dev.cleave.memory.AllocationSite;
import dev.cleave.memory.BlockOrigin;
import dev.cleave.memory.ChildUsage;
import dev.cleave.memory.LeaseReport;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolCounts;
import dev.cleave.memory.PoolSnapshot;
import dev.cleave.memory.PoolUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A pool of this JVM, as it lives; with its movable blocks and a heap, where they are known. */
final class LivePool implements Subject {
    private static final long PAGEBLOCK_BYTES = 2 << 20;

    private final Pool pool;
    private final @Nullable MovableBlocks movable;
    private final List<Heap> heaps;
    private final int unitsPerCell;
    private final CellAges ages;

    LivePool(Pool pool, @Nullable MovableBlocks movable, List<Heap> heaps) {
        this.pool = pool;
        this.movable = movable;
        this.heaps = List.copyOf(heaps);
        unitsPerCell = (int) Math.max(1, PAGEBLOCK_BYTES / pool.unit());
        ages = new CellAges(cells(), System::nanoTime);
    }

    private int cells() {
        return Math.toIntExact((units() + unitsPerCell - 1) / unitsPerCell);
    }

    @Override
    public String name() {
        return pool.name();
    }

    @Override
    public boolean lives() {
        return true;
    }

    @Override
    public long units() {
        return pool.space().units();
    }

    @Override
    public Map<String, Object> description() {
        return Json.object("pool", pool.name(), "kind", "pool", "unitBytes", pool.unit(), "units", units(),
                "unitsPerCell", unitsPerCell, "capacityBytes", pool.capacity(), "backing", pool.region().backing(),
                "baseAddress", "0x" + Long.toHexString(pool.baseAddress()), "colours", colours(),
                "movable", movable != null, "heaps", heaps.size(), "lives", true, "blocks", true);
    }

    // ------------------------------------------------------------------------------------------------------------ look

    @Override
    public Look look() {
        if (pool.isClosed()) {
            throw new IllegalStateException("pool " + pool.name() + " is closed");
        }
        PoolUsage usage = pool.usage();
        PoolCounts counts = pool.counts();
        CompactionCounts moved = movable == null
                ? new CompactionCounts(0, 0, 0, 0, 0, 0, 0)
                : movable.compactor().counts();
        return new Look(System.currentTimeMillis(), usage, pool.space().freeBlocksByOrder(), pool.purgedBytes(),
                counts.allocations(), counts.frees(), counts.failures(), moved.migrated(), moved.migratedBytes());
    }

    // ------------------------------------------------------------------------------------------------------------- map

    @Override
    public List<String> colours() {
        return movable == null
                ? List.of("use", "tenant", "holder", "age")
                : List.of("use", "mobility", "pinned", "tenant", "holder", "age");
    }

    @Override
    public CellMap cells(String colour) throws PageRefusal {
        if (!colours().contains(colour)) {
            throw PageRefusal.bad("the map has no colour of that name: it has " + String.join(", ", colours()));
        }
        CellMap map = new CellMap(colour, cells(), unitsPerCell * pool.unit());
        int[] used = pool.space().usedUnits(unitsPerCell);
        for (int cell = 0; cell < map.cells(); cell++) {
            map.fill(cell, used[cell], Math.min(unitsPerCell, units() - (long) cell * unitsPerCell));
        }
        ages.look(used);
        switch (colour) {
            case "mobility" -> mobility(map);
            case "pinned" -> pinned(map);
            case "tenant" -> owners(map, true);
            case "holder" -> owners(map, false);
            case "age" -> ages.colour(map, used);
            default -> {
                // how full a cell is says it
            }
        }
        return map;
    }

    private void mobility(CellMap map) {
        map.order(List.of("free", "movable", "unmovable"));
        if (movable != null) {
            movable.compactor().forEachPageblock(content -> map.kind(cellOf(content.from()),
                    content.fixed() ? "unmovable" : content.movableBytes() > 0 ? "movable" : "free"));
        }
    }

    private void pinned(CellMap map) {
        map.order(List.of("nothing pinned", "pinned for short", "cannot move"));
        if (movable != null) {
            movable.compactor().forEachPageblock(content -> map.kind(cellOf(content.from()),
                    content.fixed() ? "cannot move" : content.pinned() ? "pinned for short" : "nothing pinned"));
        }
    }

    private int cellOf(long address) {
        return (int) ((address - pool.baseAddress()) / pool.unit() / unitsPerCell);
    }

    /** A cell is of whoever's block covers most of it that begins there. */
    private void owners(CellMap map, boolean tenants) {
        map.order(List.of(tenants ? "the pool itself" : "the program"));
        long[] most = new long[map.cells()];
        pool.forEachBlock((address, byteSize, leased) -> {
            int cell = cellOf(address);
            if (byteSize > most[cell]) {
                most[cell] = byteSize;
                map.kind(cell, tenants ? tenant(address) : leased ? "an arena or a heap" : "the program");
            }
        });
    }

    private String tenant(long address) {
        return pool.originOf(address).map(BlockOrigin::child).filter(child -> !child.isEmpty())
                .orElse("the pool itself");
    }

    @Override
    public Frames frames(long from, int count) {
        return Frames.of(pool.space(), from, count);
    }

    @Override
    public Map<String, Object> block(long unit) {
        long[] block = Frames.blockAround(pool.space(), unit);
        if (block.length == 0) {
            byte state = Frames.of(pool.space(), unit, 1).state(0);
            return Json.object("unit", unit, "state", state == Frames.FREE ? "free" : "held in a magazine");
        }
        long address = pool.baseAddress() + block[0] * pool.unit();
        Map<String, Object> json = Json.object("unit", unit, "state", "used", "firstUnit", block[0], "units", block[1],
                "bytes", block[1] * pool.unit(), "address", "0x" + Long.toHexString(address));
        Optional<BlockOrigin> origin = pool.originOf(address);
        json.put("holder", origin.map(Prospect::holder).orElse("nobody that the pool knows"));
        json.put("site", origin.flatMap(BlockOrigin::place).orElse(null));
        json.put("ageMillis", origin.flatMap(BlockOrigin::age).map(age -> age.toMillis()).orElse(null));
        return json;
    }

    // ------------------------------------------------------------------------------------------------------------ rest

    @Override
    public Map<String, Object> why(long byteSize) {
        return Prospect.of(pool, movable, byteSize);
    }

    @Override
    public List<AllocationSite> sites(int limit) {
        return pool.topSites(limit);
    }

    @Override
    public Map<String, Object> holders() {
        List<Object> children = new ArrayList<>();
        for (ChildUsage each : pool.children()) {
            children.add(Json.object("name", each.name(), "capBytes", each.capBytes(), "usedBytes", each.usedBytes(),
                    "peakBytes", each.peakBytes(), "allocations", each.allocations(), "frees", each.frees(),
                    "failures", each.failures()));
        }
        LeaseReport leases = pool.leases().report();
        List<Object> held = leases.some().stream().<Object>map(each -> Json.object("bytes", each.byteSize(), "child",
                each.child(), "site", each.place(), "ageMillis", each.age().toMillis())).toList();
        List<Object> classes = new ArrayList<>();
        List<Object> leaks = new ArrayList<>();
        for (Heap heap : heaps) {
            if (!heap.isClosed()) {
                classes.add(Json.parse(heap.usage().toJson()));
                leaks.add(Json.parse(heap.leaks().toJson()));
            }
        }
        return Json.object("children", children, "leasedBlocks", leases.blocks(), "leasedBytes", leases.byteSize(),
                "leases", held, "heaps", classes, "leaks", leaks, "metadataBytes", pool.metadataBytes());
    }

    @Override
    public PoolSnapshot snapshot() {
        return pool.snapshot();
    }

    @Override
    public long trim() {
        return pool.trim();
    }
}
