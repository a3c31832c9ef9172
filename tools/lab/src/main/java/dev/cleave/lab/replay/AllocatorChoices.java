package dev.cleave.lab.replay;

import dev.cleave.lab.peer.AllocatorName;
import dev.cleave.lab.peer.BlockMemory;
import dev.cleave.lab.peer.ByteAllocator;
import dev.cleave.lab.peer.CleaveBlocks;
import dev.cleave.lab.peer.CleaveHeap;
import dev.cleave.lab.peer.GroupedBlocks;
import dev.cleave.lab.trace.Trace;
import dev.cleave.lab.trace.TraceKind;
import dev.cleave.memory.Pool;
import dev.cleave.workshop.linux.Mobility;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The allocators that a replay can be served by: all that are known by name, but for the
 * yardsticks, which have no memory.
 */
public final class AllocatorChoices {
    /**
     * Cleave: its heap for heap traces, its buddy system, grouped by mobility, for page traces, on
     * one region of real memory.
     */
    public static final AllocatorChoice CLEAVE = new AllocatorChoice(
            AllocatorName.CLEAVE.label(), true, (trace, settings) -> Optional.empty(), AllocatorChoices::openCleave,
            SlabFloor::of);

    /** Cleave's buddy system for page traces without the groups: what grouping is measured by. */
    public static final AllocatorChoice UNGROUPED = new AllocatorChoice(
            AllocatorName.CLEAVE.label() + "-ungrouped", true,
            (trace, settings) -> trace.kind() == TraceKind.PAGES
                    ? Optional.empty()
                    : Optional.of("its blocks have no mobility to group them by"),
            (trace, regionBytes) -> new CleaveBlocks(pool(regionBytes)));

    private static final AllocatorName JDK_SHARED = AllocatorName.require("jdk-shared");
    private static final Duration NEVER = Duration.ofDays(1);
    private static final long USUAL_ALIGNMENT = 1;
    private static final int BATCHES_TRIED = 10;
    private static final int BATCH = 200;
    private static final long HOPELESS_NANOS = 120_000_000_000L;
    private static final long MINUTE_NANOS = 60_000_000_000L;

    private AllocatorChoices() {}

    /**
     * It gives nothing back to the operating system because of time, so that what is committed does
     * not depend on how fast a trace is played: a heap's pool retains as little as one does unless
     * told, and one of blocks, all.
     */
    private static ByteAllocator openCleave(Trace trace, long regionBytes) {
        return switch (trace.kind()) {
            case PAGES -> new GroupedBlocks(pool(regionBytes), block -> group(trace, block));
            case HEAP -> AllocatorName.CLEAVE.openBytes(regionBytes, NEVER, trace.blocks(), USUAL_ALIGNMENT);
        };
    }

    /**
     * Cleave with another unit, grouped by mobility or not: what a sweep tries. Heap traces have no
     * mobility, and are served by the heap either way.
     *
     * @param unit bytes of the pool's unit, a power of two; the region is rounded up to whole ones
     */
    public static AllocatorChoice cleave(long unit, boolean grouped) {
        return new AllocatorChoice(AllocatorName.CLEAVE.label(), true, (trace, settings) -> Optional.empty(),
                (trace, regionBytes) -> open(trace, Math.ceilDiv(regionBytes, unit) * unit, unit, grouped),
                SlabFloor::of);
    }

    private static ByteAllocator open(Trace trace, long regionBytes, long unit, boolean grouped) {
        if (trace.kind() == TraceKind.HEAP) {
            return new CleaveHeap(
                    Pool.builder().name("replay").capacity(regionBytes).unit(unit).decay(NEVER).build());
        }
        Pool pool = pool(regionBytes, unit);
        return grouped ? new GroupedBlocks(pool, block -> group(trace, block)) : new CleaveBlocks(pool);
    }

    private static Pool pool(long regionBytes) {
        return pool(regionBytes, Trace.PAGE_BYTES);
    }

    private static Pool pool(long regionBytes, long unit) {
        return Pool.builder().name("replay").capacity(regionBytes).unit(unit).purge(false).build();
    }

    /** All of them, Cleave first. */
    public static List<AllocatorChoice> all() {
        return AllocatorName.all().stream().flatMap(name -> of(name).stream()).toList();
    }

