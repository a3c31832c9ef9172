package dev.cleave.gpu.shared;

/**
 * One of many small tasks: it needs memory from its beginning to its end.
 *
 * @param bytes of shared memory, at least 1
 * @param rounds that it works, at least 1
 */
public record SharedTask(int bytes, int rounds) {
    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException naming what is out of its range
     */
    public SharedTask {
        if (bytes < 1 || rounds < 1) {
            throw new IllegalArgumentException(
                    "a task of " + bytes + " bytes and " + rounds + " rounds: both must be 1 or more");
        }
    }

    /** The memory it takes in units of so many bytes. */
    int units(int unitBytes) {
        return Math.ceilDiv(bytes, unitBytes);
    }

    /**
     * What the task adds up to where nobody else writes to its memory: as {@code tasks.cl} does.
     *
     * @param index of the task
     * @param words of its memory
     */
    int sum(int index, int words) {
        int sum = 0;
        for (int word = 0; word < words; word++) {
            int value = (index + 1) * 0x9e3779b9 ^ word * 0x85ebca6b;
            for (int round = 0; round < rounds; round++) {
                value = value * 1664525 + 1013904223;
            }
            sum += value;
        }
        return sum;
    }
}
