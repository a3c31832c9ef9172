package dev.cleave.workshop.uneven;

import dev.cleave.workshop.contract.BlockAllocator;
import dev.cleave.workshop.contract.FreeBlockVisitor;
import dev.cleave.workshop.contract.Misuse;
import dev.cleave.workshop.contract.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * A buddy system over any table of {@link Sizes}: a block splits into the next smaller size and the difference, and the two
 * join again.
 *
 * <p>In a binary buddy the offset alone tells who the buddy is. Here it does not. In a Fibonacci buddy of
 * 8 units, a block of 2 at 3 is the right part of the 5 at 0, and its buddy is the 3 before it; a block of 2 at 5 is the
 * left part of the 3 at 5, and its buddy is the 1 behind it. So each block keeps two notes, those of Cranston and Thomas:
 *
 * <ul>
 *   <li>its <i>origin</i>: it is a root, or the left part, or the right part, of which size;
 *   <li>a <i>memory</i>: a note of its parent's, kept for the time when the two join.
 * </ul>
 *
 * <pre>
 *                 ┌──────────────────────┐
 *                 │ parent   origin O    │
 *                 │          memory M    │
 *                 └──────────┬───────────┘
 *              split         │         join
 *        ┌───────────────────┴────────┐
 *   ┌────┴───────────┐   ┌────────────┴─────────┐
 *   │ left           │   │ right of the parent  │      two parts have four notes: two say what they are,
 *   │ memory O       │   │ memory M             │      and two are left over to remember the parent's two
 *   └────────────────┘   └──────────────────────┘
 * </pre>
 *
 * <p>By induction nothing is ever lost, however deep the splits, and joining needs no walk from the root. The papers pack
 * this in one or two bits for their own sizes; here a note is a byte, and the same few lines serve any table: with the sizes
 * 1, 2, 4, 8 … they are a binary buddy.
 *
 * <p>What holds between two calls: each unit lies in exactly one block; a free block is in the list of its size; two buddies
 * are never both free.
 *
 * <p>Cost, with s sizes: allocate O(s) at worst, for the splits, finding is one look at a word with a bit for each size; free
 * O(s) at worst, for the joins. Books: 11 bytes a unit. No garbage.
 */
abstract class UnevenBuddy implements BlockAllocator {
    private static final int MOST_UNITS = 1 << 30;
    private static final byte NOTHING = 0;
    private static final byte ROOT = -1;
    /** What a root remembers: it has no parent. */
    private static final byte BLANK = -2;
    /** Left part of the next larger size; other origins are the size of which the block is the right part, 1 or more. */
    private static final byte LEFT = 0;

    private final Shape shape;
    private final Sizes sizes;
    private final FreeLists freeLists;
    /** For each unit: 0, or of the block that begins there its size + 1, negated while it is taken. */
    private final byte[] states;
    private final byte[] origins;
    private final byte[] memories;

    UnevenBuddy(Shape shape, Sizes sizes) {
        this.shape = shape;
        this.sizes = sizes;
        int units = shape.requireUnits(MOST_UNITS);
        freeLists = new FreeLists(units, sizes.count());
        states = new byte[units];
        origins = new byte[units];
        memories = new byte[units];
    }

    /** Makes a free block that will never be joined with another. */
    final void addRoot(long offset, long units) {
        origins[(int) offset] = ROOT;
        memories[(int) offset] = BLANK;
        addFree((int) offset, sizes.atLeast(units));
    }

    @Override
    public final Shape shape() {
        return shape;
    }

    @Override
    public final long allocate(int order) {
        return allocateSize(sizes.atLeast(1L << shape.requireOrder(order)));
    }

    /** A block of the smallest size that holds so many units. */
    @Override
    public final long allocateUnits(long units) {
        shape.orderOf(units);
        return allocateSize(sizes.atLeast(units));
    }

    private long allocateSize(int wanted) {
        int size = freeLists.smallestFrom(wanted);
        if (size < 0) {
            return NO_BLOCK;
        }
        int offset = freeLists.first(size);
        freeLists.remove(size, offset);
        while (size > wanted) {
            int rightAt = split(offset, size);
            int left = sizes.leftOf(size);
            int right = sizes.rightOf(size);
            if (right >= wanted) {
                addFree(offset, left);
                offset = rightAt;
                size = right;
            } else {
                addFree(rightAt, right);
                size = left;
            }
        }
        states[offset] = (byte) -(size + 1);
        return offset;
    }

    private int split(int offset, int size) {
        int rightAt = offset + (int) sizes.unitsOf(sizes.leftOf(size));
        origins[rightAt] = (byte) size;
        memories[rightAt] = memories[offset];
        memories[offset] = origins[offset];
        origins[offset] = LEFT;
        return rightAt;
    }

    @Override
    public final void free(long offset) {
        int at = (int) offset;
        int size = sizeOf(offset);
        while (origins[at] != ROOT) {
            boolean isLeft = origins[at] == LEFT;
            int parent = isLeft ? sizes.parentOfLeft(size) : origins[at];
            int left = isLeft ? at : at - (int) sizes.unitsOf(sizes.leftOf(parent));
            int right = isLeft ? at + (int) sizes.unitsOf(size) : at;
            int buddy = isLeft ? right : left;
            int buddySize = isLeft ? sizes.rightOf(parent) : sizes.leftOf(parent);
            if (states[buddy] != buddySize + 1) {
                break;
            }
            freeLists.remove(buddySize, buddy);
            join(left, right);
            at = left;
            size = parent;
        }
        addFree(at, size);
    }

    private void join(int left, int right) {
        origins[left] = memories[left];
        memories[left] = memories[right];
        states[right] = NOTHING;
    }

    private void addFree(int offset, int size) {
        states[offset] = (byte) (size + 1);
        freeLists.add(size, offset);
    }

    @Override
    public final long unitsOf(long offset) {
        return sizes.unitsOf(sizeOf(offset));
    }

    private int sizeOf(long offset) {
        int state = states[(int) shape.requireOffset(offset)];
        if (state >= NOTHING) {
            throw Misuse.noBlock(offset);
        }
        return -state - 1;
    }

    @Override
    public final void forEachFreeBlock(FreeBlockVisitor visitor) {
        for (int size = 0; size < sizes.count(); size++) {
            freeLists.forEach(size, sizes.unitsOf(size), visitor);
        }
    }

    @Override
    public final long metadataBytes() {
        return freeLists.metadataBytes() + states.length + origins.length + memories.length;
    }

    @Override
    public final List<String> picture() {
        List<String> lines = new ArrayList<>();
        for (int size = sizes.count() - 1; size >= 0; size--) {
            StringJoiner free = new StringJoiner(" ⇄ ");
            freeLists.forEach(size, sizes.unitsOf(size), (offset, units) -> free.add(Long.toString(offset)));
            lines.add("free of size %-3d %s".formatted(sizes.unitsOf(size), free).strip());
        }
        for (int unit = 0; unit < states.length; unit++) {
            if (states[unit] != NOTHING) {
                lines.add("at %-3d %-5s size %-3d origin: %s, memory: %s".formatted(unit,
                        states[unit] > NOTHING ? "free" : "taken", sizes.unitsOf(Math.abs(states[unit]) - 1),
                        inWords(origins[unit]), inWords(memories[unit])));
            }
        }
        return lines;
    }

    private String inWords(byte note) {
        return switch (note) {
            case ROOT -> "root";
            case BLANK -> "blank";
            case LEFT -> "left";
            default -> "right of " + sizes.unitsOf(note);
        };
    }
}
