package dev.cleave.benchmarks;

import dev.cleave.lab.bench.BenchSettings;
import dev.cleave.lab.bench.Clock;
import dev.cleave.lab.bench.Peer;
import dev.cleave.lab.bench.WorkloadChunks;
import dev.cleave.lab.peer.AllocatorName;
import java.time.Duration;
import java.util.OptionalInt;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The allocator that all threads of a benchmark share. */
@State(Scope.Benchmark)
public class OpenedAllocator {
    private static final long SEED = 1;

    /** The allocator's name, as {@code cleave bench --allocator} takes it; {@code floor} does pairs alone. */
    @Param("cleave")
    public String allocator = "cleave";

    /** The size of the region in MiB. */
    @Param("1024")
    public int regionMebibytes = 1024;

    private AllocatorName name = AllocatorName.CLEAVE;
    private Peer peer = Peer.open(name, 1, 0);

    /** Opens it. */
    @Setup(Level.Trial)
    public void open() {
        name = AllocatorName.require(allocator);
        peer = Peer.open(name, settings().units(), WorkloadChunks.LARGEST_ORDER);
    }

    /** Closes it. */
    @TearDown(Level.Trial)
    public void close() {
        peer.close();
    }

    AllocatorName name() {
        return name;
    }

    Peer peer() {
        return peer;
    }

    BenchSettings settings() {
        return new BenchSettings(
                OptionalInt.empty(),
                (long) regionMebibytes << 20,
                false,
                Duration.ZERO,
                Duration.ofSeconds(1),
                1,
                1,
                Duration.ofSeconds(1),
                Clock.ELAPSED,
                SEED);
    }
}
