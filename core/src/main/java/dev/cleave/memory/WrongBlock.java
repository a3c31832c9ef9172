package dev.cleave.memory;

import dev.cleave.buddy.BuddySpace;
import dev.cleave.buddy.InvalidBlockException;
import java.util.Locale;

/**
 * Says what is wrong with an address at which no block begins that could be freed, given back or
 * resized: in addresses and bytes, with the pool's name and what to do. Costs a walk over the units
 * before it, back to the next block.
 *
 * @param units the pool's
 * @param space knows which blocks there are
 */
record WrongBlock(Units units, BuddySpace space) {
    /** The refusal of an ordinary call for what a lease holds. */
    IllegalArgumentException leased(long address) {
        return new IllegalArgumentException(
                Units.at(address) + " is leased to an arena or a heap of pool " + units.name()
                        + ": close the arena, or free it by the heap; they give their blocks back");
    }

    /** The refusal of a call for leases where none is, but an ordinary block. */
    IllegalArgumentException notLeased(long address) {
        return new IllegalArgumentException(Units.at(address) + " is no leased block of pool " + units.name()
                + " but an ordinary one: free it by Pool.free");
    }

    /** The refusal of a call by way of a child for what it did not take. */
    IllegalArgumentException anothers(long address, String child) {
        return new IllegalArgumentException(Units.at(address) + " is no block of pool " + units.name() + " but "
                + (child.isEmpty() ? "was allocated from the pool itself" : "was allocated from its child " + child)
                + ": free it where it was allocated, or by the pool, which may free what its children took");
    }

    /** The refusal to give back a spare that waits already, or is another's. */
    IllegalArgumentException notHeld(long address) {
        return new IllegalArgumentException(Units.at(address) + " is no leased block of pool " + units.name()
                + " that this lease holds: give a lease back once, to the pool that it is of");
    }

    /** The refusal of what the pool's books do not know. */
    IllegalArgumentException unknown(long address, boolean leased) {
        return new IllegalArgumentException(
                Units.at(address) + " is no " + (leased ? "leased" : "live") + " block of pool "
                        + units.name() + ": " + reason(units.offsetOf(address)));
    }

    private String reason(long offset) {
        if (space.isBlock(offset)) {
            return "it was taken from the pool's space past the pool, or is in the hands of a call that gives memory"
                    + " back to the system: free it where it was taken, once";
        }
        try {
            long count = space.unitsOf(offset);
            return "a block of " + bytes(count) + " began there while this was looked at: free each block once";
        } catch (InvalidBlockException invalid) {
            return switch (invalid.reason()) {
                case INSIDE_BLOCK -> inside(offset);
                case NEVER_ALLOCATED ->
                        "none was ever allocated there: free a block by the address it was allocated at";
                case FREED_TWICE, OUT_OF_RANGE ->
                        "it was freed already, or another call frees or resizes it now: free each block once";
            };
        }
    }

    private String inside(long offset) {
        for (long start = offset - 1; start >= 0; start--) {
            if (space.isBlock(start)) {
                return "it lies inside a block of " + bytes(unitsOf(start)) + " that begins at 0x"
                        + Long.toHexString(units.address(start)) + ": free that address instead";
            }
        }
        return "it was freed already: free each block once";
    }

    /** 0 where the block was freed since it was seen. */
    private long unitsOf(long start) {
        try {
            return space.unitsOf(start);
        } catch (InvalidBlockException freedMeanwhile) {
            return 0;
        }
    }

    private String bytes(long count) {
        return String.format(Locale.ROOT, "%,d bytes", units.bytes(count));
    }
}
