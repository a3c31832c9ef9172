package dev.cleave.lab.peer;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The allocators known by name: Cleave, the floor, and the peers that run from Java. */
public enum AllocatorName {
    /** Two uncontended compare-and-sets on a private word a pair: the yardstick that makes figures of machines compare. */
    FLOOR("floor", "two uncontended compare-and-sets on a private word", false) {
        @Override
        public Peer open(long units) {
            return new FloorPeer();
        }
    },
    /** Cleave's buddy space. */
    CLEAVE("cleave", "Cleave's lock-free buddy space", true) {
        @Override
        public Peer open(long units) {
            return new CleavePeer(units);
        }
    },
    /** A confined arena a block. */
    JDK_CONFINED("jdk-confined", "Arena.ofConfined, one arena a block, zero-filled", false) {
        @Override
        public Peer open(long units) {
            return new ArenaPeer(java.lang.foreign.Arena::ofConfined);
        }
    },
    /** A shared arena a block. */
    JDK_SHARED("jdk-shared", "Arena.ofShared, one arena a block, zero-filled", false) {
        @Override
        public Peer open(long units) {
            return new ArenaPeer(java.lang.foreign.Arena::ofShared);
        }
    },
    /** The C library's malloc. */
    MALLOC("malloc", "the C library's malloc and free, called through FFM as critical functions", false) {
        @Override
        public Peer open(long units) {
            return new MallocPeer();
        }
    },
    /** The JDK's internal off-heap calls. */
    UNSAFE("unsafe", "sun.misc.Unsafe.allocateMemory and freeMemory", false) {
        @Override
        public Peer open(long units) {
            return new UnsafePeer();
        }
    },
    /** Netty's pooled buffers. */
    NETTY_POOLED("netty-pooled", "Netty 4.2 PooledByteBufAllocator, direct buffers, fast threads", false) {
        @Override
        public Peer open(long units) {
            return NettyPeer.pooled();
        }
    },
    /** Netty's adaptive buffers. */
    NETTY_ADAPTIVE("netty-adaptive", "Netty 4.2 AdaptiveByteBufAllocator, direct buffers, fast threads", false) {
        @Override
        public Peer open(long units) {
            return NettyPeer.adaptive();
        }
    },
    /** jemalloc. */
    JEMALLOC("jemalloc", "jemalloc 5 through LWJGL", false) {
        @Override
        public Peer open(long units) {
            return new JemallocPeer();
        }
    },
    /** rpmalloc. */
    RPMALLOC("rpmalloc", "rpmalloc through LWJGL", false) {
        @Override
        public Peer open(long units) {
            return new RpmallocPeer();
        }
    };

    private final String label;
    private final String summary;
    private final boolean bounded;

    AllocatorName(String label, String summary, boolean bounded) {
        this.label = label;
        this.summary = summary;
        this.bounded = bounded;
    }

    /** The name users type. */
    public String label() {
        return label;
    }

    /** What it is, in one line. */
    public String summary() {
        return summary;
    }

    /** Whether the allocator ends at the units it was opened with, so that it can be full. */
    public boolean bounded() {
        return bounded;
    }

    /** Whether the allocator has arenas, as {@link Peer#arenas} opens them. */
    public boolean hasArenas() {
        return this == CLEAVE || this == JDK_CONFINED || this == JDK_SHARED;
    }

    /** Whether a block may be freed by another thread than the one that allocated it. */
    public boolean freesAcrossThreads() {
        return this != JDK_CONFINED && this != FLOOR;
    }

    /**
     * Opens the allocator.
     *
     * @param units its capacity in units of {@value BlockAllocator#UNIT_BYTES} bytes; unbounded allocators ignore it
     * @throws UnsupportedOperationException when it cannot run here, saying why
     */
    public abstract Peer open(long units);

    /** The allocator that users call {@code label}. */
    public static Optional<AllocatorName> named(String label) {
        return Arrays.stream(values()).filter(each -> each.label.equals(label)).findFirst();
    }

    /** All names, as an error or a help text lists them. */
    public static String labels() {
        return Arrays.stream(values()).map(AllocatorName::label).collect(Collectors.joining(", "));
    }
}
