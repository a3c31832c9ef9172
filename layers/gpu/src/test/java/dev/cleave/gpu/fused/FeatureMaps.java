package dev.cleave.gpu.fused;

import dev.cleave.gpu.tensor.ElementType;
import dev.cleave.gpu.tensor.HostMemory;
import dev.cleave.gpu.tensor.HostTensors;
import dev.cleave.gpu.tensor.PieceTensor;
import dev.cleave.gpu.tensor.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;

/** Feature maps for tests: random ones, and what is in them. */
final class FeatureMaps {
    private FeatureMaps() {}

    static PieceTensor<HostMemory> random(Arena arena, SplittableRandom random, long... extents) {
        PieceTensor<HostMemory> maps = HostTensors.allocate(arena, ElementType.FLOAT32, Shape.of(extents));
        for (int at = 0; at < maps.shape().elements(); at++) {
            maps.pieces().getFirst().memory().segment().setAtIndex(ValueLayout.JAVA_FLOAT, at,
                    (float) random.nextDouble(-2, 2));
        }
        return maps;
    }

    static float[] figures(SplittableRandom random, int count) {
        float[] figures = new float[count];
        for (int each = 0; each < count; each++) {
            figures[each] = (float) random.nextDouble(-1, 1);
        }
        return figures;
    }

    static float[] floats(PieceTensor<HostMemory> maps) {
        try (Arena arena = Arena.ofConfined()) {
            PieceTensor<HostMemory> copy = HostTensors.allocate(arena, ElementType.FLOAT32, maps.shape());
            HostTensors.copy(maps, copy);
            return copy.pieces().getFirst().memory().segment().toArray(ValueLayout.JAVA_FLOAT);
        }
    }

    /** All elements as they are stored. */
    static int[] bits(PieceTensor<HostMemory> maps) {
        float[] floats = floats(maps);
        int[] bits = new int[floats.length];
        for (int at = 0; at < bits.length; at++) {
            bits[at] = Float.floatToRawIntBits(floats[at]);
        }
        return bits;
    }
}
