package dev.cleave.page;

import dev.cleave.memory.AllocationSite;
import dev.cleave.memory.PoolSnapshot;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A pool of another JVM, by what was told of it last. */
final class DistantPool implements Subject {
    private final ToldPool pool;
    private final CellAges ages;

    DistantPool(ToldPool pool) {
        this.pool = pool;
        ages = new CellAges(snapshot().usedUnitsByCell().length, System::nanoTime);
    }

    private SavedPool told() {
        ToldPool.Told latest = pool.latest();
        return new SavedPool(latest.snapshot(), latest.longestFreeRunBytes());
    }

    @Override
    public String name() {
        return snapshot().pool();
    }

    @Override
    public boolean lives() {
        return true;
    }

    @Override
    public Optional<String> ended() {
        return pool.ended();
    }

    @Override
    public long units() {
        return told().units();
    }

    @Override
    public Map<String, Object> description() {
        Map<String, Object> description = told().description();
        description.put("kind", "told");
        description.put("lives", true);
        description.put("colours", colours());
        return description;
    }

    @Override
    public Look look() {
        ToldPool.Told latest = pool.latest();
        PoolSnapshot snapshot = latest.snapshot();
        ages.look(snapshot.usedUnitsByCell());
        return new Look(snapshot.takenAt().toEpochMilli(), snapshot.usage(), snapshot.freeBlocksByOrder(),
                latest.purgedBytes(), latest.counts().allocations(), latest.counts().frees(),
                latest.counts().failures(), 0, 0);
    }

    @Override
    public List<String> colours() {
        return List.of("use", "age");
    }

    @Override
    public CellMap cells(String colour) throws PageRefusal {
        if (!colours().contains(colour)) {
            throw PageRefusal.bad("the map of a pool of another JVM has the colours " + String.join(", ", colours()));
        }
        PoolSnapshot snapshot = snapshot();
        CellMap map = new SavedPool(snapshot, 0).cells("use").called(colour);
        if (colour.equals("age")) {
            ages.colour(map, snapshot.usedUnitsByCell());
        }
        return map;
    }

    @Override
    public Frames frames(long from, int count) throws PageRefusal {
        return told().frames(from, count);
    }

    @Override
    public Map<String, Object> block(long unit) throws PageRefusal {
        return told().block(unit);
    }

    @Override
    public Map<String, Object> why(long byteSize) {
        return told().why(byteSize);
    }

    @Override
    public List<AllocationSite> sites(int limit) {
        return List.of();
    }

    @Override
    public Map<String, Object> holders() {
        return told().holders();
    }

    @Override
    public PoolSnapshot snapshot() {
        return pool.latest().snapshot();
    }

    @Override
    public long trim() throws PageRefusal {
        throw new PageRefusal(409, "a pool of another JVM is looked at alone: it cannot be trimmed from here");
    }
}
