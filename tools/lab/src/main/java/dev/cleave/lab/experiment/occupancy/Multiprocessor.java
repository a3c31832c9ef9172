package dev.cleave.lab.experiment.occupancy;

import dev.cleave.gpu.occupancy.Capability;
import dev.cleave.gpu.occupancy.Launch;
import dev.cleave.gpu.occupancy.Limit;
import dev.cleave.gpu.occupancy.Occupancy;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;

/**
 * One multiprocessor that is never out of work: blocks of all kernels come in random order, each
 * starts as soon as everything it needs is free, and none overtakes another, as with the card's own
 * scheduler. A block stays a random time. One thread.
 */
final class Multiprocessor {
    private static final int MOST_TIME = 100;

    private final Capability capability;
    private final Policy policy;
    private final SharedSpace space;
    private final PriorityQueue<Resident> residents = new PriorityQueue<>(Comparator.comparingLong(Resident::end));
    private final Map<Limit, Long> waited = new EnumMap<>(Limit.class);
    private long now;
    private long residentTime;
    private int warps;
    private int registers;

    private record Resident(Launch launch, long place, long reservedPlace, int taken, long end) {}

    /**
     * What came of it: the blocks resident on an average, the time for all, and what the first in
     * the queue waited for.
     */
    record Outcome(double resident, long time, Set<Limit> limits) {}

    Multiprocessor(Capability capability, Policy policy) {
        this.capability = capability;
        this.policy = policy;
        space = policy.open(capability);
    }

    /**
     * Runs so many blocks. Kernels that do not fit on the card with every policy are left out, for
     * all policies.
     */
    Outcome run(int blocks, long seed) {
        Random random = new Random(seed);
        Launch[] kernels = CatalogueKernel.ALL.stream()
                .map(CatalogueKernel::launch)
                .filter(launch -> Occupancy.of(capability, Policy.POWER_OF_TWO.rounded(launch)).blocks() > 0)
                .toArray(Launch[]::new);
        for (int block = 0; block < blocks; block++) {
            Launch launch = kernels[random.nextInt(kernels.length)];
            int time = 1 + random.nextInt(MOST_TIME);
            while (!starts(launch, time)) {
                endNext();
            }
        }
        while (!residents.isEmpty()) {
            endNext();
        }
        return new Outcome((double) residentTime / now, now, mostWaitedFor());
    }

    private boolean starts(Launch launch, int time) {
        Set<Limit> missing = missing(launch);
        if (missing.isEmpty()) {
            int taken = taken(launch);
            long place = space.take(taken);
            long reserved = place == SharedSpace.NONE ? SharedSpace.NONE : space.take(separateReserve());
            if (reserved != SharedSpace.NONE) {
                residents.add(new Resident(launch, place, reserved, taken, now + time));
                warps += launch.warps();
                registers += registers(launch);
                return true;
            }
            if (place != SharedSpace.NONE) {
                space.give(place, taken);
            }
            missing.add(Limit.SHARED_MEMORY);
        }
        long wait = residents.element().end() - now;
        missing.forEach(limit -> waited.merge(limit, wait, Long::sum));
        return false;
    }

    private Set<Limit> missing(Launch launch) {
        Set<Limit> missing = EnumSet.noneOf(Limit.class);
        if (warps + launch.warps() > capability.warps()) {
            missing.add(Limit.WARPS);
        }
        if (registers + registers(launch) > Capability.REGISTERS) {
            missing.add(Limit.REGISTERS);
        }
        if (residents.size() == capability.blocks()) {
            missing.add(Limit.BLOCKS);
        }
        return missing;
    }

    /**
     * What a block takes of the space. Reserved memory is a part of it, but not where that is a
     * power of two.
     */
    private int taken(Launch launch) {
        int granularity = capability.sharedGranularity();
        long bytes = policy.rounded(launch).sharedBytes() + capability.reservedBytes() - separateReserve();
        return Math.toIntExact(Math.ceilDiv(bytes, granularity) * granularity);
    }

    private int separateReserve() {
        return policy == Policy.POWER_OF_TWO ? capability.reservedBytes() : 0;
    }

    private static int registers(Launch launch) {
        return launch.registersOfWarp() * launch.warps();
    }

    private void endNext() {
        Resident ended = residents.remove();
        residentTime += (ended.end() - now) * (residents.size() + 1L);
        now = ended.end();
        space.give(ended.place(), ended.taken());
        space.give(ended.reservedPlace(), separateReserve());
        warps -= ended.launch().warps();
        registers -= registers(ended.launch());
    }

    private Set<Limit> mostWaitedFor() {
        long most = waited.values().stream().mapToLong(Long::longValue).max().orElse(0);
        Set<Limit> limits = EnumSet.noneOf(Limit.class);
        waited.forEach((limit, time) -> {
            if (time == most) {
                limits.add(limit);
            }
        });
        return limits;
    }
}
