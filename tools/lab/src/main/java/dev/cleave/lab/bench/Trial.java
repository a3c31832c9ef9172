package dev.cleave.lab.bench;

import dev.cleave.lab.peer.AllocatorName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One workload on one allocator with so many threads: what a JVM of the bench measures.
 *
 * @param threads 1 or more
 * @param settings of which a workload of the heap has one size of block at most
 */
record Trial(AllocatorName allocator, Workload workload, int threads, BenchSettings settings) {
    private static final long HEAP_RESERVE = 64 << 20;

    /** The order asked for, or the workload's own. */
    int orderOr(int ordinary) {
        return settings.order().orElse(ordinary);
    }

    /** Bytes of a block of a workload of the heap: those asked for, or its own. */
    long bytes() {
        return settings.onlyBytes()
                .orElseGet(() -> workload.byteWork().map(ByteWork::usualBytes).orElseThrow().orElseThrow());
    }

    /**
     * Opens the allocator, for blocks as large as the workload's, and with room for twice what a
     * heap will hold and some more.
     */
    Peer open() {
        long held = workload.byteWork().map(work -> work.liveBytes(this)).orElse(0L) * threads;
        long needed = held == 0 ? 0 : (2 * held + HEAP_RESERVE) / BlockHold.UNIT_BYTES;
        return Peer.open(allocator, Math.max(settings.units(), needed), workload.largestOrder(this));
    }

    /** How long rounds warm it up. */
    Duration warmupRounds() {
        return workload.manner().warmsItselfUp() ? Duration.ZERO : settings.warmup();
    }

    /** What a JVM for it is started with. */
    List<String> jvmOptions() {
        return workload.manner().jvmOptions(this);
    }

    /** Units of the region that fall to each thread. */
    int share() {
        return Math.toIntExact(settings.units() / threads);
    }

    /** A thread's random choices. */
    RandomSource random(int thread) {
        return new RandomSource(settings.seed(), thread);
    }

    /** The names under which its phases are reported. */
    List<String> phases() {
        return workload.phases(this);
    }

    /** The trial as a command line's arguments, from which {@link #parse} makes it again. */
    List<String> toArguments() {
        List<String> arguments =
                new ArrayList<>(List.of(allocator.label(), workload.name(), Integer.toString(threads)));
        arguments.addAll(settings.toArguments());
        return arguments;
    }

    /** The trial of arguments that {@link #toArguments} made. */
    static Trial parse(List<String> arguments) {
        return new Trial(AllocatorName.require(arguments.get(0)), Workload.valueOf(arguments.get(1)),
                Integer.parseInt(arguments.get(2)), BenchSettings.parse(arguments.subList(3, arguments.size())));
    }
}
