package dev.cleave.lab.bench;

import dev.cleave.lab.peer.AllocatorName;
import java.util.EnumSet;
import java.util.Set;

/**
 * One thread's work of a workload with a single phase, a chunk of operations at a time: for
 * harnesses that have clocks, threads and JVMs of their own. To be made, used and closed by the
 * thread that works.
 */
public final class WorkloadChunks implements AutoCloseable {
    /** Operations of a chunk of {@code pair}, {@code mixed} and {@code crowded}. */
    public static final int OPERATIONS = Worker.CHUNK;

    /** Operations of a chunk of {@code batch}: one batch. */
    public static final int BATCH_OPERATIONS = BatchWorker.BATCH;

    /** Operations of a chunk of {@code full}. */
    public static final int FULL_OPERATIONS = FullWorker.REQUESTS;

    /** The largest order that a chunk asks for, unless {@code --order} says another. */
    public static final int LARGEST_ORDER = MixedWorker.ORDERS - 1;

    private static final Set<Workload> NOT_IN_CHUNKS = EnumSet.of(Workload.HANDOFF, Workload.LARSON,
            Workload.HEAP_HANDOFF, Workload.HEAP_VIRTUAL, Workload.HEAP_CHURN, Workload.NETTY_PATTERN_VIRTUAL,
            Workload.NETTY_PATTERN_CHURN);
    private static final int PHASE = 0;
    private static final long PASSED = Long.MIN_VALUE;

    private final Worker worker;

    /**
     * Sets the scene.
     *
     * @param peer the opened allocator, shared by all threads
     * @param threads how many threads share the region
     * @param thread which of them this is, 0 to threads - 1
     * @throws IllegalArgumentException when the workload has several phases, as {@code fill}, or
     *     needs several threads, or when it is not {@code pair} on the floor
     */
    public WorkloadChunks(
            Workload workload, AllocatorName allocator, Peer peer, BenchSettings settings, int threads, int thread) {
        if (allocator == AllocatorName.FLOOR && workload != Workload.PAIR) {
            throw new IllegalArgumentException("the floor does pairs alone, not " + workload.label());
        }
        Trial trial = new Trial(allocator, workload, threads, settings);
        if (trial.phases().size() != 1 || NOT_IN_CHUNKS.contains(workload)) {
            throw new IllegalArgumentException(workload.label() + " cannot be done in chunks by one thread");
        }
        worker = workload.crew(trial).join(thread, peer);
        worker.prepare();
        worker.before(PHASE);
    }

    /** Does a chunk and answers how many operations did as they should. */
    public long run() {
        return worker.run(PHASE, PASSED);
    }

    /** Frees what is held. */
    @Override
    public void close() {
        worker.finish();
    }
}
