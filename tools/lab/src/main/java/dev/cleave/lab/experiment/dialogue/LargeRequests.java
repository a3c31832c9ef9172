package dev.cleave.lab.experiment.dialogue;

import dev.cleave.heap.Heap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** A stream of large requests of a few sizes, counted by size: asked and served. What was served lives for a while. */
final class LargeRequests {
    /** The sizes that are asked for, each as often. */
    static final List<Integer> SIZES = List.of(256 << 10, 1 << 20, 2 << 20);

    private final Heap heap;
    private final SplittableRandom sizes;

    /** Of its own, so that the sizes asked for do not depend on how many blocks there were to free. */
    private final SplittableRandom victims;

    private final List<Block> live = new ArrayList<>();
    private final long[] asked = new long[SIZES.size()];
    private final long[] served = new long[SIZES.size()];
    private long liveBytes;

    private record Block(long address, int byteSize) {}

    LargeRequests(Heap heap, SplittableRandom random) {
        this.heap = heap;
        sizes = random.split();
        victims = random.split();
    }

    /** Asks for a block of a random size, after blocks were freed at random until so many bytes will be live with it. */
    void ask(long level) {
        int kind = sizes.nextInt(SIZES.size());
        int byteSize = SIZES.get(kind);
        while (liveBytes + byteSize > level && !live.isEmpty()) {
            freeAny();
        }
        asked[kind]++;
        long address = heap.tryAllocate(byteSize);
        if (address != 0) {
            served[kind]++;
            live.add(new Block(address, byteSize));
            liveBytes += byteSize;
        }
    }

    private void freeAny() {
        int chosen = victims.nextInt(live.size());
        Block block = live.get(chosen);
        live.set(chosen, live.getLast());
        live.removeLast();
        heap.free(block.address());
        liveBytes -= block.byteSize();
    }

    /** Frees all. */
    void freeAll() {
        while (!live.isEmpty()) {
            freeAny();
        }
    }

    /** Begins to count anew. */
    void forget() {
        Arrays.fill(asked, 0);
        Arrays.fill(served, 0);
    }

    /** Requests of each size. */
    long[] asked() {
        return asked.clone();
    }

    /** Those of each size that were served. */
    long[] served() {
        return served.clone();
    }
}
