package dev.cleave.objects;

import dev.cleave.memory.Pool;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The settings of an {@link ObjectSpace}, all of which have defaults. Not thread-safe. */
public final class ObjectSpaceBuilder {
    private static final long DEFAULT_REGION = 256L << 10;
    private static final long LARGEST_REGION = 2L << 20;

    /** A pool has room for so many regions at least, by default. */
    private static final int LEAST_REGIONS = 512;

    /** A stripe has room for so many, by default. */
    private static final int LEAST_REGIONS_A_STRIPE = 64;

    private static final double DEFAULT_UTILISATION = 0.99;
    private static final double DEFAULT_COPIES = 4;
    private static final int MOST_STRIPES = 64;

    final Pool pool;
    private long regionBytes;
    private long threshold;
    private int stripes;
    double utilisation = DEFAULT_UTILISATION;
    double copiesPerByte = DEFAULT_COPIES;
    @Nullable
    Duration background;
    long backgroundBytes;

    ObjectSpaceBuilder(Pool pool) {
        this.pool = pool;
    }

    /**
     * Bytes of a region, which is filled with objects and evacuated as a whole: a power of two from
     * the pool's unit to 2 MiB; 256 KiB unless told, less in a small pool. It is no more than the
     * pool's largest alignment.
     */
    public ObjectSpaceBuilder region(long byteSize) {
        if (byteSize < pool.unit() || byteSize > LARGEST_REGION || Long.bitCount(byteSize) != 1
                || byteSize > pool.maxAlignment()) {
            throw new IllegalArgumentException("a region of " + byteSize + " bytes: it must be a power of two from the "
                    + "pool's unit, " + pool.unit() + ", to " + Math.min(LARGEST_REGION, pool.maxAlignment()));
        }
        regionBytes = byteSize;
        return this;
    }

    /**
     * From how many bytes on an object is a giant: it has a block of the pool to itself, and never
     * moves. 1 or more, of which a quarter of a region is the most that counts; unless told, by
     * {@linkplain GiantThreshold what it costs here}.
     */
    public ObjectSpaceBuilder giantsFrom(long byteSize) {
        if (byteSize < 1) {
            throw new IllegalArgumentException("giants from " + byteSize + " bytes on: it must be 1 or more");
        }
        threshold = byteSize;
        return this;
    }

    /**
     * The share of the regions' bytes that is to be in use: 0.5 to 0.999; 0.99 unless told. What
     * lies in holes beyond the rest is brought together by moving objects, as far as {@link
     * #copies} lets it.
     */
    public ObjectSpaceBuilder utilisation(double share) {
        if (!(share >= 0.5 && share <= 0.999)) {
            throw new IllegalArgumentException("a utilisation of " + share + ": it must be from 0.5 to 0.999");
        }
        utilisation = share;
        return this;
    }

    /**
     * The most bytes that are copied for each byte that is allocated, while there is memory: 0 to
     * 64; 4 unless told. With 0 nothing moves before the pool is full, but by {@link
     * ObjectSpace#step}.
     */
    public ObjectSpaceBuilder copies(double perByte) {
        if (!(perByte >= 0 && perByte <= 64)) {
            throw new IllegalArgumentException(perByte + " copies a byte: it must be from 0 to 64");
        }
        copiesPerByte = perByte;
        return this;
    }

    /**
     * Parts of the space that work independently: a power of two, 64 at most. As many as there are
     * processors unless told, less in a small pool. Each has a region open.
     */
    public ObjectSpaceBuilder stripes(int count) {
        if (count < 1 || count > MOST_STRIPES || Integer.bitCount(count) != 1) {
            throw new IllegalArgumentException(
                    count + " stripes: it must be a power of two from 1 to " + MOST_STRIPES);
        }
        stripes = count;
        return this;
    }

    /**
     * Whether a daemon thread moves objects while nobody allocates; none does unless told.
     *
     * @param period from one step to the next, positive
     * @param mostBytes that a step copies, 1 or more
     */
    public ObjectSpaceBuilder evacuateInBackground(Duration period, long mostBytes) {
        if (period.isNegative() || period.isZero() || period.compareTo(Duration.ofDays(365)) > 0) {
            throw new IllegalArgumentException("a period of " + period + ": it must be positive, a year at most");
        }
        if (mostBytes < 1) {
            throw new IllegalArgumentException("a step of " + mostBytes + " bytes: it must be 1 or more");
        }
        background = period;
        backgroundBytes = mostBytes;
        return this;
    }

    long regionBytes() {
        if (regionBytes > 0) {
            return regionBytes;
        }
        long room = Long.highestOneBit(Math.max(1, pool.capacity() / LEAST_REGIONS));
        return Math.max(pool.unit(), Math.min(Math.min(DEFAULT_REGION, room), pool.maxAlignment()));
    }

    GiantThreshold threshold() {
        return threshold > 0
                ? GiantThreshold.chosen(threshold, regionBytes())
                : GiantThreshold.here(pool.unit(), regionBytes(), 1 - utilisation);
    }

    int stripeShift() {
        int usual = Integer.highestOneBit(Math.min(MOST_STRIPES, Runtime.getRuntime().availableProcessors()));
        long room = Math.max(1, pool.capacity() / regionBytes() / LEAST_REGIONS_A_STRIPE);
        long count = stripes > 0 ? stripes : Long.highestOneBit(Math.min(usual, room));
        return Long.numberOfTrailingZeros(count);
    }

    /**
     * An object space with these settings.
     *
     * @throws IllegalArgumentException where the pool is larger than handles reach (128 GiB)
     * @throws IllegalStateException where the pool is closed
     */
    public ObjectSpace build() {
        return new ObjectSpace(this);
    }
}
