package dev.cleave.guard;

/**
 * What a tenant may have. Bytes are those that are held: of whole units, with all that heaps and
 * arenas over the tenant's pool keep.
 *
 * @param shareBytes what the tenant can have whatever the others do: 1 or more, in whole pageblocks
 *     rounded up
 * @param mostBytes the most that it may hold with what it borrows: the share or more
 * @param blocks the most blocks of its pool at once: 1 or more
 * @param bytesPerSecond the most bytes that it may allocate a second: 1 or more;
 *     {@link Long#MAX_VALUE} for no limit
 * @param burstBytes the most bytes that it may allocate at once within that rate: 1 or more
 * @param strays pageblocks of others in which its blocks may lie, beside its share: 0 or more; each
 *     is as good as one more of the pool's pageblocks for it
 */
public record TenantLimits(
        long shareBytes, long mostBytes, long blocks, long bytesPerSecond, long burstBytes, long strays) {
    /**
     * Limits as they are given.
     *
     * @throws IllegalArgumentException where one is out of its range
     */
    public TenantLimits {
        require("a share of " + shareBytes + " bytes", shareBytes, 1);
        require("a most of " + mostBytes + " bytes beside a share of " + shareBytes, mostBytes, shareBytes);
        require("a limit of " + blocks + " blocks", blocks, 1);
        require("a rate of " + bytesPerSecond + " bytes a second", bytesPerSecond, 1);
        require("a burst of " + burstBytes + " bytes", burstBytes, 1);
        require("a limit of " + strays + " pageblocks of others", strays, 0);
    }

    private static void require(String what, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(what + " for a tenant: it must be " + least + " to " + Long.MAX_VALUE);
        }
    }

    /** A share, and nothing beyond it; no other limit. */
    public static TenantLimits share(long bytes) {
        return new TenantLimits(bytes, bytes, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, 0);
    }

    /** The same, and so many bytes with what is borrowed. */
    public TenantLimits most(long bytes) {
        return new TenantLimits(shareBytes, bytes, blocks, bytesPerSecond, burstBytes, strays);
    }

    /** The same, and so many blocks. */
    public TenantLimits blocks(long most) {
        return new TenantLimits(shareBytes, mostBytes, most, bytesPerSecond, burstBytes, strays);
    }

    /** The same, and a rate: so many bytes a second, so many at once. */
    public TenantLimits rate(long bytesASecond, long burst) {
        return new TenantLimits(shareBytes, mostBytes, blocks, bytesASecond, burst, strays);
    }

    /** The same, and so many pageblocks of others in which blocks may lie. */
    public TenantLimits strays(long pageblocks) {
        return new TenantLimits(shareBytes, mostBytes, blocks, bytesPerSecond, burstBytes, pageblocks);
    }

    /** Whether there is a limit of blocks. */
    boolean limitsBlocks() {
        return blocks != Long.MAX_VALUE;
    }

    /** Whether there is a rate. */
    boolean limitsRate() {
        return bytesPerSecond != Long.MAX_VALUE;
    }
}
