package dev.cleave.verify.soak;

import dev.cleave.gpu.Dedication;
import dev.cleave.gpu.DeviceBlock;
import dev.cleave.gpu.DeviceException;
import dev.cleave.gpu.DeviceFence;
import dev.cleave.gpu.DeviceInfo;
import dev.cleave.gpu.DeviceKind;
import dev.cleave.gpu.DeviceLimits;
import dev.cleave.gpu.DeviceMemory;
import dev.cleave.gpu.HeapBudget;
import dev.cleave.gpu.MemoryHeap;
import dev.cleave.gpu.MemoryProperty;
import dev.cleave.gpu.MemoryType;
import dev.cleave.gpu.OutOfDeviceMemoryException;
import dev.cleave.gpu.RangeCopy;
import dev.cleave.verify.fault.Faults;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A device in the processor's memory, which refuses blocks and copies now and then, and whatever
 * its user must not do.
 */
public final class HostDevice implements DeviceMemory {
    private static final long ALIGNMENT = 256;
    private static final long MOST_BLOCKS = 4096;

    private final DeviceInfo info;
    private final AtomicLong used = new AtomicLong();
    private final AtomicLong handles = new AtomicLong();

    /** A device with one memory heap, of one type, which the processor sees. */
    public HostDevice(long heapBytes) {
        info = new DeviceInfo("Host", "1.0", "the processor's memory", DeviceKind.OTHER,
                new DeviceLimits(64, 1, 16, heapBytes, MOST_BLOCKS), List.of(new MemoryHeap(0, heapBytes, true)),
                List.of(new MemoryType(0, 0,
                        EnumSet.of(MemoryProperty.DEVICE_LOCAL, MemoryProperty.HOST_VISIBLE,
                                MemoryProperty.HOST_COHERENT))));
    }

    /** Bytes of blocks that were not released. */
    public long usedBytes() {
        return used.get();
    }

    @Override
    public DeviceInfo info() {
        return info;
    }

    @Override
    public HeapBudget budget(int heap) {
        return new HeapBudget(used.get(), info.heap(heap).byteSize());
    }

    @Override
    public DeviceBlock reserve(int type, long byteSize, Dedication dedication) {
        if (Faults.call("reserve") != 0) {
            throw new OutOfDeviceMemoryException("made to fail: a block of " + byteSize + " bytes");
        }
        if (used.addAndGet(byteSize) > info.heap(0).byteSize()) {
            used.addAndGet(-byteSize);
            throw new OutOfDeviceMemoryException("no " + byteSize + " bytes");
        }
        return new Block(handles.incrementAndGet(), byteSize);
    }

    @Override
    public DeviceFence copy(List<RangeCopy> copies) {
        if (Faults.call("copy") != 0) {
            throw new DeviceException("made to fail: a copy");
        }
        for (RangeCopy copy : copies) {
            MemorySegment.copy(((Block) copy.source()).bytes(), copy.sourceOffset(), ((Block) copy.target()).bytes(),
                    copy.targetOffset(), copy.byteSize());
        }
        return new TimedFence(0);
    }

    @Override
    public void close() {
        Finding.require(used.get() == 0, "gpu: " + used + " bytes of blocks were not released");
    }

    /** Passes at a time. */
    record TimedFence(long nanoTime) implements DeviceFence {
        /** One that passes after so many nanoseconds. */
        static TimedFence after(long nanos) {
            return new TimedFence(System.nanoTime() + nanos);
        }

        @Override
        public boolean passed() {
            return nanoTime == 0 || System.nanoTime() - nanoTime >= 0;
        }

        @Override
        public boolean await(Duration atMost) {
            long end = System.nanoTime() + atMost.toNanos();
            while (!passed() && System.nanoTime() - end < 0) {
                Thread.onSpinWait();
            }
            return passed();
        }
    }

    private final class Block implements DeviceBlock {
        private final Arena arena = Arena.ofShared();
        private final long handle;
        private final long byteSize;
        private final MemorySegment bytes;
        private boolean mapped;

        Block(long handle, long byteSize) {
            this.handle = handle;
            this.byteSize = byteSize;
            bytes = arena.allocate(byteSize, ALIGNMENT);
        }

        MemorySegment bytes() {
            return bytes;
        }

        @Override
        public long handle() {
            return handle;
        }

        @Override
        public int type() {
            return 0;
        }

        @Override
        public long byteSize() {
            return byteSize;
        }

        @Override
        public synchronized MemorySegment map() {
            Finding.require(!mapped && arena.scope().isAlive(), "gpu: a block is mapped twice, or after its release");
            mapped = true;
            return bytes;
        }

        @Override
        public synchronized void unmap() {
            Finding.require(mapped && arena.scope().isAlive(), "gpu: a block is unmapped that is not mapped");
            mapped = false;
        }

        @Override
        public void flush(long offset, long length) {}

        @Override
        public void invalidate(long offset, long length) {}

        @Override
        public synchronized void release() {
            Finding.require(arena.scope().isAlive(), "gpu: a block is released twice");
            arena.close();
            used.addAndGet(-byteSize);
        }
    }
}
