package dev.cleave.lab.replay;

import dev.cleave.lab.peer.AllocatorName;
import dev.cleave.lab.peer.Heap;
import dev.cleave.lab.trace.Trace;
import dev.cleave.workshop.Algorithm;
import java.util.List;
import java.util.Optional;

/** The allocators that a replay can be served by: all that are known by name, but for the floor, which has no memory. */
public final class AllocatorChoices {
    /** Cleave: its heap for heap traces, its buddy system for page traces, on one region of real memory. */
    public static final AllocatorChoice CLEAVE = new AllocatorChoice(
            AllocatorName.CLEAVE.label(), true, (trace, settings) -> Optional.empty(), AllocatorChoices::openCleave,
            SlabFloor::of);

    private static final AllocatorName JDK_SHARED = AllocatorName.require("jdk-shared");
    private static final int BATCHES_TRIED = 10;
    private static final int BATCH = 200;
    private static final long HOPELESS_NANOS = 120_000_000_000L;
    private static final long MINUTE_NANOS = 60_000_000_000L;

    private AllocatorChoices() {}

    private static ReplayAllocator openCleave(Trace trace, long regionBytes) {
        return switch (trace.kind()) {
            case PAGES -> CleaveAllocator.open(trace, regionBytes);
            case HEAP -> CleaveHeapAllocator.open(trace, regionBytes);
        };
    }

    /** All of them, Cleave first. */
    public static List<AllocatorChoice> all() {
        return AllocatorName.all().stream().flatMap(name -> of(name).stream()).toList();
    }

    /** The allocator as a replay's, unless it is the floor. */
    public static Optional<AllocatorChoice> of(AllocatorName name) {
        if (name == AllocatorName.CLEAVE) {
            return Optional.of(CLEAVE);
        }
        if (name.algorithm().isPresent()) {
            return Optional.of(algorithm(name, name.algorithm().get()));
        }
        return name.isHeap()
                ? Optional.of(new AllocatorChoice(name.label(), false,
                        (trace, settings) -> refusal(name, trace, settings),
                        (trace, regionBytes) -> HeapAllocator.open(name, trace)))
                : Optional.empty();
    }

    private static AllocatorChoice algorithm(AllocatorName name, Algorithm algorithm) {
        return new AllocatorChoice(name.label(), true,
                (trace, settings) -> settings.threads() > 1 && !name.servesManyThreads()
                        ? Optional.of("it is for one thread at a time: ask --threads 1")
                        : Optional.empty(),
                (trace, regionBytes) -> AlgorithmAllocator.open(algorithm, trace, regionBytes));
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

    /** What a shared arena takes here and now: the best of a few batches, as the first ones warm up. */
    private static long sharedArenaNanos() {
        Heap arenas = JDK_SHARED.openHeap(1, 1);
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
