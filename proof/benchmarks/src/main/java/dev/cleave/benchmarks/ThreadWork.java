package dev.cleave.benchmarks;

import dev.cleave.lab.bench.Workload;
import dev.cleave.lab.bench.WorkloadChunks;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.ThreadParams;

/** One thread's work; a subclass says which. */
@State(Scope.Thread)
public abstract class ThreadWork {
    private final Workload workload;
    private @Nullable WorkloadChunks chunks;

    /** Work of the kind. */
    ThreadWork(Workload workload) {
        this.workload = workload;
    }

    /** Sets the scene. */
    @Setup(Level.Trial)
    public void prepare(OpenedAllocator opened, ThreadParams threads) {
        chunks = new WorkloadChunks(
                workload,
                opened.name(),
                opened.peer(),
                opened.settings(),
                threads.getThreadCount(),
                threads.getThreadIndex());
    }

    /** Frees what is held. */
    @TearDown(Level.Trial)
    public void finish() {
        if (chunks != null) {
            chunks.close();
        }
    }

    /** Does a chunk. */
    long run() {
        if (chunks == null) {
            throw new IllegalStateException("the work was not prepared");
        }
        return chunks.run();
    }

    /** Allocate, free at once. */
    public static class Pairs extends ThreadWork {
        /** Pairs of order 0. */
        public Pairs() {
            super(Workload.PAIR);
        }
    }

    /** A thousand allocations, then a thousand frees. */
    public static class Batches extends ThreadWork {
        /** Batches of order 0. */
        public Batches() {
            super(Workload.BATCH);
        }
    }

    /** Random replacements. */
    public static class Replacements extends ThreadWork {
        /** Orders 0 to 6. */
        public Replacements() {
            super(Workload.MIXED);
        }
    }

    /** Pairs where it is narrow. */
    public static class CrowdedPairs extends ThreadWork {
        /** Pairs of order 3. */
        public CrowdedPairs() {
            super(Workload.CROWDED);
        }
    }

    /** Requests that must fail. */
    public static class VainRequests extends ThreadWork {
        /** Requests of order 0. */
        public VainRequests() {
            super(Workload.FULL);
        }
    }
}
