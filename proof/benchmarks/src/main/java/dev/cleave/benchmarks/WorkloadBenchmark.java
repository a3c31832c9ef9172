package dev.cleave.benchmarks;

import dev.cleave.lab.bench.WorkloadChunks;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** The bench's workloads, in nanoseconds an operation of each thread. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 3,
        jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"})
public class WorkloadBenchmark {
    /** Allocate, free at once. */
    @Benchmark
    @OperationsPerInvocation(WorkloadChunks.OPERATIONS)
    public long pair(ThreadWork.Pairs work) {
        return work.run();
    }

    /** A thousand allocations, then a thousand frees. */
    @Benchmark
    @OperationsPerInvocation(WorkloadChunks.BATCH_OPERATIONS)
    public long batch(ThreadWork.Batches work) {
        return work.run();
    }

    /** Random replacements. */
    @Benchmark
    @OperationsPerInvocation(WorkloadChunks.OPERATIONS)
    public long mixed(ThreadWork.Replacements work) {
        return work.run();
    }

    /** Pairs where it is narrow. */
    @Benchmark
    @OperationsPerInvocation(WorkloadChunks.OPERATIONS)
    public long crowded(ThreadWork.CrowdedPairs work) {
        return work.run();
    }

    /** Requests that must fail. */
    @Benchmark
    @OperationsPerInvocation(WorkloadChunks.FULL_OPERATIONS)
    public long full(ThreadWork.VainRequests work) {
        return work.run();
    }
}
