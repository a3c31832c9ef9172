package dev.cleave.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Sequences for tests. */
final class Sequences {
    private Sequences() {}

    /** Random sizes and lifetimes; so many blocks are live at most. */
    static Lifetimes random(Random random, int allocations, int mostLive, int mostBytes) {
        Lifetimes.Builder sequence = Lifetimes.builder();
        List<Integer> live = new ArrayList<>();
        for (int each = 0; each < allocations; each++) {
            while (live.size() >= mostLive || !live.isEmpty() && random.nextInt(3) == 0) {
                int at = random.nextInt(live.size());
                sequence.free(live.get(at));
                live.set(at, live.getLast());
                live.removeLast();
            }
            live.add(sequence.allocate(1 + random.nextInt(mostBytes)));
        }
        return sequence.build();
    }

    /**
     * A cycle of random sizes; some blocks are carried into the next turn, and some outlive theirs.
     */
    static Lifetimes cycle(Random random, int allocations, int mostBytes) {
        long[] sizes = new long[allocations];
        int[] ends = new int[allocations];
        for (int position = 0; position < allocations; position++) {
            sizes[position] = 1L + random.nextInt(mostBytes);
            int life = 1 + random.nextInt(random.nextInt(8) == 0 ? allocations + 1 : 5);
            ends[position] = position + Math.min(life, allocations + 1);
        }
        return Lifetimes.of(sizes, ends);
    }

    /**
     * A training step of a densely connected network whose layers are concatenated: forward, where
     * every layer keeps what its backward pass needs, then backward, where that is freed.
     */
    static Lifetimes denseTraining(int batch, int growth, int... layersOfBlocks) {
        Lifetimes.Builder step = Lifetimes.builder();
        List<int[]> kept = new ArrayList<>();
        List<long[]> sizes = new ArrayList<>();
        long pixels = 4L * batch * 32 * 32;
        long channels = 2L * growth;
        int input = step.allocate(pixels * channels);
        for (int layers : layersOfBlocks) {
            for (int layer = 0; layer < layers; layer++) {
                long[] bytes = {pixels * channels, pixels * channels, pixels * 4 * growth, pixels * growth};
                int normalized = step.allocate(bytes[1]);
                int bottleneck = step.allocate(bytes[2]);
                int workspace = step.allocate(bytes[3] * 9 / 4);
                int output = step.allocate(bytes[3]);
                step.free(workspace);
                channels += growth;
                int joined = step.allocate(pixels * channels);
                step.free(output);
                kept.add(new int[] {input, normalized, bottleneck});
                sizes.add(bytes);
                input = joined;
            }
            pixels /= 4;
            channels /= 2;
            int pooled = step.allocate(pixels * channels);
            kept.add(new int[] {input});
            sizes.add(new long[] {pixels * 8 * channels});
            input = pooled;
        }
        backward(step, kept, sizes, input);
        return step.build();
    }

    private static void backward(Lifetimes.Builder step, List<int[]> kept, List<long[]> sizes, int last) {
        int gradient = step.allocate(sizes.getLast()[0] / 8);
        step.free(last);
        for (int layer = kept.size() - 1; layer >= 0; layer--) {
            int[] blocks = kept.get(layer);
            for (int block = blocks.length - 1; block >= 0; block--) {
                int next = step.allocate(sizes.get(layer)[block]);
                step.free(gradient);
                step.free(blocks[block]);
                gradient = next;
            }
        }
        step.free(gradient);
    }
}
