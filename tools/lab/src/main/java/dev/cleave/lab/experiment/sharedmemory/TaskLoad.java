package dev.cleave.lab.experiment.sharedmemory;

import dev.cleave.gpu.shared.SharedTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Tasks of unlike needs, as the tiles of small kernels come to. */
enum TaskLoad {
    /** From a table of 288 bytes to two padded tiles of 12.25 KiB; small ones are more frequent. */
    MIXED(new int[] {288, 1024, 1296, 2176, 4096, 4624, 8448, 12_544}, new int[] {2, 4, 4, 4, 2, 3, 2, 1}),
    /** Up to 18x18 floats. */
    SMALL(new int[] {288, 576, 1024, 1296}, new int[] {1, 1, 1, 1}),
    /** From 34x34 floats on. */
    LARGE(new int[] {4624, 8448, 12_544}, new int[] {3, 2, 1});

    private static final int MOST_ROUNDS = 8;

    private final int[] sizes;
    private final int[] weights;

    TaskLoad(int[] sizes, int[] weights) {
        this.sizes = sizes;
        this.weights = weights;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** So many tasks, the same for the same seed. */
    List<SharedTask> tasks(int count, long seed) {
        Random random = new Random(seed);
        int total = 0;
        for (int weight : weights) {
            total += weight;
        }
        List<SharedTask> tasks = new ArrayList<>(count);
        for (int task = 0; task < count; task++) {
            int left = random.nextInt(total);
            int size = 0;
            while (left >= weights[size]) {
                left -= weights[size];
                size++;
            }
            tasks.add(new SharedTask(sizes[size], 1 + random.nextInt(MOST_ROUNDS)));
        }
        return tasks;
    }
}
