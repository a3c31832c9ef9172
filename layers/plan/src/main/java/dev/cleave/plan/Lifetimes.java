package dev.cleave.plan;

import java.util.Arrays;

/**
 * A sequence of allocations: how many bytes each asks for, and when each is freed.
 *
 * <p>An allocation is known by its <em>position</em>, 0 for the first. Time is counted in
 * allocations, as only an allocation can meet what is live: the block at position p lives from p,
 * inclusive, to its <em>end</em>, exclusive. A block that is never freed ends at {@link #count()}.
 *
 * <p>A sequence may be a <em>cycle</em> that a program goes through again and again. Then a block
 * may be carried into the next turn, where it is freed; its end is counted on, beyond
 * {@link #count()}. One that is still live where the next turn allocates its position again
 * <em>outlives</em> its turn: no place can be planned for it.
 *
 * <p>Immutable. 12 bytes an allocation.
 */
public final class Lifetimes {
    /** The most allocations of a sequence. */
    public static final int MOST = 1 << 28;

    /** The largest allocation, in bytes: 1 TiB. */
    public static final long LARGEST = 1L << 40;

    private final long[] sizes;
    private final int[] ends;

    private Lifetimes(long[] sizes, int[] ends) {
        this.sizes = sizes;
        this.ends = ends;
    }

    /** A sequence to be told event by event. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The sequence of these sizes and ends, which it takes over.
     *
     * @throws IllegalArgumentException where an end is not after its position, or beyond the place
     *     where it {@linkplain #outlives outlives} its turn; or a size is out of its range
     */
    static Lifetimes of(long[] sizes, int[] ends) {
        int count = sizes.length;
        requireCount(count);
        for (int position = 0; position < count; position++) {
            requireSize(sizes[position]);
            if (ends[position] <= position || ends[position] > count + position + 1) {
                throw new IllegalArgumentException("allocation " + position + " of " + count + " ends at "
                        + ends[position] + ": must be " + (position + 1) + " to " + (count + position + 1));
            }
        }
        return new Lifetimes(sizes, ends);
    }

    private static void requireCount(int count) {
        if (count > MOST) {
            throw new IllegalArgumentException(count + " allocations are too many: " + MOST + " at most");
        }
    }

    private static void requireSize(long bytes) {
        if (bytes < 1 || bytes > LARGEST) {
            throw new IllegalArgumentException("an allocation of " + bytes + " bytes: must be 1 to " + LARGEST);
        }
    }

    /** How many allocations there are. */
    public int count() {
        return sizes.length;
    }

    /** How many bytes the allocation asks for. */
    public long bytes(int position) {
        return sizes[position];
    }

    /**
     * When the block is freed: before the allocation at this position, in this turn or the next.
     */
    public int end(int position) {
        return ends[position];
    }

    /** Whether the block is freed in the turn that follows its own. */
    public boolean isCarried(int position) {
        return ends[position] > sizes.length && !outlives(position);
    }

    /** Whether the block is still live where the next turn allocates the same position. */
    public boolean outlives(int position) {
        return ends[position] > sizes.length + position;
    }

    /**
     * The most bytes that are live at once, as they are asked for. No placement needs less. Cost:
     * linear.
     */
    public long mostLiveBytes() {
        return mostLiveBytes(1);
    }

    /**
     * The most bytes that are live at once, each size rounded up to a multiple of the alignment,
     * and without those that {@linkplain #outlives outlive} their turn: what a placement at this
     * alignment needs at the least. Cost: linear.
     *
     * @param alignment in bytes, a power of two
     */
    public long mostLiveBytes(long alignment) {
        return Spans.of(this, alignment, false).load().peak() * alignment;
    }

    long[] sizes() {
        return sizes;
    }

    int[] ends() {
        return ends;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Lifetimes same && Arrays.equals(sizes, same.sizes) && Arrays.equals(ends, same.ends);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(sizes) + Arrays.hashCode(ends);
    }

    /** How many allocations there are, for logs. */
    @Override
    public String toString() {
        return "Lifetimes[" + count() + " allocations]";
    }

    /**
     * A sequence while it is told. Not safe for use by several threads at once.
     *
     * {@snippet :
     * Lifetimes.Builder step = Lifetimes.builder();
     * int weights = step.allocate(1 << 20);
     * int scratch = step.allocate(4096);
     * step.free(scratch);
     * Lifetimes lifetimes = step.build();       // weights live to the end
     * }
     */
    public static final class Builder {
        private static final int LIVE = -1;
        private static final int FIRST_CAPACITY = 64;

        private long[] sizes = new long[FIRST_CAPACITY];
        private int[] ends = new int[FIRST_CAPACITY];
        private int count;

        private Builder() {}

        /**
         * Adds an allocation.
         *
         * @param bytes 1 to {@link #LARGEST}
         * @return its position
         * @throws IllegalArgumentException where the size is out of range, or {@link #MOST} were
         *     told already; nothing is added then
         */
        public int allocate(long bytes) {
            requireSize(bytes);
            requireCount(count + 1);
            if (count == sizes.length) {
                sizes = Arrays.copyOf(sizes, count * 2);
                ends = Arrays.copyOf(ends, count * 2);
            }
            sizes[count] = bytes;
            ends[count] = LIVE;
            return count++;
        }

        /**
         * Adds the free of what was allocated at a position.
         *
         * @throws IllegalArgumentException where nothing was, or it was freed before; nothing is
         *     added then
         */
        public Builder free(int position) {
            if (position < 0 || position >= count) {
                throw new IllegalArgumentException(
                        "frees allocation " + position + ", of " + count + " that were made, counted from 0");
            }
            if (ends[position] != LIVE) {
                throw new IllegalArgumentException("frees allocation " + position + " a second time");
            }
            ends[position] = count;
            return this;
        }

        /** How many allocations were told. */
        public int count() {
            return count;
        }

        /** The sequence so far; what is live has no end but that of the sequence. */
        public Lifetimes build() {
            int[] told = Arrays.copyOf(ends, count);
            for (int position = 0; position < count; position++) {
                if (told[position] == LIVE) {
                    told[position] = count;
                }
            }
            return new Lifetimes(Arrays.copyOf(sizes, count), told);
        }
    }
}
