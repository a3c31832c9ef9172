package dev.cleave.lab.peer;

import io.netty.util.concurrent.FastThreadLocalThread;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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
    JDK_CONFINED("jdk-confined", "Arena.ofConfined, one arena a block, zero-filled", Arena::ofConfined) {
        @Override
        Heap heap(int slots, long byteAlignment) {
            return new ArenaHeap(Arena::ofConfined, slots, byteAlignment);
        }
    },
    /** A shared arena a block. */
    JDK_SHARED("jdk-shared", "Arena.ofShared, one arena a block, zero-filled", Arena::ofShared) {
        @Override
        Heap heap(int slots, long byteAlignment) {
            return new ArenaHeap(Arena::ofShared, slots, byteAlignment);
        }
    },
    /** The C library's malloc. */
    MALLOC("malloc", "the C library's malloc and free, called through FFM as critical functions", false) {
        @Override
        Heap heap(int slots, long byteAlignment) {
            return new MallocHeap(byteAlignment);
        }
    },
    /** The JDK's internal off-heap calls. */
    UNSAFE("unsafe", "sun.misc.Unsafe.allocateMemory and freeMemory", false) {
        @Override
        Heap heap(int slots, long byteAlignment) {
            return new UnsafeHeap();
        }
    },
    /** Netty's pooled buffers. */
    NETTY_POOLED("netty-pooled", "Netty 4.2 PooledByteBufAllocator, direct buffers, fast threads", false) {
        @Override
        Heap heap(int slots, long byteAlignment) {
            return NettyHeap.pooled(slots);
        }
    },
    /** Netty's adaptive buffers. */
    NETTY_ADAPTIVE("netty-adaptive", "Netty 4.2 AdaptiveByteBufAllocator, direct buffers, fast threads", false) {
        @Override
        Heap heap(int slots, long byteAlignment) {
            return NettyHeap.adaptive(slots);
        }
    },
    /** jemalloc. */
    JEMALLOC("jemalloc", "jemalloc 5 through LWJGL", false) {
        @Override
        Heap heap(int slots, long byteAlignment) {
            return new JemallocHeap(byteAlignment);
        }
    },
    /** rpmalloc. */
    RPMALLOC("rpmalloc", "rpmalloc through LWJGL", false) {
        @Override
        Heap heap(int slots, long byteAlignment) {
            return new RpmallocHeap(byteAlignment);
        }
    };

    private final String label;
    private final String summary;
    private final boolean bounded;
    private final @Nullable Supplier<Arena> arenas;

    AllocatorName(String label, String summary, boolean bounded) {
        this(label, summary, bounded, null);
    }

    AllocatorName(String label, String summary, Supplier<Arena> arenas) {
        this(label, summary, false, arenas);
    }

    AllocatorName(String label, String summary, boolean bounded, @Nullable Supplier<Arena> arenas) {
        this.label = label;
        this.summary = summary;
        this.bounded = bounded;
        this.arenas = arenas;
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
        return this == CLEAVE || arenas != null;
    }

    /** Whether a block may be freed by another thread than the one that allocated it. */
    public boolean freesAcrossThreads() {
        return this != JDK_CONFINED && this != FLOOR;
    }

    /**
     * Opens the allocator for the bench.
     *
     * @param units its capacity in units of {@value BlockAllocator#UNIT_BYTES} bytes; unbounded allocators ignore it
     * @throws UnsupportedOperationException when it cannot run here, saying why
     */
    public Peer open(long units) {
        HeapPeer.Threads threads =
                this == NETTY_POOLED || this == NETTY_ADAPTIVE ? FastThreadLocalThread::new : Thread::new;
        return new HeapPeer(slots -> heap(slots, 1), arenas, threads);
    }

    /** Whether it serves real memory by the byte, out of the whole address space, as {@link #openHeap} opens it. */
    public boolean isHeap() {
        return this != FLOOR && this != CLEAVE;
    }

    /**
     * Opens the allocator as a heap.
     *
     * @param slots the most blocks that will be live at a time
     * @param byteAlignment a power of two that blocks are aligned to, by those that can be told to
     * @throws UnsupportedOperationException when it cannot run here, or is no heap, saying why
     */
    public Heap openHeap(int slots, long byteAlignment) {
        Heap heap = heap(slots, byteAlignment);
        heap.enterThread();
        return heap;
    }

    Heap heap(int slots, long byteAlignment) {
        throw new UnsupportedOperationException(label + " is no heap");
    }

    /** The allocator that users call {@code label}. */
    public static Optional<AllocatorName> named(String label) {
        return Arrays.stream(values()).filter(each -> each.label.equals(label)).findFirst();
    }

    /** All names, as an error or a help text lists them. */
    public static String labels() {
        return Arrays.stream(values()).map(AllocatorName::label).collect(Collectors.joining(", "));
    }
}
