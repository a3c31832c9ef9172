package dev.cleave.lab.experiment.crash;

import dev.cleave.tiers.durable.DurableSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What the threads of a heap that is to be crashed do: each has slots of its own for objects, and a
 * part of one object that all share.
 *
 * @param seed of all that is done
 * @param threads 1 or more
 */
record Load(long seed, int threads) {
    /** Slots of a thread. */
    static final int SLOTS = 12;

    /** No object has more bytes than 2 to this. */
    static final int LARGEST_BITS = 13;

    private static final long THREAD_BYTES = 1L << 20;
    private static final long GROWTH_BYTES = 64L << 10;
    private static final long LOG_BYTES = 64L << 10;
    private static final long THREAD_FACTOR = 0x9E3779B97F4A7C15L;
    private static final long NUMBER_FACTOR = 0xD1B54A32D192ED03L;

    /**
     * Settings of a heap for it: with a file that has to grow, and a log that is full soon.
     */
    DurableSettings settings() {
        return DurableSettings.usual()
                .withCapacity(threads * THREAD_BYTES)
                .withGrowthStep(GROWTH_BYTES)
                .withLogBytes(LOG_BYTES);
    }

    /** The ledgers of its threads before their first steps. */
    List<Ledger> ledgers() {
        List<Ledger> ledgers = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            ledgers.add(new Ledger(this, thread));
        }
        return ledgers;
    }

    /** The seed of one step. */
    long seedOf(int thread, long number) {
        return (seed * THREAD_FACTOR + thread + 1) * NUMBER_FACTOR + number;
    }

    /** The bytes that a step writes to a slot. */
    byte[] bytes(int thread, long number, int slot, int byteSize) {
        byte[] bytes = new byte[byteSize];
        new SplittableRandom(seedOf(thread, number) + slot + 1).nextBytes(bytes);
        return bytes;
    }
}
