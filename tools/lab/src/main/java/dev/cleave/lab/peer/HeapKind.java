package dev.cleave.lab.peer;

import io.netty.util.concurrent.FastThreadLocalThread;
import java.lang.foreign.Arena;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The peers: allocators of real memory that run from Java today. */
enum HeapKind {
    /** A confined arena a block. */
    JDK_CONFINED("jdk-confined", "Arena.ofConfined, one arena a block, zero-filled", Arena::ofConfined,
            (slots, alignment) -> new ArenaHeap(Arena::ofConfined, slots, alignment)),
    /** A shared arena a block. */
    JDK_SHARED("jdk-shared", "Arena.ofShared, one arena a block, zero-filled", Arena::ofShared,
            (slots, alignment) -> new ArenaHeap(Arena::ofShared, slots, alignment)),
    /** The C library's malloc. */
    MALLOC("malloc", "the C library's malloc and free, called through FFM as critical functions", null,
            (slots, alignment) -> new MallocHeap(alignment)),
    /** The JDK's internal off-heap calls. */
    UNSAFE("unsafe", "sun.misc.Unsafe.allocateMemory and freeMemory", null,
            (slots, alignment) -> new UnsafeHeap()),
    /** Netty's pooled buffers. */
    NETTY_POOLED("netty-pooled", "Netty 4.2 PooledByteBufAllocator, direct buffers, fast threads", null,
            (slots, alignment) -> NettyHeap.pooled(slots)),
    /** Netty's adaptive buffers. */
    NETTY_ADAPTIVE("netty-adaptive", "Netty 4.2 AdaptiveByteBufAllocator, direct buffers, fast threads", null,
            (slots, alignment) -> NettyHeap.adaptive(slots)),
    /** jemalloc. */
    JEMALLOC("jemalloc", "jemalloc 5 through LWJGL", null, (slots, alignment) -> new JemallocHeap(alignment)),
    /** rpmalloc. */
    RPMALLOC("rpmalloc", "rpmalloc through LWJGL", null, (slots, alignment) -> new RpmallocHeap(alignment));

    private final String label;
    private final String summary;
    private final @Nullable Supplier<Arena> arenas;
    private final Opener opener;

    /** Opens a heap with so many slots, its blocks aligned where it can be told to. */
    @FunctionalInterface
    private interface Opener {
        ByteAllocator open(int slots, long byteAlignment);
    }

    HeapKind(String label, String summary, @Nullable Supplier<Arena> arenas, Opener opener) {
        this.label = label;
        this.summary = summary;
        this.arenas = arenas;
        this.opener = opener;
    }

    String label() {
        return label;
    }

    String summary() {
        return summary;
    }

    @Nullable
    Supplier<Arena> arenas() {
        return arenas;
    }

    ByteAllocator open(int slots, long byteAlignment) {
        return opener.open(slots, byteAlignment);
    }

    /** Netty keeps its caches on threads of its own. */
    Thread newThread(Runnable task, String name) {
        return this == NETTY_POOLED || this == NETTY_ADAPTIVE
                ? new FastThreadLocalThread(task, name)
                : new Thread(task, name);
    }
}
