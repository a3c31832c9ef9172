package dev.cleave.lab.bench;

import dev.cleave.lab.peer.AllocatorName;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The workloads known by name. */
public enum Workload {
    /** Allocate, free at once. */
    PAIR("pair", "allocate a block, free it at once (--order)") {
        @Override
        Crew crew(Trial trial) {
            return (thread, peer) -> new PairWorker(peer.forThread(1), trial.orderOr(0), 0);
        }
    },
    /** A thousand allocations, then a thousand frees. */
    BATCH("batch", "1,000 allocations, then 1,000 frees; an operation is one of each (--order)") {
        @Override
        Crew crew(Trial trial) {
            return (thread, peer) -> new BatchWorker(peer.forThread(BatchWorker.BATCH), trial.orderOr(0),
                    BatchWorker.BATCH);
        }
    },
    /** Random replacements. */
    MIXED("mixed", "512 live blocks of random orders 0 to 6, a random one replaced; an operation is one replacement") {
        @Override
        Crew crew(Trial trial) {
            return (thread, peer) -> new MixedWorker(peer.forThread(MixedWorker.LIVE), trial.random(thread),
                    MixedWorker.LIVE, MixedWorker.ORDERS);
        }

        @Override
        int largestOrder(Trial trial) {
            return MixedWorker.ORDERS - 1;
        }
    },
    /** The whole region in units, freed in random order. */
    FILL("fill", "the whole region in single units (fill), freed in random order (fill-free)") {
        @Override
        List<String> phases(Trial trial) {
            return List.of("fill", "fill-free");
        }

        @Override
        Crew crew(Trial trial) {
            return (thread, peer) -> new FillWorker(peer.forThread(trial.share()), trial.random(thread), trial.share());
        }

        @Override
        int largestOrder(Trial trial) {
            return 0;
        }
    },
    /** Pairs where it is narrow. */
    CROWDED("crowded", "90 % full of random orders 0 to 3, 5 % freed at random, then pairs of order 3") {
        @Override
        Crew crew(Trial trial) {
            return (thread, peer) -> new CrowdedWorker(peer.forThread(trial.share() + 1), trial.random(thread),
                    trial.share());
        }

        @Override
        int largestOrder(Trial trial) {
            return CrowdedWorker.ORDER;
        }
    },
    /** Requests that must fail. */
    FULL("full",
            "a request that must fail, in a region full of single units (--order; --fragmented: every second unit)") {
        @Override
        List<String> phases(Trial trial) {
            return List.of(trial.settings().fragmented() ? "full-fragmented" : "full");
        }

        @Override
        Crew crew(Trial trial) {
            int order = largestOrder(trial);
            return (thread, peer) -> new FullWorker(peer.forThread(trial.share() + 1), order,
                    trial.settings().fragmented(),
                    trial.share());
        }

        @Override
        int largestOrder(Trial trial) {
            return trial.orderOr(trial.settings().fragmented() ? 1 : 0);
        }

        @Override
        Optional<String> refusal(AllocatorName allocator, int threads, BenchSettings settings) {
            if (!allocator.bounded()) {
                return Optional.of("it has no capacity of its own, so it is never full");
            }
            if (settings.fragmented() && settings.order().orElse(1) == 0) {
                return Optional.of("a fragmented region has single units: ask --order 1 or more");
            }
            return Optional.empty();
        }
    },
    /** One allocates, another frees. */
    HANDOFF("handoff", "one thread allocates, another frees; an operation is both, for one block (--order)") {
        @Override
        Crew crew(Trial trial) {
            HandoffRing[] rings =
                    Stream.generate(HandoffRing::new).limit(trial.threads() / 2).toArray(HandoffRing[]::new);
            return (thread, peer) -> {
                BlockHold allocator = peer.forThread(HandoffRing.CAPACITY);
                HandoffRing ring = rings[thread / 2];
                return thread % 2 == 0
                        ? new HandoffProducer(allocator, ring, trial.orderOr(0))
                        : new HandoffConsumer(ring);
            };
        }

        @Override
        Optional<String> refusal(AllocatorName allocator, int threads, BenchSettings settings) {
            return handoffRefusal(allocator, threads);
        }
    },
    /** Hoard's threadtest. */
    THREADTEST("threadtest",
            "Hoard's: bursts of 10,000 allocations, shared out among the threads, then as many frees (--order)") {
        @Override
        Crew crew(Trial trial) {
            int length = Math.max(1, BatchWorker.THREADTEST / trial.threads());
            return (thread, peer) -> new BatchWorker(peer.forThread(length), largestOrder(trial), length);
        }

        @Override
        int largestOrder(Trial trial) {
            return trial.orderOr(PAPER_ORDER);
        }
    },
    /** Larson and Krishnan's server. */
    LARSON("larson",
            "Larson and Krishnan's server: 1,000 live blocks of 10 to 100 bytes, in units of 8, a random one replaced;"
                    + " threads take over each other's blocks (--order: all of that order)") {
        @Override
        Crew crew(Trial trial) {
            LarsonWorker.Exchange exchange = new LarsonWorker.Exchange();
            return (thread, peer) -> new LarsonWorker(peer, trial.random(thread), trial.settings().order(), exchange,
                    thread == 0);
        }

        @Override
        int largestOrder(Trial trial) {
            return trial.orderOr(LarsonWorker.LARGEST_ORDER);
        }

        @Override
        Optional<String> refusal(AllocatorName allocator, int threads, BenchSettings settings) {
            return threads == 1 || allocator.freesAcrossThreads() ? Optional.empty() : Optional.of(BOUND_TO_THREADS);
        }
    },
    /** The constant occupancy of the paper on the non-blocking buddy system. */
    CONSTANT_OCCUPANCY("constant-occupancy",
            "31 live blocks: 16 of an order, 8 of the next, to 1 of the fifth, a random one freed and taken anew"
                    + " (--order: the smallest)") {
        @Override
        Crew crew(Trial trial) {
            return (thread, peer) -> new OccupancyWorker(
                    peer.forThread(OccupancyWorker.LIVE), trial.random(thread), trial.orderOr(PAPER_ORDER));
        }

        @Override
        int largestOrder(Trial trial) {
            return trial.orderOr(PAPER_ORDER) + OccupancyWorker.CLASSES - 1;
        }
    },
    /** Lever and Boreham's malloc test. */
    LINUX_SCALABILITY("linux-scalability",
            "Lever and Boreham's: every thread allocates and frees one size, back to back (--order)") {
        @Override
        Crew crew(Trial trial) {
            return (thread, peer) -> new PairWorker(peer.forThread(1), largestOrder(trial), 0);
        }

        @Override
        int largestOrder(Trial trial) {
            return trial.orderOr(PAPER_ORDER);
        }
    },
    /** Movable blocks that are pinned. */
    PIN("pin",
            "a movable block of 4 KiB for each thread: pin, read a byte, unpin (pin); by way of a segment"
                    + " (pin-segment); without a pin (pin-none); a block that is the same for all (pin-shared,"
                    + " pin-none-shared); an object in the nearest of two tiers (pin-tier); beside a pair of the space"
                    + " in the same JVM (pin-pair)") {
        @Override
        List<String> phases(Trial trial) {
            return PinWorker.PHASES;
        }

        @Override
        Crew crew(Trial trial) {
            return (thread, peer) -> new PinWorker(
                    peer.pinsForThread(), peer.sharedPins(), peer.tieredPinsForThread(), peer.forThread(1));
        }

        @Override
        int largestOrder(Trial trial) {
            return 0;
        }

        @Override
        Optional<String> refusal(AllocatorName allocator, int threads, BenchSettings settings) {
            return allocator == AllocatorName.CLEAVE ? Optional.empty() : Optional.of("it has no movable blocks");
        }
    },
    /** A small arena. */
    ARENA_OPEN("arena-open", "open an arena, allocate 1 KiB, close it", new ArenaShape(1, 1 << 10, true)),

