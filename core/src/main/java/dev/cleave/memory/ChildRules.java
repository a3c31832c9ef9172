package dev.cleave.memory;

/**
 * What somebody above a pool has to say about the blocks of one of its children, beside the cap:
 * which requests are admitted, and where their blocks lie. Given to {@link Pool#child(String, long,
 * ChildRules)}; the child asks it for each block, however it is asked for, by heaps and arenas too.
 *
 * <p>Any thread may call anything, several at once. Nothing may throw, wait, or use the pool but by
 * the search that is passed; and nothing should make a Java object where blocks are freed. Offsets
 * and counts are in units of the pool.
 */
public interface ChildRules {
    /**
     * What {@link #find} answers where only the child's own limits are in the way: less than 0.
     * What other children and the pool itself would give back could not help, so nobody else is
     * asked for it.
     */
    long OWN_LIMIT = -3;

    /**
     * Whether a block of so many units may be asked for. After {@code true} follows exactly one
     * {@link #ended}: when the block is freed, or at once where none was found.
     */
    boolean admits(long count);

    /** A block that was admitted is freed, or was not found. */
    void ended();

    /**
     * Finds free units, and {@linkplain #enter enters} them.
     *
     * @param alignment the power of two of units that the first must be a multiple of
     * @return the offset of the first; {@link dev.cleave.buddy.BuddySpace#NO_BLOCK} where there are
     *     none that the child may have; or {@link #OWN_LIMIT}
     */
    long find(UnitSearch search, long count, int alignment);

    /**
     * The child is to hold these units, which were had otherwise than by {@link #find}: at a given
     * place, or as a block grew. Whoever is refused gives them back.
     */
    boolean enter(long offset, long count);

    /** The child holds these units no more: they are free already. */
    void leave(long offset, long count);

    /**
     * Why a request was refused just now, for the exception's message; empty if not by these rules.
     */
    String refusal();
}
