package dev.cleave.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A pool's book of blocks: which ones it has handed out, to arenas and heaps or to anybody, and
 * what each holds beyond what was asked for, so that requested bytes can be told from used ones.
 * Two bytes a unit, in leaves that are made when first written to.
 *
 * <pre>
 *   entry   0: no block of the pool begins here | 1 to 32,768: slack + 1 | 65,535: leased
 * </pre>
 *
 * <p>A block that is not in the book is not the pool's to free: it is on its way to its holder, or
 * in the purge's hands, or was taken from the space past the pool. An entry belongs to the block's
 * holder, who writes it plainly; whoever frees a block claims it from the space before. Whoever
 * reads the entry of a block that may be another's knows nothing until it is claimed, and reads it
 * again then.
 *
 * <p>No running total is kept: sums are taken when somebody asks (about 85 µs a GiB of 4 KiB
 * units). Slack is exact for units up to 32 KiB and within a 32,768th of a unit beyond.
 */
final class BlockSlack {
    private static final int LEAF_SHIFT = 12;
    private static final int LEAF_UNITS = 1 << LEAF_SHIFT;
    private static final int SLACK_BITS = 15;
    private static final char NONE = 0;
    private static final char LEASED = 0xffff;
    private static final VarHandle LEAF = MethodHandles.arrayElementVarHandle(char[][].class);

    private final char[] @Nullable [] leaves;
    private final int scaleShift;

    BlockSlack(long units, int unitShift) {
        leaves = new char[Math.toIntExact((units + LEAF_UNITS - 1) >>> LEAF_SHIFT)][];
        scaleShift = Math.max(0, unitShift - SLACK_BITS);
    }

    /**
     * Enters an ordinary block and its slack, in bytes less than a unit; called by its holder.
     * Changes nothing where it fails.
     */
    void enter(long offset, long slack) {
        leaf(offset)[index(offset)] = (char) ((slack >>> scaleShift) + 1);
    }

    /** Enters a leased block; called by its holder. Changes nothing where it fails. */
    void lease(long offset) {
        leaf(offset)[index(offset)] = LEASED;
    }

    /** Whether a block of the pool begins here, or did when this was read. */
    boolean isEntered(long offset) {
        return entry(offset) != NONE;
    }

    /** Whether the block that begins here is leased. */
    boolean isLeased(long offset) {
        return entry(offset) == LEASED;
    }

    /** Whether a block of the pool begins here that is leased, or one that is not. */
    boolean isEntered(long offset, boolean leased) {
        char entry = entry(offset);
        return entry != NONE && entry == LEASED == leased;
    }

    /**
     * Strikes the block out; called by whoever claimed it, before the space has it back. Never
     * makes a Java object.
     */
    void strike(long offset) {
        char @Nullable [] leaf = leaves[(int) (offset >>> LEAF_SHIFT)];
        if (leaf != null) {
            leaf[index(offset)] = NONE;
        }
    }

    private char entry(long offset) {
        char @Nullable [] leaf = leaves[(int) (offset >>> LEAF_SHIFT)];
        return leaf == null ? NONE : leaf[index(offset)];
    }

    /** Slack of the block that begins here, in bytes; 0 where none does, or a leased one. */
    long slackOf(long offset) {
        char entry = entry(offset);
        return entry == NONE || entry == LEASED ? 0 : (long) entry - 1 << scaleShift;
    }

    /** Slack of all blocks in bytes: an estimate while others run. */
    long sum() {
        long sum = 0;
        for (char @Nullable [] leaf : leaves) {
            if (leaf != null) {
                for (char entry : leaf) {
                    sum += entry == NONE || entry == LEASED ? 0 : entry - 1;
                }
            }
        }
        return sum << scaleShift;
    }

    /** How many blocks are leased: an estimate while others run. */
    long leases() {
        long leases = 0;
        for (char @Nullable [] leaf : leaves) {
            if (leaf != null) {
                for (char entry : leaf) {
                    leases += entry == LEASED ? 1 : 0;
                }
            }
        }
        return leases;
    }

    /** Bytes of metadata. */
    long byteSize() {
        long bytes = (long) leaves.length * Integer.BYTES;
        for (char @Nullable [] leaf : leaves) {
            bytes += leaf == null ? 0 : (long) leaf.length * Character.BYTES;
        }
        return bytes;
    }

    private static int index(long offset) {
        return (int) offset & LEAF_UNITS - 1;
    }

    private char[] leaf(long offset) {
        char @Nullable [] leaf = leaves[(int) (offset >>> LEAF_SHIFT)];
        return leaf != null ? leaf : makeLeaf((int) (offset >>> LEAF_SHIFT));
    }

    /** Two threads may make one at once: the first to be put there is the one that both use. */
    private char[] makeLeaf(int index) {
        char[] made = new char[LEAF_UNITS];
        char @Nullable [] none = null;
        char @Nullable [] present = (char[]) LEAF.compareAndExchange(leaves, index, none, made);
        return present != null ? present : made;
    }
}
