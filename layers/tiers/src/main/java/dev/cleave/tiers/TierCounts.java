package dev.cleave.tiers;

/**
 * How often a store decided what, since it was opened.
 *
 * @param promotions objects that came nearer
 * @param demotions objects that went farther and were copied for it
 * @param freeDemotions objects that went to where their clean copy was: nothing was copied
 * @param broughtNear promotions that a pin had to wait for, as the object was in no memory of this
 *     process; they are among the promotions
 * @param refusedInUse moves given up as the object was pinned at the end, or written meanwhile
 * @param refusedNoRoom moves for which there was no place
 * @param refusedFailed moves given up as a tier failed
 * @param spilled allocations that found no room in the nearest tier
 * @param copiesDropped clean copies that were let go of, as their tier ran short of room
 * @param placesLost places that a failing tier did not take back
 * @param copiedBytes bytes copied between tiers, those of moves that were given up included
 */
public record TierCounts(
        long promotions,
        long demotions,
        long freeDemotions,
        long broughtNear,
        long refusedInUse,
        long refusedNoRoom,
        long refusedFailed,
        long spilled,
        long copiesDropped,
        long placesLost,
        long copiedBytes) {}
