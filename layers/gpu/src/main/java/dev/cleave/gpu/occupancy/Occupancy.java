package dev.cleave.gpu.occupancy;

import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * How many blocks of a launch are resident on a multiprocessor, and what keeps them from being
 * more.
 *
 * @param capability of the card
 * @param launch what a block needs
 * @param most how many blocks each limit would allow alone; {@link #UNLIMITED} where the launch
 *     needs nothing of it, 0 where one block is too much
 */
public record Occupancy(Capability capability, Launch launch, Map<Limit, Integer> most) {
    /** More than any other limit. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    /** Keeps a copy. */
    public Occupancy {
        most = Collections.unmodifiableMap(new EnumMap<>(most));
    }

    /** The answer for a launch on a card; takes constant time. */
    public static Occupancy of(Capability capability, Launch launch) {
        Map<Limit, Integer> most = new EnumMap<>(Limit.class);
        most.put(Limit.WARPS, capability.warps() / launch.warps());
        most.put(Limit.REGISTERS, byRegisters(launch));
        most.put(Limit.SHARED_MEMORY, bySharedMemory(capability, launch));
        most.put(Limit.BLOCKS, capability.blocks());
        return new Occupancy(capability, launch, most);
    }

    /**
     * Each sub-partition has a quarter of the registers, and gives each of its warps a multiple of
     * 256. Whether a block fits at all is checked as if its warps filled all four alike.
     */
    private static int byRegisters(Launch launch) {
        if (launch.registers() == 0) {
            return UNLIMITED;
        }
        int ofWarp = launch.registersOfWarp();
        int warps = Math.ceilDiv(launch.warps(), Capability.SUB_PARTITIONS) * Capability.SUB_PARTITIONS;
        if (ofWarp * warps > Capability.REGISTERS) {
            return 0;
        }
        int warpsOfPartition = Capability.REGISTERS / Capability.SUB_PARTITIONS / ofWarp;
        return warpsOfPartition * Capability.SUB_PARTITIONS / launch.warps();
    }

    private static int bySharedMemory(Capability capability, Launch launch) {
        long ofBlock = sharedBytes(capability, launch);
        if (ofBlock > capability.sharedBytesOfBlock() + capability.reservedBytes()) {
            return 0;
        }
        return ofBlock == 0 ? UNLIMITED : (int) (capability.sharedBytes() / ofBlock);
    }

    private static long sharedBytes(Capability capability, Launch launch) {
        long granularity = capability.sharedGranularity();
        return Math.ceilDiv(launch.sharedBytes() + capability.reservedBytes(), granularity) * granularity;
    }

    /**
     * The shared memory that a block takes of the card: with what is reserved, rounded up, in
     * bytes.
     */
    public long sharedBytesTaken() {
        return sharedBytes(capability, launch);
    }

    /** The resident blocks of a multiprocessor; 0 where the launch does not fit. */
    public int blocks() {
        return Collections.min(most.values());
    }

    /** What keeps them from being more: at least one. */
    public Set<Limit> limits() {
        int blocks = blocks();
        Set<Limit> reached = EnumSet.noneOf(Limit.class);
        most.forEach((limit, count) -> {
            if (count == blocks) {
                reached.add(limit);
            }
        });
        return reached;
    }

    /** The resident warps of a multiprocessor. */
    public int warps() {
        return blocks() * launch.warps();
    }

    /** The share of the multiprocessor's warps that are resident, 0 to 1. */
    public double share() {
        return (double) warps() / capability.warps();
    }
}
