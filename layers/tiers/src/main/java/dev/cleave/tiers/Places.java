package dev.cleave.tiers;

/**
 * Where an object is, as one number: its tier, and its place there. Pure functions.
 *
 * <pre>
 *    63      57    56      55                     48 47                    0
 *   +----------+--------+--------------------------------------------------+
 *   | tier + 1 | remote |                       place                      |
 *   +----------+--------+-------------------------+------------------------+
 *                                                 | address, if not remote |
 * </pre>
 */
final class Places {
    /** No place: what every other one differs from, as its tier is counted from one. */
    static final long NONE = 0;

    /** The most tiers that can be told apart. */
    static final int MOST_TIERS = 100;

    private static final int TIER_SHIFT = 57;
    private static final long REMOTE = 1L << 56;
    private static final long PLACE_MASK = REMOTE - 1;
    private static final long ADDRESS_MASK = (1L << 48) - 1;

    private Places() {}

    /** A place of a tier. */
    static long of(int tier, long place, boolean remote) {
        return (tier + 1L) << TIER_SHIFT | (remote ? REMOTE : 0) | place;
    }

    /** Whether a tier's place can be told from all others, and holds its address, unless it is remote. */
    static boolean isLegal(long place, long address) {
        return (place & ~PLACE_MASK) == 0 && (address == Tier.NO_ADDRESS || (place & ADDRESS_MASK) == address);
    }

    /** The number of the tier: 0 is the nearest. */
    static int tier(long place) {
        return (int) (place >>> TIER_SHIFT) - 1;
    }

    /** Whether its bytes are not in this process's memory. */
    static boolean isRemote(long place) {
        return (place & REMOTE) != 0;
    }

    /** The address of a place that is not remote. */
    static long address(long place) {
        return place & ADDRESS_MASK;
    }

    /** The place as its tier knows it. */
    static long inTier(long place) {
        return place & PLACE_MASK;
    }
}
