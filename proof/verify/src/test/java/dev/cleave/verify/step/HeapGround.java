package dev.cleave.verify.step;

import dev.cleave.heap.Heap;
import dev.cleave.heap.ObjectCache;
import dev.cleave.heap.SafetyLevel;
import dev.cleave.memory.MemorySource;
import org.jspecify.annotations.Nullable;

/** A heap over a pool of its own, with a block of the trial's at most. */
final class HeapGround extends PoolGround {
    final Heap heap;
    @Nullable
    ObjectCache cache;

    HeapGround(SafetyLevel level, long bytesPerSample) {
        super(MemorySource.anonymous(), 1L << 40);
        heap = Heap.builder(pool).safety(level).sampleEvery(bytesPerSample).stripes(1).build();
    }

    HeapGround allocated(long byteSize) {
        block = heap.allocate(byteSize);
        return this;
    }

    HeapGround cached(boolean life) {
        cache = life
                ? ObjectCache.builder(heap, 3_000).constructor(object -> object.fill((byte) 1))
                        .destructor(object -> object.fill((byte) 0)).build()
                : ObjectCache.builder(heap, 3_000).build();
        return this;
    }

    @Override
    void free() {
        if (block != 0) {
            heap.free(block);
            block = 0;
        }
    }

    @Override
    public void close() throws Exception {
        free();
        if (cache != null) {
            Trials.require(cache.usage().takenObjects() == 0, cache.usage());
            cache.close();
        }
        Trials.require(heap.leaks().isEmpty(), heap.leaks());
        heap.close();
        super.close();
    }
}
