package dev.cleave.lab.experiment.density;

import dev.cleave.lab.experiment.footprint.LiveObjects;
import dev.cleave.lab.peer.ByteAllocator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Blocks of one size until one is refused.
 *
 * @param byteSize of each
 */
record Fill(long byteSize, long capacity) implements DensityLoad {
    static final String KIND = "fill";

    private static final int JAVA_BYTES_A_BLOCK = 20;

    @Override
    public long javaHeapBytes() {
        return JAVA_BYTES_A_BLOCK * mostBlocks();
    }

    private long mostBlocks() {
        return capacity / byteSize;
    }

    @Override
    public LoadOutcome run(ByteAllocator allocator, boolean written, Scales scales) {
        int most = Math.toIntExact(mostBlocks());
        LiveObjects objects = new LiveObjects(allocator, most, new SplittableRandom(), written);
        boolean served = true;
        while (served && objects.live() < most) {
            served = objects.tryAllocate(byteSize);
        }
        long live = objects.liveBytes();
        scales.weigh(live);
        objects.freeAll();
        return LoadOutcome.full(live);
    }

    @Override
    public List<String> toArguments() {
        return List.of(KIND, Long.toString(byteSize), Long.toString(capacity));
    }
}
