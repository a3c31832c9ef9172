package dev.cleave.verify.soak;

import dev.cleave.arena.PooledArena;
import dev.cleave.heap.Heap;
import dev.cleave.heap.HeapArena;
import dev.cleave.memory.Pool;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Arenas over the pool and the heap, opened and closed within a step. */
final class ArenaActor implements Actor {
    private static final int MOST_SEGMENTS = 8;
    private static final int MOST_BYTES = 20_000;

    private final Pool pool;
    private final Heap heap;

    ArenaActor(Pool pool, Heap heap) {
        this.pool = pool;
        this.heap = heap;
    }

    @Override
    public String name() {
        return "arena";
    }

    @Override
    public void step(SplittableRandom random) {
        try (Arena arena = open(random.nextInt(4))) {
            List<MemorySegment> segments = new ArrayList<>();
            for (int each = random.nextInt(MOST_SEGMENTS); each > 0; each--) {
                MemorySegment segment = arena.allocate(1 + random.nextInt(MOST_BYTES));
                segments.add(segment);
                Stamps.fill(segment, segment.address());
            }
            for (MemorySegment each : segments) {
                Finding.require(Stamps.isFilled(each, each.address()), "arena: a segment was written by another");
            }
        }
    }

    private Arena open(int kind) {
        return switch (kind) {
            case 0 -> PooledArena.ofConfined(pool);
            case 1 -> PooledArena.ofTrusted(pool);
            case 2 -> HeapArena.ofConfined(heap);
            default -> HeapArena.ofTrusted(heap);
        };
    }

    @Override
    public void verify() {}

    @Override
    public void freeAll() {}
}
