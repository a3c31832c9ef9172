package dev.cleave.workshop.lists;

import dev.cleave.workshop.contract.BlockAllocator;
import dev.cleave.workshop.contract.FreeBlockVisitor;
import java.util.StringJoiner;

/**
 * The free blocks of one order, linked through arrays by their first unit; the taken ones are known to a map alone.
 *
 * <pre>
 *   unit        0    1    2    3    4    5    6    7
 *   states     -1   +1   +2    ∙   +3    ∙    ∙    ∙     here begins a free block of order k: k + 1, a taken: -(k + 1)
 *   next        ∙   -1   -1    ∙   -1    ∙    ∙    ∙     of a free block: the next of its order
 *   previous    ∙   -1   -1    ∙   -1    ∙    ∙    ∙
 *                    ▲    ▲         ▲
 *   head            [0]  [1]       [2]                   one for each order
 * </pre>
 *
 * <p>A unit names its own node, so whoever knows an offset is at its links at once: every operation is a few reads and
 * writes, however many blocks there are, and makes no garbage. A kernel keeps the links in the free pages themselves.
 */
final class IntrusiveList implements BlockList {
    private static final int NONE = -1;

    private final int order;
    private final Links links;
    private int head = NONE;

    /** An empty list of the blocks of this order. */
    IntrusiveList(int order, Links links) {
        this.order = order;
        this.links = links;
    }

    @Override
    public void add(long offset, boolean free) {
        if (free) {
            push((int) offset);
        } else {
            links.states[(int) offset] = takenState();
        }
    }

    @Override
    public void remove(long offset) {
        if (isFree(offset)) {
            unlink((int) offset);
        }
        links.states[(int) offset] = Links.NOTHING;
    }

    @Override
    public long takeFree() {
        int first = head;
        if (first == NONE) {
            return BlockAllocator.NO_BLOCK;
        }
        unlink(first);
        links.states[first] = takenState();
        return first;
    }

    @Override
    public void release(long offset) {
        push((int) offset);
    }

    @Override
    public boolean isFree(long offset) {
        return links.states[(int) offset] == freeState();
    }

    @Override
    public boolean isTaken(long offset) {
        return links.states[(int) offset] == takenState();
    }

    private void push(int unit) {
        links.states[unit] = freeState();
        links.previous[unit] = NONE;
        links.next[unit] = head;
        if (head != NONE) {
            links.previous[head] = unit;
        }
        head = unit;
    }

    private void unlink(int unit) {
        int before = links.previous[unit];
        int after = links.next[unit];
        if (before == NONE) {
            head = after;
        } else {
            links.next[before] = after;
        }
        if (after != NONE) {
            links.previous[after] = before;
        }
    }

    private byte freeState() {
        return (byte) (order + 1);
    }

    private byte takenState() {
        return (byte) -(order + 1);
    }

    @Override
    public void forEachFree(FreeBlockVisitor visitor) {
        for (int unit = head; unit != NONE; unit = links.next[unit]) {
            visitor.visit(unit, 1L << order);
        }
    }

    /** Nothing: its links are in the arrays that all orders share. */
    @Override
    public long metadataBytes() {
        return 0;
    }

    @Override
    public String picture() {
        StringJoiner free = new StringJoiner(" ⇄ ", "free ", "").setEmptyValue("");
        forEachFree((offset, units) -> free.add(Long.toString(offset)));
        StringJoiner taken = new StringJoiner(", ", "taken ", "").setEmptyValue("");
        for (int unit = 0; unit < links.states.length; unit++) {
            if (isTaken(unit)) {
                taken.add(Integer.toString(unit));
            }
        }
        return (free + "   " + taken).strip();
    }

    /** The arrays that the lists of all orders share, indexed by unit. */
    static final class Links {
        /** No block begins here; a free block of order k is k + 1, a taken one -(k + 1). */
        private static final byte NOTHING = 0;

        private final byte[] states;
        private final int[] next;
        private final int[] previous;

        Links(int units) {
            states = new byte[units];
            next = new int[units];
            previous = new int[units];
        }

        long metadataBytes() {
            return states.length + (long) Integer.BYTES * (next.length + previous.length);
        }
    }
}
