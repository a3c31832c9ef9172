package dev.cleave.gpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * A device without a device: blocks in the processor's memory, budgets and refusals as a test wants
 * them. What the user of a block must not do, it refuses.
 */
final class DeviceDouble implements DeviceMemory {
    static final long MIB = 1L << 20;
    static final int DEVICE_LOCAL = 0;
    static final int STAGING = 1;
    static final int READ_BACK = 2;

    private final DeviceInfo info;
    private final AtomicLongArray used;
    private final long[] budgets;
    private final Set<Block> blocks = ConcurrentHashMap.newKeySet();
    private final AtomicLong handles = new AtomicLong(0x1000);
    final AtomicLong copiedBytes = new AtomicLong();
    final AtomicLong reservations = new AtomicLong();
    final List<String> flushes = new ArrayList<>();
    volatile boolean lost;
    volatile boolean refusesMaps;
    /** Blocks beyond this are refused as if the driver had none. */
    volatile long driverBytes = Long.MAX_VALUE;

    DeviceDouble(long heapBytes) {
        this(heapBytes, new DeviceLimits(64, 1, 16, heapBytes, 4096));
    }

    DeviceDouble(long heapBytes, DeviceLimits limits) {
        List<MemoryHeap> heaps = List.of(new MemoryHeap(0, heapBytes, true), new MemoryHeap(1, heapBytes, false));
        List<MemoryType> types = List.of(
                new MemoryType(DEVICE_LOCAL, 0, EnumSet.of(MemoryProperty.DEVICE_LOCAL)),
                new MemoryType(STAGING, 1, EnumSet.of(MemoryProperty.HOST_VISIBLE, MemoryProperty.HOST_COHERENT)),
                new MemoryType(READ_BACK, 1, EnumSet.of(MemoryProperty.HOST_VISIBLE, MemoryProperty.HOST_CACHED)));
        info = new DeviceInfo("Double", "1.0", "a double", DeviceKind.OTHER, limits, heaps, types);
        used = new AtomicLongArray(heaps.size());
        budgets = new long[] {heapBytes, heapBytes};
    }

    void budget(int heap, long byteSize) {
        budgets[heap] = byteSize;
    }

    int blockCount() {
        return blocks.size();
    }

    int mappedBlocks() {
        return (int) blocks.stream().filter(block -> block.mapped).count();
    }

    @Override
    public DeviceInfo info() {
        return info;
    }

    @Override
    public HeapBudget budget(int heap) {
        return new HeapBudget(used.get(heap), budgets[heap]);
    }

    @Override
    public DeviceBlock reserve(int type, long byteSize, Dedication dedication) {
        requireThere();
        int heap = info.type(type).heap();
        Sizes.requireSize("a block", byteSize);
        if (used.get(heap) + byteSize > Math.min(info.heap(heap).byteSize(), driverBytes)) {
            throw new OutOfDeviceMemoryException("no " + byteSize + " bytes");
        }
        used.addAndGet(heap, byteSize);
        reservations.incrementAndGet();
        Block block = new Block(handles.incrementAndGet(), type, byteSize);
        blocks.add(block);
        return block;
    }

    @Override
    public DeviceFence copy(List<RangeCopy> copies) {
        requireThere();
        for (RangeCopy copy : copies) {
            MemorySegment.copy(((Block) copy.source()).bytes(), copy.sourceOffset(),
                    ((Block) copy.target()).bytes(), copy.targetOffset(), copy.byteSize());
            copiedBytes.addAndGet(copy.byteSize());
        }
        Fence fence = new Fence();
        fence.pass();
        return fence;
    }

    @Override
    public void close() {
        if (!blocks.isEmpty()) {
            throw new IllegalStateException(blocks.size() + " blocks are still reserved");
        }
    }

    private void requireThere() {
        if (lost) {
            throw new DeviceLostException("the double was told to be lost");
        }
    }

    /** A fence that passes when the test says so. */
    static final class Fence implements DeviceFence {
        private volatile boolean passed;
        final AtomicLong asked = new AtomicLong();

        void pass() {
            passed = true;
        }

        @Override
        public boolean passed() {
            asked.incrementAndGet();
            return passed;
        }

        @Override
        public boolean await(Duration atMost) {
            return passed;
        }
    }

    private final class Block implements DeviceBlock {
        private final long handle;
        private final int type;
        private final long byteSize;
        private @Nullable MemorySegment bytes;
        private volatile boolean mapped;
        private boolean released;

        Block(long handle, int type, long byteSize) {
            this.handle = handle;
            this.type = type;
            this.byteSize = byteSize;
        }

        synchronized MemorySegment bytes() {
            if (released) {
                throw new IllegalStateException("block " + handle + " was released");
            }
            if (bytes == null) {
                bytes = Arena.ofAuto().allocate(byteSize, 256);
            }
            return bytes;
        }

        @Override
        public long handle() {
            return handle;
        }

        @Override
        public int type() {
            return type;
        }

        @Override
        public long byteSize() {
            return byteSize;
        }

        @Override
        public synchronized MemorySegment map() {
            if (refusesMaps) {
                throw new DeviceException("the double was told to map nothing");
            }
            if (mapped || !info.type(type).is(MemoryProperty.HOST_VISIBLE)) {
                throw new IllegalStateException("block " + handle + " is mapped, or cannot be");
            }
            mapped = true;
            return bytes();
        }

        @Override
        public synchronized void unmap() {
            if (!mapped || released) {
                throw new IllegalStateException("block " + handle + " is not mapped");
            }
            mapped = false;
        }

        @Override
        public void flush(long offset, long length) {
            flushes.add("flush " + offset + " " + length);
        }

        @Override
        public void invalidate(long offset, long length) {
            flushes.add("invalidate " + offset + " " + length);
        }

        @Override
        public synchronized void release() {
            if (released) {
                throw new IllegalStateException("block " + handle + " was released twice");
            }
            released = true;
            bytes = null;
            blocks.remove(this);
            used.addAndGet(info.type(type).heap(), -byteSize);
        }
    }
}
