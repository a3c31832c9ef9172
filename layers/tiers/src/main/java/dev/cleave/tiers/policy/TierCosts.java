package dev.cleave.tiers.policy;

import java.util.List;

/**
 * What one tier holds, and what it costs to reach it.
 *
 * @param capacity bytes that it holds, 1 or more; the last tier's is not looked at
 * @param accessNanos nanoseconds until the first byte, 0 or more
 * @param readNanosPerByte nanoseconds for each byte read, 0 or more
 * @param writeNanosPerByte nanoseconds for each byte written, 0 or more
 */
public record TierCosts(long capacity, double accessNanos, double readNanosPerByte, double writeNanosPerByte) {
    /** Checks the ranges. */
    public TierCosts {
        if (capacity < 1) {
            throw new IllegalArgumentException("a capacity of " + capacity + " bytes: must be 1 or more");
        }
        requireCost("nanoseconds an access", accessNanos);
        requireCost("nanoseconds a byte read", readNanosPerByte);
        requireCost("nanoseconds a byte written", writeNanosPerByte);
    }

    private static void requireCost(String what, double given) {
        if (!(given >= 0 && given < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(given + " " + what + ": must be 0 or more, and finite");
        }
    }

    /** Nanoseconds to read an object of so many bytes. */
    public double readNanos(long byteSize) {
        return accessNanos + byteSize * readNanosPerByte;
    }

    /** Nanoseconds to write an object of so many bytes. */
    public double writeNanos(long byteSize) {
        return accessNanos + byteSize * writeNanosPerByte;
    }

    /** Nanoseconds to copy an object of so many bytes from this tier to another. */
    public double moveNanos(long byteSize, TierCosts to) {
        return readNanos(byteSize) + to.writeNanos(byteSize);
    }

    /**
     * Checks an order of tiers, nearest first.
     *
     * @throws IllegalArgumentException where there are less than two, or one is reached sooner than
     *     the one before it
     */
    public static List<TierCosts> requireOrder(List<TierCosts> tiers) {
        if (tiers.size() < 2) {
            throw new IllegalArgumentException(tiers.size() + " tiers: must be two or more, the nearest first");
        }
        for (int tier = 1; tier < tiers.size(); tier++) {
            if (tiers.get(tier).accessNanos < tiers.get(tier - 1).accessNanos) {
                throw new IllegalArgumentException("tier " + tier + " is reached in " + tiers.get(tier).accessNanos
                        + " ns and tier " + (tier - 1) + " in " + tiers.get(tier - 1).accessNanos
                        + " ns: give the nearest first");
            }
        }
        return List.copyOf(tiers);
    }
}
