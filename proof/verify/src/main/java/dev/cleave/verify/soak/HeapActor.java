package dev.cleave.verify.soak;

import dev.cleave.heap.Heap;
import java.util.SplittableRandom;

/** Blocks of a heap. */
final class HeapActor extends Blocks<Long> {
    private final Heap heap;

    HeapActor(Heap heap, long owner) {
        super(owner, 64 << 10);
        this.heap = heap;
    }

    @Override
    public String name() {
        return "heap";
    }

    @Override
    Long allocate(long byteSize) {
        return heap.allocate(byteSize);
    }

    @Override
    void free(Long block) {
        heap.free(block);
    }

    @Override
    void fill(Long block, long byteSize, long stamp) {
        Stamps.fill(heap.pool().memory().asSlice(block - heap.pool().baseAddress(), byteSize), stamp);
    }

    @Override
    boolean isStamped(Long block, long byteSize, long stamp) {
        return Stamps.isFilled(heap.pool().memory().asSlice(block - heap.pool().baseAddress(), byteSize), stamp);
    }

    @Override
    void touch(Long block, SplittableRandom random) {
        long unused = random.nextInt(4) == 0 ? heap.trim() : heap.usableBytes(block);
    }
}
