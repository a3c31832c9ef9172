package dev.cleave.guard;

/**
 * How closely a tenant is confined to its own pageblocks, by the damage that it does. A number of
 * units: smaller blocks are looked for in the tenant's own pageblocks first; others wherever the
 * pool has them, and kept if they happen to lie in its own. It grows with the pageblocks that the
 * tenant keeps beyond those that its bytes would fill, and falls as they become whole again. Pure.
 */
final class Confinement {
    private static final int PARTS = 8;

    private Confinement() {}

    /**
     * The confinement that the damage asks for.
     *
     * @param wasted pageblocks beyond those that are needed
     * @param needed pageblocks that the tenant's bytes would fill
     * @param pageblockShift a pageblock has this power of two of units
     * @return units: 0 for none, to those of a pageblock
     */
    static long units(long wasted, long needed, int pageblockShift) {
        long harmless = 1 + needed / PARTS;
        if (wasted <= harmless) {
            return 0;
        }
        long times = Math.min(pageblockShift, (wasted - 1) / harmless);
        return 1L << times;
    }
}
