package dev.cleave.verify.step;

import dev.cleave.heap.Heap;
import dev.cleave.heap.HeapArena;
import dev.cleave.heap.ObjectCache;
import dev.cleave.heap.SafetyLevel;
import java.lang.foreign.MemorySegment;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;

/** Heaps of each safety level, their arenas and object caches. */
final class HeapTrials extends Trials {
    private static final long SLOT = 100;
    private static final long LARGE = 300_000;
    private static final long NEVER = 1L << 40;

    HeapTrials() {
        for (SafetyLevel level : SafetyLevel.values()) {
            String name = "heap, " + level.name().toLowerCase(Locale.ROOT) + ": ";
            trial(name + "open and close", PoolGround::new,
                    ground -> Heap.builder(ground.pool).safety(level).build().close(), Trials::nothing);
            blocks(name, level, SLOT);
            blocks(name, level, LARGE);
            arena(name + "confined arena", level, HeapArena::ofConfined);
            arena(name + "shared arena", level, HeapArena::ofShared);
            arena(name + "trusted arena", level, HeapArena::ofTrusted);
        }
        trial("heap: allocate and free, sampled", () -> new HeapGround(SafetyLevel.FAST, 1), ground -> {
            ground.allocated(SLOT);
            ground.free();
        }, HeapGround::free);
        cache("object cache: ", false);
        cache("object cache with a life: ", true);
    }

    private void blocks(String name, SafetyLevel level, long byteSize) {
        Making<HeapGround> empty = () -> new HeapGround(level, NEVER);
        Making<HeapGround> full = () -> new HeapGround(level, NEVER).allocated(byteSize);
        String of = " of " + byteSize;
        trial(name + "allocate" + of, empty, ground -> ground.allocated(byteSize), HeapGround::free);
        trial(name + "allocate a segment" + of, empty, ground -> {
            MemorySegment segment = ground.heap.allocateSegment(byteSize);
            ground.block = segment.address();
        }, HeapGround::free);
        trial(name + "free" + of, full, HeapGround::free, Trials::nothing);
        trial(name + "reallocate" + of, full,
                ground -> ground.block = ground.heap.reallocate(ground.block, 3 * byteSize),
                ground -> ground.block = ground.heap.reallocate(ground.block, byteSize));
        trial(name + "trim" + of, () -> {
            HeapGround ground = new HeapGround(level, NEVER).allocated(byteSize);
            ground.free();
            return ground;
        }, ground -> ground.heap.trim(), Trials::nothing);
        trial(name + "usage" + of, full, ground -> require(!ground.heap.leaks().isEmpty(), ground.heap.usage()),
                Trials::nothing);
    }

    private void arena(String name, SafetyLevel level, Function<Heap, HeapArena> opening) {
        trial(name, () -> new HeapGround(level, NEVER), ground -> {
            try (HeapArena arena = opening.apply(ground.heap)) {
                arena.allocate(SLOT).fill((byte) 1);
                arena.allocate(SLOT, 64).fill((byte) 2);
                arena.allocate(LARGE).fill((byte) 3);
            }
        }, ground -> require(ground.heap.leaks().isEmpty(), ground.heap.leaks()));
    }

    private void cache(String name, boolean life) {
        trial(name + "take", () -> new HeapGround(SafetyLevel.FAST, NEVER).cached(life),
                ground -> ground.block = cacheOf(ground).take(), HeapTrials::give);
        trial(name + "give", () -> {
            HeapGround ground = new HeapGround(SafetyLevel.FAST, NEVER).cached(life);
            ground.block = cacheOf(ground).take();
            return ground;
        }, HeapTrials::give, Trials::nothing);
        trial(name + "trim", () -> {
            HeapGround ground = new HeapGround(SafetyLevel.FAST, NEVER).cached(life);
            cacheOf(ground).give(cacheOf(ground).take());
            return ground;
        }, ground -> cacheOf(ground).trim(), Trials::nothing);
        trial(name + "open", () -> new HeapGround(SafetyLevel.FAST, NEVER), ground -> ground.cached(life), ground -> {
            cacheOf(ground).close();
            ground.cache = null;
        });
    }

    private static ObjectCache cacheOf(HeapGround ground) {
        return Objects.requireNonNull(ground.cache);
    }

    private static void give(HeapGround ground) {
        long given = ground.block;
        if (given != 0) {
            ground.block = 0;
            cacheOf(ground).give(given);
        }
    }
}