    /** Many small segments. */
    ARENA_MANY("arena-many", "open an arena, allocate 100 times 100 bytes, close it", new ArenaShape(100, 100, true)),

    /** A page as it comes. */
    ARENA_LARGE_4K_UNINITIALIZED(
            "arena-large-4k-uninitialized",
            "open an arena, allocate 4 KiB without zeroing where it can be had so, close it",
            new ArenaShape(1, 4 << 10, false)),

    /** A page of zeroes. */
    ARENA_LARGE_4K_ZEROED(
            "arena-large-4k-zeroed", "open an arena, allocate 4 KiB of zeroes, close it",
            new ArenaShape(1, 4 << 10, true)),

    /** A large segment as it comes. */
    ARENA_LARGE_64K_UNINITIALIZED(
            "arena-large-64k-uninitialized",
            "open an arena, allocate 64 KiB without zeroing where it can be had so, close it",
            new ArenaShape(1, 64 << 10, false)),

    /** A large segment of zeroes. */
    ARENA_LARGE_64K_ZEROED(
            "arena-large-64k-zeroed",
            "open an arena, allocate 64 KiB of zeroes, close it",
            new ArenaShape(1, 64 << 10, true)),

    /** A pair by the byte. */
    HEAP_PAIR("heap-pair", "allocate a block of 64 bytes, free it at once (--bytes)", HeapWork.PAIR),