    /** The allocator as a replay's, unless it is a yardstick. */
    public static Optional<AllocatorChoice> of(AllocatorName name) {
        if (name == AllocatorName.CLEAVE) {
            return Optional.of(CLEAVE);
        }
        if (name.algorithm().isPresent()) {
            return Optional.of(new AllocatorChoice(name.label(), true,
                    (trace, settings) -> settings.threads() > 1 && !name.servesManyThreads()
                            ? Optional.of("it is for one thread at a time: ask --threads 1")
                            : Optional.empty(),
                    (trace, regionBytes) -> openBlocks(name, trace, regionBytes)));
        }
        return name.isHeap()
                ? Optional.of(new AllocatorChoice(name.label(), false,
                        (trace, settings) -> refusal(name, trace, settings),
                        (trace, regionBytes) -> openPeer(name, trace)))
                : Optional.empty();
    }

    private static ByteAllocator openBlocks(AllocatorName name, Trace trace, long regionBytes) {
        long unit = AllocatorChoice.unit(trace.kind());
        long units = regionBytes / unit;
        int order = Math.min(orderOfLargest(trace, unit), 63 - Long.numberOfLeadingZeros(units));
        BlockMemory memory = new BlockMemory(name.openBlocks(units, order), unit);
        return trace.kind() == TraceKind.PAGES ? memory.minding(block -> mobility(trace, block)) : memory;
    }

    private static int orderOfLargest(Trace trace, long unit) {
        long most = 1;
        for (int block = 0; block < trace.blocks(); block++) {
            most = Math.max(most, trace.bytes(block));
        }
        return 64 - Long.numberOfLeadingZeros(Math.ceilDiv(most, unit) - 1);
    }

    private static Mobility mobility(Trace trace, int block) {
        return switch (trace.mobility(block)) {
            case UNMOVABLE -> Mobility.UNMOVABLE;
            case MOVABLE -> Mobility.MOVABLE;
            case RECLAIMABLE -> Mobility.RECLAIMABLE;
        };
    }

    private static dev.cleave.contiguity.Mobility group(Trace trace, int block) {
        return switch (trace.mobility(block)) {
            case UNMOVABLE -> dev.cleave.contiguity.Mobility.UNMOVABLE;
            case MOVABLE -> dev.cleave.contiguity.Mobility.MOVABLE;
            case RECLAIMABLE -> dev.cleave.contiguity.Mobility.RECLAIMABLE;
        };
    }

    /**
     * One that is full only when the machine is; page traces ask it for blocks aligned to pages.
     */
    private static ByteAllocator openPeer(AllocatorName name, Trace trace) {
        long byteAlignment = trace.kind() == TraceKind.PAGES ? Trace.PAGE_BYTES : USUAL_ALIGNMENT;
        return name.openBytes(0, NEVER, trace.blocks(), byteAlignment);
    }

    private static Optional<String> refusal(AllocatorName name, Trace trace, ReplaySettings settings) {
        if (settings.threads() > 1 && !name.freesAcrossThreads()) {
            return Optional.of("its blocks can be freed by the thread alone that allocated them: ask --threads 1");
        }
        if (name == JDK_SHARED) {
            int passes = Replay.leastPasses(settings);
            long nanos = trace.blocks() * sharedArenaNanos() * passes;
            if (nanos > HOPELESS_NANOS) {
                return Optional.of("closing a shared arena stops every thread of the JVM, and the " + passes
                        + " passes would take about " + Math.ceilDiv(nanos, MINUTE_NANOS)
                        + " minutes: take a shorter trace, or fewer --passes");
            }
        }
        return Optional.empty();
    }

    /**
     * What a shared arena takes here and now: the best of a few batches, as the first ones warm up.
     */
    private static long sharedArenaNanos() {
        ByteAllocator arenas = JDK_SHARED.openBytes(0, NEVER, 1, USUAL_ALIGNMENT);
        long best = Long.MAX_VALUE;
        for (int batch = 0; batch < BATCHES_TRIED; batch++) {
            long start = System.nanoTime();
            for (int each = 0; each < BATCH; each++) {
                arenas.free(arenas.allocate(Trace.PAGE_BYTES, 0), 0);
            }
            best = Math.min(best, (System.nanoTime() - start) / BATCH);
        }
        return best;
    }
}
