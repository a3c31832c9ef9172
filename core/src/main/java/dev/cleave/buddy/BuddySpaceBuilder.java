package dev.cleave.buddy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Settings of a {@link BuddySpace}, each with a default. Not thread-safe. */
public final class BuddySpaceBuilder {
    /** Order maps longer than this do not fit a Java array. */
    private static final long MAX_ARRAY_UNITS = 1L << 30;

    /** A stack of freed blocks that one thread used so often in a row becomes its own. */
    private static final int USUAL_BIAS = 256;

    final long units;
    Stripes stripes = Stripes.usual();
    boolean magazines = true;
    private @Nullable MemorySegment segment;
    private Door door = Door.OPEN;
    private ProcessBarrier barrier = ProcessBarrier.usual();
    private int biasAfter = USUAL_BIAS;

    BuddySpaceBuilder(long units) {
        this.units = units;
    }

    /**
     * How many lanes threads are spread over: a power of two, 1 to 1024; twice the processors
     * unless told.
     */
    public BuddySpaceBuilder stripes(int count) {
        this.stripes = stripes.withCount(count);
        return this;
    }

    /**
     * What chooses the caller's stripe: any int, taken modulo the stripes; the thread's id unless
     * told. It reaches all that is striped over the space: pools, arenas and heaps ask {@link
     * BuddySpace#stripes()}.
     */
    public BuddySpaceBuilder stripeChooser(IntSupplier chooser) {
        this.stripes = stripes.chosenBy(chooser);
        return this;
    }

    /**
     * Where tree and order map are kept, instead of in Java arrays: at least {@link
     * BuddySpace#metadataBytes(long)} bytes, aligned to 8, accessible to all threads that use the
     * space. The space overwrites its contents.
     */
    public BuddySpaceBuilder metadata(MemorySegment segment) {
        long needed = BuddySpace.metadataBytes(units);
        if (segment.byteSize() < needed || segment.maxByteAlignment() < 8) {
            throw new IllegalArgumentException("metadata segment of " + segment.byteSize() + " bytes aligned to "
                    + segment.maxByteAlignment() + ": " + needed + " bytes aligned to 8 are needed");
        }
        if (segment.isReadOnly()) {
            throw new IllegalArgumentException("metadata segment is read-only: the space writes to it");
        }
        this.segment = segment;
        return this;
    }

    /**
     * Whether stripes keep freed blocks in magazines, at most a hundredth of the space; they do
     * unless told.
     */
    public BuddySpaceBuilder magazines(boolean enabled) {
        this.magazines = enabled;
        return this;
    }

    BuddySpaceBuilder door(Door door) {
        this.door = door;
        return this;
    }

    /**
     * Has stacks of freed blocks become a thread's own after so many uses in a row, by way of this
     * barrier.
     */
    BuddySpaceBuilder bias(ProcessBarrier processBarrier, int uses) {
        this.barrier = processBarrier;
        this.biasAfter = uses;
        return this;
    }

    /** The space, all free. */
    public BuddySpace build() {
        return new BuddySpace(this);
    }

    /** Zeroed words that the space keeps for itself. */
    Metadata openWords(int words) {
        return door.before(new ArrayMetadata(words));
    }

    /** The stacks of the magazines, empty. */
    Stacks openStacks() {
        return door.stacks(stripes.count(), barrier, biasAfter);
    }

    /** Zeroed tree and order map, where the caller wants them. */
    Opened open(Geometry geometry) {
        if (segment == null && units <= MAX_ARRAY_UNITS) {
            return new Opened(openWords(geometry.wordCount), door.before(new ArrayOrderMap((int) units)));
        }
        MemorySegment memory = segment != null
                ? segment.fill((byte) 0)
                : Arena.ofAuto().allocate(BuddySpace.metadataBytes(units), 64);
        long words = 8L * geometry.wordCount;
        return new Opened(
                door.before(SegmentMetadata.in(memory.asSlice(0, words))),
                door.before(SegmentOrderMap.in(memory.asSlice(words, OrderMap.segmentBytes(units)), units)));
    }

    /** What a space keeps its truth in. */
    record Opened(Metadata tree, OrderMap orderMap) {}

    /** Stands between a space and all of its metadata: for tests that stop a thread there. */
    interface Door {
        /** Lets every access pass. */
        Door OPEN = new Door() {};

        /** The stacks that the space uses. */
        default Stacks stacks(int stripes, ProcessBarrier barrier, int biasAfter) {
            return new Stacks(stripes, Magazines.MAX_ORDERS, barrier, biasAfter);
        }

        /** What the space uses instead of these words. */
        default Metadata before(Metadata words) {
            return words;
        }

        /** What the space uses instead of this order map. */
        default OrderMap before(OrderMap orderMap) {
            return orderMap;
        }
    }
}