    /** A batch by the byte. */
    HEAP_BATCH("heap-batch", "1,000 allocations of 4 KiB, then 1,000 frees; an operation is one of each (--bytes)",
            HeapWork.BATCH),

    /** Random replacements by the byte. */
    HEAP_MIXED(
            "heap-mixed",
            "512 live blocks of 64 B to 256 KiB, log-uniform, a random one replaced; an operation is one replacement",
            HeapWork.MIXED),

    /** By the byte, one allocates, another frees. */
    HEAP_HANDOFF(
            "heap-handoff", "one thread allocates 64 bytes, another frees them; an operation is both (--bytes)",
            HeapWork.HANDOFF),

    /** Pairs of a thousand threads. */
    HEAP_VIRTUAL(
            "heap-virtual",
            "a thousand virtual threads allocate 1 KiB and free it at once, on as many carriers as --threads says (with"
                    + " --forks 0, on as many as there are processors) (--bytes)",
            HeapWork.VIRTUAL),

    /** Memory that is used. */
    HEAP_CHURN(
            "heap-churn",
            "512 MiB live in blocks of 256 B to 1 MiB, log-uniform, each page written to; a random one replaced, two"
                    + " million times a round; then all is freed: resident memory for each live byte, and the share of"
                    + " it that is resident one second later (--live, --replacements)",
            HeapWork.CHURN),

    /** Few buffers of Netty's. */
    NETTY_PATTERN_128(
            "netty-pattern-128",
            "Netty's buffers of the sizes of its own benchmark, those of a proxy of web sockets: 128 live, a random one"
                    + " replaced",
            BufferWork.PROXY_128),

    /** More of them. */
    NETTY_PATTERN_1024("netty-pattern-1024", "the same with 1,024 live", BufferWork.PROXY_1024),

    /** An HTTP server's. */
    NETTY_PATTERN_HTTP(
            "netty-pattern-http",
            "Netty's buffers of the sizes that an HTTP server asked for, bodies of 64 B to 64 KiB: 256 live, a random"
                    + " one replaced",
            BufferWork.HTTP),

    /** Those of many threads. */
    NETTY_PATTERN_VIRTUAL(
            "netty-pattern-virtual",
            "a thousand virtual threads, each with 8 live buffers of Netty's own benchmark, a random one replaced, on"
                    + " as many carriers as --threads says",
            BufferWork.VIRTUAL),

    /** Memory that buffers take. */
    NETTY_PATTERN_CHURN(
            "netty-pattern-churn",
            "Netty's buffers of the sizes that an HTTP server asked for: as heap-churn, with its resident memory"
                    + " (--live, --replacements)",
            BufferWork.CHURN),

    /** Device memory in pairs. */
    GPU_PAIR(
            "gpu-pair", "allocate 1 KiB of a graphics card's memory, free it at once; a thousand others live (--bytes)",
            DeviceWork.PAIR),

    /** Device memory in batches. */
    GPU_BATCH(
            "gpu-batch",
            "3,333 buffers of 32 B to 1 KiB, as in VulkanMemoryAllocator's own benchmark, then as many frees",
            DeviceWork.BATCH),

    /** Small pieces of device memory. */
    GPU_MIXED_SMALL(
            "gpu-mixed-small",
            "2,048 live buffers of 16 B to 1 KiB and images of 4 to 32 texels a side, the sizes of"
                    + " VulkanMemoryAllocator's tests, a random one replaced; and what is reserved for each live byte",
            DeviceWork.SMALL),

    /** Large ones. */
    GPU_MIXED_LARGE(
            "gpu-mixed-large",
            "the same with 96 live buffers of 64 KiB to 10 MiB and images of 256 to 2,048 texels a side",
            DeviceWork.LARGE),

    /** Both. */
    GPU_MIXED_ALL("gpu-mixed-all", "the same with 192 live small and large ones", DeviceWork.ALL),

    /** Reads of a cache. */
    CACHE_READ(
            "cache-read",
            "a cache of --live bytes, half full of a million values of 100 bytes at most: read, zipfian 0.99 (--bytes,"
                    + " --live)",
            CacheWork.READ),

    /** Mostly reads. */
    CACHE_READ_95("cache-read-95", "the same, of a hundred operations 5 write (--bytes, --live)", CacheWork.READ_95),

    /** As many writes as reads. */
    CACHE_READ_50("cache-read-50", "the same, every second one writes (--bytes, --live)", CacheWork.READ_50),

