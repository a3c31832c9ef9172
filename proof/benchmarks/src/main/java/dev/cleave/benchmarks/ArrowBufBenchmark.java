package dev.cleave.benchmarks;

import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.ArrowBuf;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Arrow's buffers over each of the managers of its memory, in nanoseconds of a thread: what Arrow
 * itself does for a buffer is the same for all.
 *
 * <p>Arrow's own managers want {@code java.nio} opened, which the JVMs here have for all.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 2,
        jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
            "--add-opens=java.base/java.nio=ALL-UNNAMED", "-Darrow.allocation.manager.type=Unsafe"})
public class ArrowBufBenchmark {
    /** Allocate, release at once. */
    @Benchmark
    public long pair(OpenedArrow arrow) {
        try (ArrowBuf buffer = arrow.allocator().buffer(arrow.bytes)) {
            return buffer.memoryAddress();
        }
    }

    /** A random one of 128 live buffers is replaced. */
    @Benchmark
    public long replace(OpenedArrow arrow, LiveBuffers live) {
        return live.replace();
    }

    /** The buffers that a thread holds. */
    @State(Scope.Thread)
    public static class LiveBuffers {
        private static final int LIVE = 128;

        private final ArrowBuf[] buffers = new ArrowBuf[LIVE];
        private OpenedArrow arrow = new OpenedArrow();
        private long random = 0x9E37_79B9_7F4A_7C15L;

        /** Allocates them. */
        @Setup(Level.Iteration)
        public void fill(OpenedArrow opened) {
            arrow = opened;
            for (int each = 0; each < LIVE; each++) {
                buffers[each] = opened.allocator().buffer(opened.bytes);
            }
        }

        long replace() {
            random ^= random << 13;
            random ^= random >>> 7;
            random ^= random << 17;
            int slot = (int) random & LIVE - 1;
            buffers[slot].close();
            buffers[slot] = arrow.allocator().buffer(arrow.bytes);
            return buffers[slot].memoryAddress();
        }

        /** Releases them: with each iteration, as the allocator is closed with the trial. */
        @TearDown(Level.Iteration)
        public void release() {
            for (ArrowBuf each : buffers) {
                each.close();
            }
        }
    }
}
