package dev.cleave.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What each block holds beyond what was asked for, so that requested bytes can be told from used ones, and which blocks
 * are leased to arenas. One {@code short} a unit, in leaves that are made when first written to: a pool whose requests
 * are whole units, and which has no arenas, has none.
 *
 * <p>No running total is kept: an entry belongs to the block's holder, who writes it plainly, and the sum is taken when
 * somebody asks (about 85 µs a GiB). Slack is exact for units up to 32 KiB and within a 32,768th of a unit beyond.
 */
final class BlockSlack {
    private static final int LEAF_SHIFT = 12;
    private static final int LEAF_UNITS = 1 << LEAF_SHIFT;
    private static final short LEASED = -1;

    /** The slack is larger than an entry can say, as happens when an alignment is larger than the size. */
    private static final short IN_MAP = -2;

    private static final VarHandle LEAF = MethodHandles.arrayElementVarHandle(short[][].class);

    private final short[] @Nullable [] leaves;
    private final int scaleShift;
    private final Map<Long, Long> large = new ConcurrentHashMap<>();

    BlockSlack(long units, int unitShift) {
        leaves = new short[Math.toIntExact((units + LEAF_UNITS - 1) >>> LEAF_SHIFT)][];
        scaleShift = Math.max(0, unitShift - 15);
    }

    /** Remembers the slack of a block, in bytes; called by its new holder. Zero costs nothing. */
    void set(long offset, long slack) {
        if (slack == 0) {
            return;
        }
        long scaled = slack >>> scaleShift;
        if (scaled < 1 << 15) {
            leaf(offset)[(int) offset & LEAF_UNITS - 1] = (short) scaled;
        } else {
            large.put(offset, slack);
            leaf(offset)[(int) offset & LEAF_UNITS - 1] = IN_MAP;
        }
    }

    /** Remembers that an arena holds the block. */
    void lease(long offset) {
        leaf(offset)[(int) offset & LEAF_UNITS - 1] = LEASED;
    }

    /** Whether an arena holds the block. */
    boolean isLeased(long offset) {
        short @Nullable [] leaf = leaves[(int) (offset >>> LEAF_SHIFT)];
        return leaf != null && leaf[(int) offset & LEAF_UNITS - 1] == LEASED;
    }

    /** Forgets the block; called by its last holder, before the space has it back. */
    void clear(long offset) {
        short @Nullable [] leaf = leaves[(int) (offset >>> LEAF_SHIFT)];
        int at = (int) offset & LEAF_UNITS - 1;
        if (leaf != null && leaf[at] != 0) {
            if (leaf[at] == IN_MAP) {
                large.remove(offset);
            }
            leaf[at] = 0;
        }
    }

    /** Slack of all blocks in bytes: an estimate while others run. */
    long sum() {
        long sum = 0;
        for (short @Nullable [] leaf : leaves) {
            if (leaf != null) {
                for (short entry : leaf) {
                    sum += Math.max(entry, 0);
                }
            }
        }
        return (sum << scaleShift) + large.values().stream().mapToLong(Long::longValue).sum();
    }

    /** How many blocks arenas hold: an estimate while others run. */
    long leases() {
        long leases = 0;
        for (short @Nullable [] leaf : leaves) {
            if (leaf != null) {
                for (short entry : leaf) {
                    leases += entry == LEASED ? 1 : 0;
                }
            }
        }
        return leases;
    }

    /** Bytes of metadata. */
    long byteSize() {
        long bytes = (long) leaves.length * Integer.BYTES;
        for (short @Nullable [] leaf : leaves) {
            bytes += leaf == null ? 0 : (long) leaf.length * Short.BYTES;
        }
        return bytes;
    }

    private short[] leaf(long offset) {
        short @Nullable [] leaf = leaves[(int) (offset >>> LEAF_SHIFT)];
        return leaf != null ? leaf : makeLeaf((int) (offset >>> LEAF_SHIFT));
    }

    /** Two threads may make one at once: the first to be put there is the one that both use. */
    private short[] makeLeaf(int index) {
        short[] made = new short[LEAF_UNITS];
        short @Nullable [] none = null;
        short @Nullable [] present = (short[]) LEAF.compareAndExchange(leaves, index, none, made);
        return present != null ? present : made;
    }
}
