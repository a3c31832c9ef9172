package dev.cleave.memory;

import dev.cleave.buddy.BuddySpace;
import org.jspecify.annotations.Nullable;

/**
 * Finds free blocks of a pool at first sight; of a child as its rules have it, which know of what
 * is found here. Offsets and lengths are in units, an alignment is the power of two of units that
 * the first is a multiple of. What is found is the caller's, and not in the pool's books yet.
 */
final class BlockSearch {
    private final UnitSearch plain;

    /** Null for the pool itself, and for a child without rules. */
    private final @Nullable ChildRules rules;

    BlockSearch(UnitSearch plain, @Nullable ChildRules rules) {
        this.plain = plain;
        this.rules = rules;
    }

    /** The search of a child. */
    BlockSearch with(@Nullable ChildRules childRules) {
        return childRules == null ? this : new BlockSearch(plain, childRules);
    }

    /**
     * The offset of so many adjacent units, or {@link BuddySpace#NO_BLOCK}; of a child with rules
     * {@link ChildRules#OWN_LIMIT} too.
     */
    long find(long count, int alignment) {
        return rules == null ? plain.find(count, alignment) : rules.find(plain, count, alignment);
    }

    /** The lowest such units within a range, or {@link BuddySpace#NO_BLOCK}. */
    long findWithin(long from, long end, long count, int alignment) {
        long offset = plain.findWithin(from, end, count, alignment);
        if (offset == BuddySpace.NO_BLOCK || rules == null || rules.enter(offset, count)) {
            return offset;
        }
        plain.giveBack(offset, 0);
        return BuddySpace.NO_BLOCK;
    }

    /** Gives back what was found. */
    void giveBack(long offset, long count) {
        plain.giveBack(offset, 0);
        if (rules != null) {
            rules.leave(offset, count);
        }
    }
}
