package dev.cleave.lab.peer;

import dev.cleave.workshop.Algorithm;
import dev.cleave.workshop.contract.BlockAllocator;
import dev.cleave.workshop.contract.ThreadSafety;
import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An allocator known by name: a yardstick, an algorithm of the workshop (Cleave's is one), or a
 * peer that runs from Java.
 *
 * <p>There is one object for each name; {@link #all} lists them. Whatever the workshop's catalogue
 * has is known here too.
 */
public final class AllocatorName {
    /**
     * Two uncontended compare-and-sets on a private word a pair: the yardstick that makes figures
     * of machines compare.
     */
    public static final AllocatorName FLOOR =
            new AllocatorName("floor", "two uncontended compare-and-sets on a private word", null, null, null);

    /**
     * Stacks of free offsets and an order map, for one thread: what the least structure costs. It
     * is there for the bench's and the race's workloads of blocks alone.
     */
    public static final AllocatorName REFERENCE =
            new AllocatorName("reference", "stacks of free offsets and an order map, one thread", null, null, null);

    /**
     * Cleave's pool over its buddy space, with its books and checks: what children are measured by.
     */
    public static final AllocatorName POOL =
            new AllocatorName("pool", "blocks of Cleave's pool, with its books and checks", null, null, null);

    /** A child of a pool. */
    public static final AllocatorName CHILD =
            new AllocatorName("child", "blocks of a child of Cleave's pool, with an account of its own", null, null,
                    null);

    /** A tenant of a guarded pool. */
    public static final AllocatorName TENANT =
            new AllocatorName("tenant", "blocks of a tenant of a guard, in pageblocks of its own", null, null, null);

    private static final Set<AllocatorName> PARTS = Set.of(POOL, CHILD, TENANT);

    /** Cleave's buddy space. */
    public static final AllocatorName CLEAVE = of(Algorithm.CLEAVE);

    /** VulkanMemoryAllocator, which has the memory of graphics cards and no other. */
    public static final AllocatorName VMA =
            new AllocatorName("vma", "VulkanMemoryAllocator 3 through LWJGL, for a graphics card's memory", null, null,
                    null);

    private static final List<AllocatorName> ALL = Stream.of(
            Stream.of(FLOOR, REFERENCE, CLEAVE, POOL, CHILD, TENANT),
            Arrays.stream(Algorithm.values()).filter(each -> each != Algorithm.CLEAVE).map(AllocatorName::of),
            Arrays.stream(HeapKind.values()).map(AllocatorName::of),
            Stream.of(VMA),
            Arrays.stream(CacheKind.values()).map(AllocatorName::of))
            .flatMap(each -> each)
            .toList();

    private final String label;
    private final String summary;
    private final @Nullable Algorithm algorithm;
    private final @Nullable HeapKind heap;
    private final @Nullable CacheKind cache;

    private AllocatorName(String label, String summary, @Nullable Algorithm algorithm, @Nullable HeapKind heap,
            @Nullable CacheKind cache) {
        this.label = label;
        this.summary = summary;
        this.algorithm = algorithm;
        this.heap = heap;
        this.cache = cache;
    }

    private static AllocatorName of(Algorithm algorithm) {
        return new AllocatorName(algorithm.label(), algorithm.description().title(), algorithm, null, null);
    }

    private static AllocatorName of(HeapKind heap) {
        return new AllocatorName(heap.label(), heap.summary(), null, heap, null);
    }

    private static AllocatorName of(CacheKind cache) {
        return new AllocatorName(cache.label(), cache.summary(), null, null, cache);
    }

    /** All of them: the yardsticks, Cleave, the other algorithms of the workshop, the peers. */
    public static List<AllocatorName> all() {
        return ALL;
    }

    /** The allocator that users call {@code label}. */
    public static Optional<AllocatorName> named(String label) {
        return ALL.stream().filter(each -> each.label.equals(label)).findFirst();
    }

    /**
     * The allocator that users call {@code label}.
     *
     * @throws IllegalArgumentException when there is none, listing those there are
     */
    public static AllocatorName require(String label) {
        return named(label)
                .orElseThrow(() -> new IllegalArgumentException(
                        "unknown allocator '" + label + "': must be one of " + labels()));
    }

    /** All names, as an error or a help text lists them. */
    public static String labels() {
        return ALL.stream().map(AllocatorName::label).collect(Collectors.joining(", "));
    }

    /** The name users type. */
    public String label() {
        return label;
    }

    /** What it is, in one line. */
    public String summary() {
        return summary;
    }

    /** The algorithm of the workshop that it is, if it is one. */
    public Optional<Algorithm> algorithm() {
        return Optional.ofNullable(algorithm);
    }

    /**
     * Whether it is no allocator of its own, but one that others are measured by: the floor, the
     * reference, Cleave's pool and its parts.
     */
    public boolean isYardstick() {
        return this == FLOOR || this == REFERENCE || PARTS.contains(this);
    }

    /** Whether the allocator ends at the units it was opened with, so that it can be full. */
    public boolean bounded() {
        return algorithm != null || this == REFERENCE || PARTS.contains(this);
    }

    /** Whether the allocator has arenas. */
    public boolean hasArenas() {
        return this == CLEAVE || arenas().isPresent();
    }

    /**
     * What opens the JDK's arenas, where the allocator is one of their kinds; Cleave's are opened
     * over a pool.
     */
    public Optional<Supplier<Arena>> arenas() {
        return heap == null ? Optional.empty() : Optional.ofNullable(heap.arenas());
    }

    /** Whether it serves memory by the byte, as {@link #openBytes} opens it. */
    public boolean servesBytes() {
        return this == CLEAVE || heap != null;
    }

    /** Whether it has direct buffers of Netty's. */
    public boolean servesBuffers() {
        return this == CLEAVE || heap == HeapKind.NETTY_POOLED || heap == HeapKind.NETTY_ADAPTIVE;
    }

    /** Whether it has the memory of graphics cards. */
    public boolean servesDevices() {
        return this == CLEAVE || this == VMA;
    }

    /** Whether it has a cache. */
    public boolean servesCaches() {
        return this == CLEAVE || isCache();
    }

    /**
     * Whether it is a cache of objects on the Java heap: shown beside those off it, and none that
     * they are held to, for it copies nothing.
     */
    public boolean isOnJavaHeap() {
        return cache != null && cache.isOnJavaHeap();
    }

    /** Whether it is a cache, and no allocator. */
    public boolean isCache() {
        return cache != null;
    }

    /**
     * Whether it serves blocks by order, by the workshop's contract or out of memory by the byte.
     */
    public boolean servesBlocks() {
        return this != VMA && !isCache();
    }

    /** Whether it is a peer: not of this project's making. */
    public boolean isPeer() {
        return isHeap() || this == VMA || isCache();
    }

    /** Whether several threads may use it at a time. */
    public boolean servesManyThreads() {
        return this != REFERENCE && (algorithm == null || algorithm.description().threads() == ThreadSafety.ANY_THREAD);
    }

    /** Whether a block may be freed by another thread than the one that allocated it. */
    public boolean freesAcrossThreads() {
        return servesManyThreads() && this != FLOOR && heap != HeapKind.JDK_CONFINED;
    }

    /** Whether it serves real memory by the byte, out of the whole address space. */
    public boolean isHeap() {
        return heap != null;
    }

    /** A new, unstarted thread of the kind on which the allocator is at its best. */
    public Thread newThread(Runnable task, String name) {
        return heap == null ? new Thread(task, name) : heap.newThread(task, name);
    }

    /**
     * Opens the allocator as one of blocks by order, with blocks as large as it can have.
     *
     * @param units 1 or more
     * @param leastOrder what its largest order must reach, 0 or more
     * @throws UnsupportedOperationException when it cannot, or is no algorithm of the workshop,
     *     saying why
     */
    public BlockAllocator openBlocks(long units, int leastOrder) {
        if (algorithm == null) {
            throw new UnsupportedOperationException(label + " is no algorithm of the workshop");
        }
        return algorithm.open(units, leastOrder);
    }

    /**
     * Opens the allocator as one by the byte, for the calling thread. Cleave's heap may be shared
     * by all threads; of others every thread may open its own, for those share their memory with
     * all of the process.
     *
     * @param capacity of the pool under Cleave's heap, in bytes; others have no capacity
     * @param decay after this time what is free goes back to the system, from Cleave's pool; others
     *     do as they do
     * @param slots the most blocks that will be live at a time; Cleave's heap does without
     * @param byteAlignment a power of two that blocks are aligned to, by those that can be told to
     * @throws UnsupportedOperationException when it cannot run here, or serves no memory by the
     *     byte, saying why
     */
    public ByteAllocator openBytes(long capacity, Duration decay, int slots, long byteAlignment) {
        if (this == CLEAVE) {
            return CleaveHeap.open(capacity, decay);
        }
        if (heap == null) {
            throw new UnsupportedOperationException(label + " serves no memory by the byte");
        }
        ByteAllocator opened = heap.open(slots, byteAlignment);
        opened.enterThread();
        return opened;
    }

    /**
     * Opens a cache for all threads.
     *
     * @param mostBytes what it may hold, as it counts; those that cannot be bounded ignore it
     * @throws UnsupportedOperationException when it has none, saying why
     */
    public CacheStore openCache(long mostBytes) {
        if (this == CLEAVE) {
            return new CleaveStore(mostBytes);
        }
        if (cache == null) {
            throw new UnsupportedOperationException(label + " has no cache");
        }
        return cache.open(mostBytes);
    }

    /** The label. */
    @Override
    public String toString() {
        return label;
    }
}