    /** Values of many sizes. */
    CACHE_MIXED("cache-mixed", "as cache-read-95, with values of 16 B to 64 KiB, log-uniform (--live)",
            CacheWork.MIXED);

    /**
     * What is done with an arena.
     *
     * @param bytes of each allocation
     */
    private record ArenaShape(int allocations, long bytes, boolean zeroed) {
        Crew crew() {
            return (thread, peer) -> new ArenaWorker(peer.arenas(zeroed), allocations, bytes);
        }

        static Optional<String> refusal(AllocatorName allocator) {
            return allocator.hasArenas() ? Optional.empty() : Optional.of("it has no arenas");
        }
    }

    /**
     * 128 bytes on a minimum block of 8, the middle one of the paper's three sizes; the others are
     * orders 0 and 7.
     */
    static final int PAPER_ORDER = 4;

    private static final String BOUND_TO_THREADS = "its blocks can be freed by the thread alone that allocated them";

    private final String label;
    private final String summary;
    private final @Nullable ArenaShape arena;
    private final @Nullable ByteWork bytes;

    Workload(String label, String summary) {
        this(label, summary, null, null);
    }

    Workload(String label, String summary, ArenaShape arena) {
        this(label, summary, arena, null);
    }

    Workload(String label, String summary, ByteWork bytes) {
        this(label, summary, null, bytes);
    }

    Workload(String label, String summary, @Nullable ArenaShape arena, @Nullable ByteWork bytes) {
        this.label = label;
        this.summary = summary;
        this.arena = arena;
        this.bytes = bytes;
    }

    /** The name users type. */
    public String label() {
        return label;
    }

    /** What it does, in one line. */
    public String summary() {
        return summary;
    }

    /** The names under which its phases are reported. */
    List<String> phases(Trial trial) {
        return List.of(label);
    }

    /** The names under which its phases are reported, with these settings. */
    public List<String> phases(BenchSettings settings) {
        return phases(new Trial(AllocatorName.FLOOR, this, 1, settings));
    }

    /** The workers of a trial. */
    Crew crew(Trial trial) {
        return bytes != null
                ? bytes.crew(trial)
                : Objects.requireNonNull(arena, "a workload of blocks has a crew of its own").crew();
    }

    /** What it does with memory by the byte, if it is one of those. */
    Optional<ByteWork> byteWork() {
        return Optional.ofNullable(bytes);
    }

    /** In which manner it is done. */
    Manner manner() {
        return bytes == null ? Manner.PLAIN : bytes.manner();
    }

    /** The largest order that a trial asks for. */
    int largestOrder(Trial trial) {
        return trial.orderOr(0);
    }

    /**
     * Why this allocator cannot do it with so many threads; empty when it can. The floor can do
     * anything.
     */
    final Optional<String> whyNot(AllocatorName allocator, int threads, BenchSettings settings) {
        if (allocator == AllocatorName.FLOOR) {
            return Optional.empty();
        }
        if (bytes == null && !allocator.servesBlocks()) {
            return Optional.of(allocator.isCache() ? "it has caches alone" : "it has device memory alone");
        }
        return threads > 1 && !allocator.servesManyThreads()
                ? Optional.of("it is for one thread at a time")
                : refusal(allocator, threads, settings);
    }

    /** What the workload itself has against an allocator, for any that serves so many threads. */
    Optional<String> refusal(AllocatorName allocator, int threads, BenchSettings settings) {
        if (bytes != null) {
            return bytes.refusal(allocator, threads);
        }
        return arena == null ? Optional.empty() : ArenaShape.refusal(allocator);
    }

    /** Why an allocator cannot hand blocks from one thread to another. */
    static Optional<String> handoffRefusal(AllocatorName allocator, int threads) {
        if (threads % 2 != 0) {
            return Optional.of("it takes threads two by two: ask an even number of --threads");
        }
        return allocator.freesAcrossThreads() ? Optional.empty() : Optional.of(BOUND_TO_THREADS);
    }

    /**
     * The workload of that name, or those whose names begin with it and a dash, as {@code arena}
     * does; empty when none.
     */
    public static List<Workload> named(String name) {
        List<Workload> exactly =
                Arrays.stream(values()).filter(each -> each.label.equals(name)).toList();
        return exactly.isEmpty()
                ? Arrays.stream(values()).filter(each -> each.label.startsWith(name + "-")).toList()
                : exactly;
    }

    /** All names, as an error or a help text lists them. */
    public static String labels() {
        return Arrays.stream(values()).map(Workload::label).collect(Collectors.joining(", "));
    }
}
