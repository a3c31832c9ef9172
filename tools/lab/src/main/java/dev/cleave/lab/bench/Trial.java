package dev.cleave.lab.bench;

import dev.cleave.lab.peer.AllocatorName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * One workload on one allocator with so many threads: what a JVM of the bench measures.
 *
 * @param threads 1 or more
 * @param order of blocks where the workload leaves it open, or empty for its own
 * @param units of the region
 * @param heap what a workload of the heap allocates, of one size at most
 */
record Trial(
        AllocatorName allocator,
        Workload workload,
        int threads,
        OptionalInt order,
        long units,
        boolean fragmented,
        Duration warmup,
        Duration round,
        Clock clock,
        long seed,
        HeapLoad heap) {
    private static final long HEAP_RESERVE = 64 << 20;

    /** A trial of a workload's own sizes. */
    Trial(
            AllocatorName allocator,
            Workload workload,
            int threads,
            OptionalInt order,
            long units,
            boolean fragmented,
            Duration warmup,
            Duration round,
            Clock clock,
            long seed) {
        this(allocator, workload, threads, order, units, fragmented, warmup, round, clock, seed, HeapLoad.USUAL);
    }

    /** The trial of these settings. */
    static Trial of(AllocatorName allocator, Workload workload, int threads, BenchSettings settings) {
        return new Trial(
                allocator,
                workload,
                threads,
                settings.order(),
                settings.units(),
                settings.fragmented(),
                settings.warmup(),
                settings.round(),
                settings.clock(),
                settings.seed(),
                settings.heap());
    }

    /** The order asked for, or the workload's own. */
    int orderOr(int ordinary) {
        return order.orElse(ordinary);
    }

    /** Bytes of a block of a workload of the heap: those asked for, or its own. */
    long bytes() {
        return heap.bytes().isEmpty()
                ? workload.heapWork().map(HeapWork::usualBytes).orElseThrow().orElseThrow()
                : heap.bytes().getFirst();
    }

    /** Opens the allocator, for blocks as large as the workload's, and with room for twice what a heap will hold and some more. */
    Peer open() {
        long held = workload.heapWork().map(work -> work.liveBytes(this)).orElse(0L) * threads;
        long needed = held == 0 ? 0 : (2 * held + HEAP_RESERVE) / BlockHold.UNIT_BYTES;
        return Peer.open(allocator, Math.max(units, needed), workload.largestOrder(this));
    }

    /** How long rounds warm it up. */
    Duration warmupRounds() {
        return workload.heapWork().filter(HeapWork::warmsItselfUp).isPresent() ? Duration.ZERO : warmup;
    }

    /** What a JVM for it is started with. */
    List<String> jvmOptions() {
        return workload.heapWork().map(work -> work.jvmOptions(this)).orElse(List.of());
    }

    /** Units of the region that fall to each thread. */
    int share() {
        return Math.toIntExact(units / threads);
    }

    /** A thread's random choices. */
    RandomSource random(int thread) {
        return new RandomSource(seed, thread);
    }

    /** The names under which its phases are reported. */
    List<String> phases() {
        return workload.phases(this);
    }

    /** The trial as a command line's arguments, from which {@link #parse} makes it again. */
    List<String> toArguments() {
        List<String> arguments = new ArrayList<>(List.of(allocator.label(), workload.name()));
        for (long number : new long[] {
            threads, order.orElse(-1), units, fragmented ? 1 : 0, warmup.toMillis(), round.toMillis(), clock.ordinal(),
            seed, heap.liveBytes(), heap.replacements(), heap.bytes().isEmpty() ? 0 : heap.bytes().getFirst()
        }) {
            arguments.add(Long.toString(number));
        }
        return arguments;
    }

    /** The trial of arguments that {@link #toArguments} made. */
    static Trial parse(List<String> arguments) {
        int order = Integer.parseInt(arguments.get(3));
        long bytes = Long.parseLong(arguments.get(12));
        return new Trial(
                AllocatorName.require(arguments.get(0)),
                Workload.valueOf(arguments.get(1)),
                Integer.parseInt(arguments.get(2)),
                order < 0 ? OptionalInt.empty() : OptionalInt.of(order),
                Long.parseLong(arguments.get(4)),
                arguments.get(5).equals("1"),
                Duration.ofMillis(Long.parseLong(arguments.get(6))),
                Duration.ofMillis(Long.parseLong(arguments.get(7))),
                Clock.values()[Integer.parseInt(arguments.get(8))],
                Long.parseLong(arguments.get(9)),
                new HeapLoad(bytes == 0 ? List.of() : List.of(bytes), Long.parseLong(arguments.get(10)),
                        Long.parseLong(arguments.get(11))));
    }
}
