package dev.cleave.benchmarks;

import dev.cleave.arrow.CleaveArrowMemory;
import dev.cleave.memory.Pool;
import java.util.Objects;
import java.util.function.Supplier;
import org.apache.arrow.memory.AllocationManager;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.memory.netty.NettyAllocationManager;
import org.apache.arrow.memory.unsafe.UnsafeAllocationManager;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A root allocator of Arrow's, over one of the managers of its memory. */
@State(Scope.Benchmark)
public class OpenedArrow {
    private static final long CAPACITY = 1L << 30;

    /** Who has the memory: {@code cleave}, or Arrow's own {@code netty} and {@code unsafe}. */
    @Param({"cleave", "netty", "unsafe"})
    public String manager = "cleave";

    /** Of a buffer. */
    @Param({"256", "4096", "65536"})
    public int bytes = 4096;

    private @Nullable BufferAllocator root;
    private @Nullable Pool pool;
    private @Nullable CleaveArrowMemory memory;

    /** Opens it. */
    @Setup(Level.Trial)
    public void open() {
        root = switch (manager) {
            case "cleave" -> {
                pool = Pool.builder().name("arrow").capacity(CAPACITY).build();
                memory = CleaveArrowMemory.of(pool);
                yield memory.rootAllocator();
            }
            case "netty" -> ownRoot(() -> NettyAllocationManager.FACTORY);
            case "unsafe" -> ownRoot(() -> UnsafeAllocationManager.FACTORY);
            default -> throw new IllegalArgumentException(
                    "-p manager=" + manager + ": must be cleave, netty or unsafe");
        };
    }

    /**
     * The factory is asked for late: its class does not come up before that of Arrow's allocators.
     */
    private static BufferAllocator ownRoot(Supplier<AllocationManager.Factory> factory) {
        return new RootAllocator(RootAllocator.configBuilder().allocationManagerFactory(factory.get()).build());
    }

    BufferAllocator allocator() {
        return Objects.requireNonNull(root, "not opened");
    }

    /** Closes it. */
    @TearDown(Level.Trial)
    public void close() {
        allocator().close();
        if (memory != null && pool != null) {
            memory.close();
            pool.close();
        }
    }
}
