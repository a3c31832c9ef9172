package dev.cleave.guard.enclave;

import static dev.cleave.guard.enclave.SlabShape.PAGE_BYTES;

import java.lang.foreign.MemorySegment;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Settings of an {@link EnclavePool}: what is to be otherwise than usual. For one thread. */
public final class EnclavePoolBuilder {
    private static final long USUAL_RESERVED = 128L << 20;
    private static final long USUAL_USABLE = 90L << 20;
    private static final long LEAST_USABLE = 256L << 10;
    private static final long MOST_USABLE = 64L << 30;
    private static final long MOST_CAPACITY = 1L << 40;
    private static final int USUAL_CLASSES = 64;
    private static final int USUAL_GRAIN = 4;
    private static final int USUAL_SLAB_PAGES = 8;
    private static final int MOST_PLACEMENT_BITS = Integer.numberOfTrailingZeros(Placement.MOST_SLABS);

    long reserved = USUAL_RESERVED;
    long usable = USUAL_USABLE;
    private long capacity;
    @Nullable
    MemorySegment outside;
    @Nullable
    EnclaveKey key;
    ClassBoundaries first = ClassBoundaries.eightADoubling(USUAL_GRAIN);
    int learnedClasses = USUAL_CLASSES;
    int slabPages = USUAL_SLAB_PAGES;
    @Nullable
    RandomGenerator random;
    int placementBits;

    EnclavePoolBuilder() {}

    /**
     * The budget: bytes that pages and metadata may have; 90 MiB unless told.
     *
     * @throws IllegalArgumentException where it is no multiple of 4096, or not 256 KiB to 64 GiB
     */
    public EnclavePoolBuilder usable(long bytes) {
        usable = require("a budget", bytes, LEAST_USABLE, MOST_USABLE);
        return this;
    }

    /**
     * Bytes that the hardware sets aside, of which the budget is the part that it leaves to pages;
     * 128 MiB unless told. It is reported, and limits the budget.
     *
     * @throws IllegalArgumentException as {@link #usable}
     */
    public EnclavePoolBuilder reserved(long bytes) {
        reserved = require("a reserve", bytes, LEAST_USABLE, MOST_USABLE);
        return this;
    }

    /**
     * Bytes of all pages, inside and outside; four times the budget unless told.
     *
     * @throws IllegalArgumentException where it is no multiple of 4096, or not 256 KiB to 1 TiB
     */
    public EnclavePoolBuilder capacity(long bytes) {
        capacity = require("a capacity", bytes, LEAST_USABLE, MOST_CAPACITY);
        return this;
    }

    private static long require(String what, long bytes, long least, long most) {
        if (bytes < least || bytes > most || bytes % PAGE_BYTES != 0) {
            throw new IllegalArgumentException(what + " of " + bytes + " bytes: must be a multiple of " + PAGE_BYTES
                    + " from " + least + " to " + most);
        }
        return bytes;
    }

    long capacity() {
        return capacity == 0 ? 4 * usable : capacity;
    }

    /**
     * Untrusted memory for pages that leave the budget: it must be given. Any thread must be able
     * to use it, and it must outlive the pool.
     *
     * @param memory of {@link EnclavePool#outsideBytes} or more
     * @throws IllegalArgumentException where it is read only, or a thread's own
     */
    public EnclavePoolBuilder outside(MemorySegment memory) {
        if (memory.isReadOnly()) {
            throw new IllegalArgumentException("the memory outside is read only: pages could not leave");
        }
        if (!memory.isAccessibleBy(Thread.ofVirtual().unstarted(() -> {}))) {
            throw new IllegalArgumentException(
                    "the memory outside is one thread's own: take it from a shared arena, or a pool");
        }
        outside = memory;
        return this;
    }

    /** What knows the key that pages are sealed with: it must be given. */
    public EnclavePoolBuilder key(EnclaveKey source) {
        key = Objects.requireNonNull(source, "source");
        return this;
    }

    /** Size classes that stay as they are. */
    public EnclavePoolBuilder classes(ClassBoundaries boundaries) {
        first = Objects.requireNonNull(boundaries, "boundaries");
        learnedClasses = 0;
        return this;
    }

    /**
     * Size classes that are learned from what is live; 64 unless told, from eight a doubling on.
     *
     * @param most classes, 1 to 256
     * @throws IllegalArgumentException where it is another
     */
    public EnclavePoolBuilder learn(ClassBoundaries from, int most) {
        if (most < 1 || most > ClassBoundaries.MOST_CLASSES) {
            throw new IllegalArgumentException(
                    most + " classes: must be 1 to " + ClassBoundaries.MOST_CLASSES);
        }
        first = Objects.requireNonNull(from, "from");
        learnedClasses = most;
        return this;
    }

    /**
     * The most pages of a slab, 8 unless told. With 1, what is no larger than a page lies in one,
     * and more is wasted behind the slots.
     *
     * @param pages 1 to 16
     * @throws IllegalArgumentException where it is another
     */
    public EnclavePoolBuilder slabPages(int pages) {
        ClassBoundaries.requireSlabPages(pages);
        slabPages = pages;
        return this;
    }

    /**
     * Places objects at random, so that nobody can foretell where one will lie: with an entropy of
     * so many bits or more for what is no larger than a page. Each class keeps that many slots
     * free.
     *
     * @param leastBits 1 to 6
     * @throws IllegalArgumentException where it is another
     */
    public EnclavePoolBuilder randomPlacement(int leastBits) {
        return randomPlacement(leastBits, new SecureRandom());
    }

    /** With a source of randomness: for tests. */
    EnclavePoolBuilder randomPlacement(int leastBits, RandomGenerator source) {
        if (leastBits < 1 || leastBits > MOST_PLACEMENT_BITS) {
            throw new IllegalArgumentException(
                    "an entropy of " + leastBits + " bits: must be 1 to " + MOST_PLACEMENT_BITS);
        }
        placementBits = leastBits;
        random = source;
        return this;
    }

    /**
     * Opens the pool: asks for the key.
     *
     * @throws IllegalArgumentException where the key or the memory outside is missing, too short or
     *     of a wrong length; where the budget is above the reserve; or where it has too few frames
     *     for this capacity
     * @throws IllegalStateException where the key cannot be had
     */
    public EnclavePool build() {
        if (usable > reserved) {
            throw new IllegalArgumentException("a budget of " + usable + " bytes is more than the reserve of "
                    + reserved + ": the hardware keeps some of that for itself");
        }
        return EnclavePool.open(this);
    }
}
