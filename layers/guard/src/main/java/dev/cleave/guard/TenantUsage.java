package dev.cleave.guard;

/**
 * What a tenant has, and what was refused to it: an estimate while others run, but never more than
 * the limits allow.
 *
 * @param name the tenant's
 * @param heldBytes bytes of its blocks, in whole units
 * @param capBytes the most that it may hold now: its share, and what it borrowed, less what it lent
 * @param pageblocks how many pageblocks its blocks keep from being whole
 * @param pageblockLimit the most that it may keep so
 * @param strays of these, how many are others' too
 * @param wasted how many it keeps so beyond those that its bytes would fill: the contiguity that it
 *     destroys
 * @param borrowed pageblocks that it has beyond its share
 * @param lent pageblocks of its share that others have
 * @param refusedByBlocks requests refused for the limit of blocks
 * @param refusedByRate requests refused for the rate
 * @param refusedByPageblocks requests refused as they would have spoilt one pageblock too many
 */
public record TenantUsage(
        String name,
        long heldBytes,
        long capBytes,
        long pageblocks,
        long pageblockLimit,
        long strays,
        long wasted,
        long borrowed,
        long lent,
        long refusedByBlocks,
        long refusedByRate,
        long refusedByPageblocks) {}
