package dev.cleave.lab.experiment.footprint;

import dev.cleave.lab.peer.AllocatorName;
import dev.cleave.lab.peer.ByteAllocator;
import dev.cleave.lab.peer.ObjectHeap;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** The allocators whose footprint is taken. */
enum Subject {
    /** Cleave's objects, which are moved. */
    OBJECTS("objects"),
    /** Cleave's heap. */
    CLEAVE("cleave"),
    /** The strict segregated allocator. */
    SEGREGATED("segregated"),
    /** The C library's. */
    MALLOC("malloc"),
    /** jemalloc. */
    JEMALLOC("jemalloc"),
    /** rpmalloc. */
    RPMALLOC("rpmalloc"),
    /** Netty's pooled buffers. */
    NETTY_POOLED("netty-pooled"),
    /** Netty's adaptive buffers. */
    NETTY_ADAPTIVE("netty-adaptive");

    /** Those whose classes of sizes the ghost leak shows. */
    static final List<Subject> OF_ONE_CLASS =
            List.of(CLEAVE, SEGREGATED, MALLOC, JEMALLOC, RPMALLOC, NETTY_POOLED, NETTY_ADAPTIVE);

    /** Those that are held against each other where sizes shift. */
    static final List<Subject> OF_SHIFTS = List.of(OBJECTS, CLEAVE, MALLOC, JEMALLOC, RPMALLOC);

    /** After this time what is free goes back to the system, for those that can be told. */
    static final Duration DECAY = Duration.ofMillis(500);

    /** Address space for Cleave's pool and the segregated allocator's, in terms of the live bytes. */
    private static final int ROOM = 4;

    /** Objects need little more than what is live: a quarter. */
    private static final int OBJECTS_ROOM = 4;

    private static final long LEAST_ROOM = 64L << 20;

    private final String label;

    Subject(String label) {
        this.label = label;
    }

    /** What results call it. */
    String label() {
        return label;
    }

    static Subject named(String label) {
        return Arrays.stream(values())
                .filter(each -> each.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no allocator is called '" + label + "'"));
    }

    /** Whether its addresses are handles, so that it writes to its objects itself. */
    boolean writesItself() {
        return this == OBJECTS;
    }

    /**
     * Opens it in this JVM, for the calling thread.
     *
     * @param slots the most blocks that will be live at a time
     * @param liveBytes about the most bytes that will be live at a time
     * @throws UnsupportedOperationException when it cannot run here, saying why
     */
    ByteAllocator open(int slots, long liveBytes) {
        long room = this == OBJECTS ? liveBytes + liveBytes / OBJECTS_ROOM : ROOM * liveBytes;
        return openIn(Math.max(LEAST_ROOM, room), slots);
    }

    /** As {@link #open}; one that has a pool of its own has no more memory than is to be live. */
    ByteAllocator openBounded(int slots, long liveBytes) {
        return openIn(liveBytes, slots);
    }

    private ByteAllocator openIn(long room, int slots) {
        return switch (this) {
            case OBJECTS -> ObjectHeap.open(room, DECAY);
            case SEGREGATED -> new SegregatedHeap(room);
            default -> AllocatorName.require(label).openBytes(room, DECAY, slots, 1);
        };
    }
}
