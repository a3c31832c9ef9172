package dev.cleave.verify.soak;

import dev.cleave.gpu.AllocationRequest;
import dev.cleave.gpu.DeviceAllocation;
import dev.cleave.gpu.DeviceException;
import dev.cleave.gpu.ResourceKind;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import java.util.function.Function;

/** Allocations of a device heap, which defragmentation moves, and which wait for fences when they are freed. */
final class DeviceActor extends Blocks<DeviceAllocation> {
    private static final int MOST_FENCE_NANOS = 2_000_000;
    private static final int PER_FENCE = 3;
    private static final long PATIENCE_NANOS = 20_000_000_000L;

    private final DeviceGround ground;
    private int asked;

    DeviceActor(DeviceGround ground, long owner) {
        super(owner, 64 << 10);
        this.ground = ground;
    }

    @Override
    public String name() {
        return "gpu";
    }

    @Override
    public boolean refuses(Throwable thrown) {
        return thrown instanceof DeviceException;
    }

    @Override
    DeviceAllocation allocate(long byteSize) {
        AllocationRequest request = AllocationRequest.of(byteSize).kind(ResourceKind.BUFFER);
        return ground.heap.allocate(switch (++asked % 16) {
            case 0 -> request.dedicated();
            case 1, 2 -> request.mapped();
            default -> request;
        });
    }

    @Override
    void free(DeviceAllocation block) {
        if (asked % PER_FENCE == 0) {
            ground.heap.free(block, HostDevice.TimedFence.after(Math.floorMod(block.offset(), MOST_FENCE_NANOS)));
        } else {
            ground.heap.free(block);
        }
    }

    @Override
    void fill(DeviceAllocation block, long byteSize, long stamp) {
        boolean unused = mapped(block, bytes -> {
            Stamps.fill(bytes, stamp);
            return true;
        });
    }

    @Override
    boolean isStamped(DeviceAllocation block, long byteSize, long stamp) {
        return mapped(block, bytes -> Stamps.isFilled(bytes, stamp));
    }

    /** What is being moved cannot be mapped just now: it is tried again. */
    private static boolean mapped(DeviceAllocation block, Function<MemorySegment, Boolean> use) {
        return SoakRun.withoutFailures(() -> {
            MemorySegment bytes = map(block);
            try {
                return use.apply(bytes);
            } finally {
                block.unmap();
            }
        });
    }

    private static MemorySegment map(DeviceAllocation block) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            try {
                return block.map();
            } catch (IllegalStateException isMoved) {
                Finding.require(block.isLive() && System.nanoTime() - end < 0, "gpu: it cannot be mapped: " + isMoved);
                Thread.onSpinWait();
            }
        }
    }

    @Override
    void touch(DeviceAllocation block, SplittableRandom random) {
        switch (random.nextInt(4)) {
            case 0 -> ground.defragment();
            case 1 -> {
                long unused = ground.heap.trim();
            }
            case 2 -> {
                int unused = ground.heap.completeFrees();
            }
            default -> block.guard(HostDevice.TimedFence.after(random.nextInt(MOST_FENCE_NANOS)));
        }
    }
}
