package dev.cleave.lab.experiment.enclave;

import dev.cleave.guard.enclave.EnclavePool;
import dev.cleave.guard.enclave.EnclaveUsage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** One load in one enclave pool, with sizes rounded by one policy. */
final class EnclaveTrial {
    private static final long LEAST_BUDGET = 1 << 20;
    private static final int CAPACITY_FACTOR = 4;
    private static final long BUFFER_BYTES = 1 << 16;

    private EnclaveTrial() {}

    /**
     * What was found.
     *
     * @param waste the share of what live objects hold that they did not ask for, when most are live
     * @param held bytes of pages in use at that time, for each byte asked for
     * @param evictions pages that left
     * @param loads pages that came back
     */
    record Outcome(double waste, double held, long evictions, long loads) {}

    /** The budget for a load: as a share of the bytes that are live at its peak. */
    static long budget(EnclaveLoad load, double share) {
        long bytes = (long) (load.peakBytes() * share);
        return Math.max(LEAST_BUDGET, bytes + RoundingPolicy.PAGE_BYTES - 1 & -RoundingPolicy.PAGE_BYTES);
    }

    static Outcome run(EnclaveLoad load, RoundingPolicy policy, long budget) {
        long capacity = CAPACITY_FACTOR * Math.max(budget, load.peakBytes()) & -RoundingPolicy.PAGE_BYTES;
        try (Arena untrusted = Arena.ofShared();
                EnclavePool pool = policy.set(EnclavePool.builder(), load)
                        .reserved(Math.max(budget, 128L << 20))
                        .usable(budget)
                        .capacity(capacity)
                        .outside(untrusted.allocate(EnclavePool.outsideBytes(capacity)))
                        .key(() -> new byte[32]) // nobody has to be kept out of an experiment
                        .build()) {
            PoolPlayer player = new PoolPlayer(pool, policy, load.objects());
            load.play(player);
            EnclaveUsage end = pool.usage();
            return new Outcome(player.waste, player.held, end.evictions(), end.loads());
        }
    }

    /** Does with the pool what the load says. */
    private static final class PoolPlayer implements EnclaveLoad.Player {
        private final EnclavePool pool;
        private final RoundingPolicy policy;
        private final long[] addresses;
        private final long[] sizes;
        private final MemorySegment buffer = MemorySegment.ofArray(new byte[(int) BUFFER_BYTES]);
        private long asked;
        private double waste;
        private double held;

        PoolPlayer(EnclavePool pool, RoundingPolicy policy, int objects) {
            this.pool = pool;
            this.policy = policy;
            addresses = new long[objects];
            sizes = new long[objects];
        }

        @Override
        public void allocate(int object, long bytes) {
            long rounded = bytes <= RoundingPolicy.PAGE_BYTES ? bytes : policy.large(bytes);
            addresses[object] = pool.allocate(rounded);
            sizes[object] = bytes;
            asked += bytes;
            for (long at = 0; at < bytes; at += BUFFER_BYTES) {
                pool.write(addresses[object], at, buffer.asSlice(0, Math.min(BUFFER_BYTES, bytes - at)));
            }
        }

        @Override
        public void read(int object) {
            for (long at = 0; at < sizes[object]; at += BUFFER_BYTES) {
                pool.read(addresses[object], at, buffer.asSlice(0, Math.min(BUFFER_BYTES, sizes[object] - at)));
            }
        }

        @Override
        public void free(int object) {
            pool.free(addresses[object]);
            asked -= sizes[object];
        }

        @Override
        public void peak() {
            EnclaveUsage usage = pool.usage();
            double objects = (double) usage.askedBytes() + usage.wasteBytes();
            waste = (objects - asked) / objects;
            held = (double) usage.heldBytes() / asked;
        }
    }
}
