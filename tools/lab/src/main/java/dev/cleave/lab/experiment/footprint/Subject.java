package dev.cleave.lab.experiment.footprint;

import dev.cleave.lab.peer.AllocatorName;
import dev.cleave.lab.peer.ByteAllocator;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** The allocators whose footprint is taken. */
enum Subject {
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

    /** After this time what is free goes back to the system, for those that can be told. */
    static final Duration DECAY = Duration.ofMillis(500);

    /** Address space for Cleave's pool and the segregated allocator's, in terms of the live bytes. */
    private static final int ROOM = 4;

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

    static List<String> labels() {
        return Arrays.stream(values()).map(Subject::label).toList();
    }

    /**
     * Opens it in this JVM, for the calling thread.
     *
     * @param slots the most blocks that will be live at a time
     * @param liveBytes about the most bytes that will be live at a time
     * @throws UnsupportedOperationException when it cannot run here, saying why
     */
    ByteAllocator open(int slots, long liveBytes) {
        long room = Math.max(LEAST_ROOM, ROOM * liveBytes);
        return this == SEGREGATED
                ? new SegregatedHeap(room)
                : AllocatorName.require(label).openBytes(room, DECAY, slots, 1);
    }
}
