package dev.cleave.lab.experiment.enclave;

import dev.cleave.guard.enclave.EnclavePool;
import dev.cleave.guard.enclave.EnclavePoolBuilder;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where a pool that places at random puts things: how well that can be foretold, and what it costs.
 * What an attacker needs is tried: that the next object takes the place just freed, that it lies
 * right behind the one before, and that an object lies where it did in another pool.
 */
final class PlacementTrial {
    /** What {@code randomPlacement} is tried with; 0 is off. */
    static final List<Integer> BITS = List.of(0, 1, 3, 5, 6);

    private static final int TRIES = 4000;
    private static final int FRESH_POOLS = 1500;
    private static final long FRESH_BUDGET = 1L << 20;
    private static final int OBJECT_BYTES = 1000;
    private static final int OBJECTS_BEFORE = 4;
    private static final int SLICES = 200;
    private static final int SLICE = 500;

    private PlacementTrial() {}

    /**
     * What was found.
     *
     * @param bits that were asked for; 0 where placement is not at random
     * @param meanBits the mean entropy of a placement, as the pool counts it
     * @param observedBits the entropy of where the fifth object lies, observed over fresh pools; it
     *     cannot show more than log2 of their number
     * @param retakenShare of the freed places, those that the next object took
     * @param adjacentShare of the objects, those that lay right behind the one before
     * @param nanos of a replacement: a free and an allocation, the least of several slices
     * @param held bytes of pages in use for each byte asked for
     * @param waste the share of what live objects hold that they did not ask for
     * @param evictions pages that left
     */
    record Outcome(
            int bits, double meanBits, double observedBits, double retakenShare, double adjacentShare, double nanos,
            double held, double waste, long evictions) {}

    /** Tries all settings; those that are measured take turns. */
    static List<Outcome> run(long seed, long budget) {
        List<ReplacedObjects> loads = new ArrayList<>();
        try (Arena untrusted = Arena.ofShared()) {
            for (int bits : BITS) {
                loads.add(new ReplacedObjects(pool(untrusted, bits, budget), seed));
            }
            double[] nanos = leastNanos(loads);
            List<Outcome> outcomes = new ArrayList<>();
            for (int each = 0; each < BITS.size(); each++) {
                ReplacedObjects load = loads.get(each);
                double retaken = load.retakenShare(TRIES);
                double adjacent = load.adjacentShare(TRIES);
                outcomes.add(
                        new Outcome(BITS.get(each), load.usage().placementBits(), observedBits(BITS.get(each)), retaken,
                                adjacent, nanos[each], (double) load.usage().heldBytes() / load.usage().askedBytes(),
                                load.usage().wasteShare(), load.usage().evictions()));
            }
            return outcomes;
        } finally {
            loads.forEach(ReplacedObjects::close);
        }
    }

    private static EnclavePool pool(Arena untrusted, int bits, long budget) {
        long capacity = 4 * budget;
        EnclavePoolBuilder builder = EnclavePool.builder()
                .reserved(Math.max(budget, 128L << 20))
                .usable(budget)
                .capacity(capacity)
                .outside(untrusted.allocate(EnclavePool.outsideBytes(capacity)))
                .key(() -> new byte[32]); // nobody has to be kept out of an experiment
        return (bits == 0 ? builder : builder.randomPlacement(bits)).build();
    }

    private static double[] leastNanos(List<ReplacedObjects> loads) {
        double[] least = new double[loads.size()];
        for (int slice = 0; slice < SLICES; slice++) {
            for (int each = 0; each < least.length; each++) {
                long start = System.nanoTime();
                loads.get(each).replace(SLICE);
                double nanos = (double) (System.nanoTime() - start) / SLICE;
                least[each] = slice == 0 ? nanos : Math.min(least[each], nanos);
            }
        }
        return least;
    }

    /** The entropy of an object's place, in bits: of how often each place occurred. */
    private static double observedBits(int bits) {
        Map<Long, Integer> seen = new HashMap<>();
        for (int each = 0; each < FRESH_POOLS; each++) {
            try (Arena untrusted = Arena.ofShared(); EnclavePool pool = pool(untrusted, bits, FRESH_BUDGET)) {
                long place = pool.allocate(OBJECT_BYTES);
                for (int before = 0; before < OBJECTS_BEFORE; before++) {
                    place = pool.allocate(OBJECT_BYTES);
                }
                seen.merge(place, 1, Integer::sum);
            }
        }
        return entropyBits(seen.values().stream().mapToInt(Integer::intValue).toArray());
    }

    /** Shannon's entropy of counts, in bits. */
    static double entropyBits(int... counts) {
        double all = 0;
        for (int count : counts) {
            all += count;
        }
        double bits = 0;
        for (int count : counts) {
            bits -= count == 0 ? 0 : count / all * Math.log(count / all) / Math.log(2);
        }
        return bits;
    }
}
