package dev.cleave.verify.soak;

import dev.cleave.cache.Codecs;
import dev.cleave.cache.OffHeapCache;
import dev.cleave.cache.OffHeapMap;
import dev.cleave.contiguity.MovableBlocks;
import dev.cleave.heap.Heap;
import dev.cleave.heap.SafetyLevel;
import dev.cleave.memory.MemorySource;
import dev.cleave.memory.Pool;
import dev.cleave.objects.ObjectSpace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** A pool and the layers over it, and grounds of other layers, with options drawn from a seed. */
final class World {
    private static final List<MemorySource> SOURCES = List.of(MemorySource.anonymous(),
            MemorySource.transparentHugePages(), MemorySource.memfd("soak"));

    /** Small, so that it is full now and then. */
    private static final long LEAST_CAPACITY = 8 << 20;

    final Pool pool;
    final Heap heap;
    final MovableBlocks movable;
    final ObjectSpace objects;
    final OffHeapMap<Long, String> map;
    final OffHeapCache<Long, String> cache;

    /** Nanoseconds that the clock of caches and tenants is ahead. */
    final AtomicLong ahead = new AtomicLong();

    final String options;
    private final List<Ground> grounds;

    World(SplittableRandom random, Surroundings around) throws Exception {
        MemorySource source = SOURCES.get(random.nextInt(SOURCES.size()));
        long capacity = LEAST_CAPACITY << random.nextInt(3);
        long unit = 4096L << random.nextInt(2);
        SafetyLevel level = SafetyLevel.values()[random.nextInt(2)];
        boolean magazines = random.nextInt(4) > 0;
        boolean purge = random.nextBoolean();
        long sampling = random.nextBoolean() ? 1 << 12 : 1L << 40;
        grounds = List.of(new TierGround(random, around.folder(), around.server()),
                new DurableGround(random, around.folder()), new DeviceGround(random),
                new GuardGround(random, this::now));
        options = source + ", " + capacity + " bytes, units of " + unit + ", heap " + level + ", magazines " + magazines
                + ", purge " + purge + ", sampled every " + sampling + ", "
                + grounds.stream().map(Ground::options).collect(Collectors.joining(", "));
        pool = Pool.builder().source(source).capacity(capacity).unit(unit).purge(purge).sampleEvery(sampling)
                .space(space -> space.magazines(magazines)).build();
        heap = Heap.builder(pool).safety(level).build();
        movable = MovableBlocks.builder(pool).pageblock(1 << 20).build();
        objects = ObjectSpace.builder(pool).region(64 << 10).build();
        map = OffHeapMap.of(pool, Codecs.longs(), Codecs.strings());
        cache = OffHeapCache.builder(pool, Codecs.longs(), Codecs.strings(), 256 << 10)
                .clock(this::now)
                .expireAfterWrite(Duration.ofMillis(50)).build();
    }

    private long now() {
        return System.nanoTime() + ahead.get();
    }

    List<Actor> actors(long owner) {
        List<Actor> actors = new ArrayList<>(
                List.of(new PoolActor(pool, owner), new HeapActor(heap, owner), new ArenaActor(pool, heap),
                        new MovableActor(movable, owner), new ObjectActor(objects, owner), new MapActor(map, owner),
                        new CacheActor(this, owner)));
        grounds.forEach(ground -> actors.addAll(ground.actors(owner)));
        return actors;
    }

    /** Nobody else runs. */
    void verify() throws Exception {
        pool.space().verify();
        Finding.require(pool.usage().usedBytes() <= pool.capacity(), "more is used than there is");
        for (Ground ground : grounds) {
            ground.verify();
        }
    }

    /** After all actors have freed what they held. */
    void close() throws Exception {
        for (Ground ground : grounds) {
            ground.close();
        }
        Finding.require(map.size() == 0, map.size() + " entries are left in the map");
        map.close();
        cache.close();
        Finding.require(objects.objects() == 0, objects.usage() + " is left in the object space");
        objects.close();
        Finding.require(movable.usage().blocks() == 0, movable.usage() + " is left of movable blocks");
        movable.close();
        Finding.require(heap.leaks().isEmpty(), "left in the heap: " + heap.leaks());
        heap.close();
        long unused = pool.trim();
        Finding.require(pool.space().freeUnits() == pool.space().units(), "left in the pool: " + pool.usage() + " "
                + pool.topSites(3));
        pool.close();
    }
}
