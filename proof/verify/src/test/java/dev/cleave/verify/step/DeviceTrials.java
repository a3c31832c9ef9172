package dev.cleave.verify.step;

import dev.cleave.gpu.AllocationRequest;
import dev.cleave.gpu.Defragmentation;
import dev.cleave.gpu.DefragmentationMove;
import dev.cleave.gpu.DefragmentationPass;
import dev.cleave.gpu.DefragmentationSettings;
import dev.cleave.gpu.DeviceAllocation;
import dev.cleave.gpu.DeviceException;
import dev.cleave.gpu.DeviceFence;
import dev.cleave.gpu.DeviceHeap;
import dev.cleave.gpu.DevicePool;
import dev.cleave.gpu.DeviceUsage;
import dev.cleave.gpu.PoolSettings;
import dev.cleave.gpu.RangeCopy;
import dev.cleave.gpu.ResourceKind;
import dev.cleave.verify.soak.HostDevice;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Device heaps over a device in the processor's memory, which may refuse blocks and copies. */
final class DeviceTrials extends Trials {
    private static final long HEAP_BYTES = 8 << 20;
    private static final long BLOCK = 128 << 10;
    private static final long LARGE_BLOCK = 4 << 20;
    private static final int SMALL = 3_000;

    /** Passes when the trial says so. */
    private static final class Fence implements DeviceFence {
        private boolean passed;

        @Override
        public boolean passed() {
            return passed;
        }

        @Override
        public boolean await(Duration atMost) {
            passed = true;
            return true;
        }
    }

    private static final class Device implements Ground {
        private final HostDevice device = new HostDevice(HEAP_BYTES);
        private final DeviceHeap heap;
        private final List<DeviceAllocation> held = new ArrayList<>();
        private final Fence fence = new Fence();
        private @Nullable DeviceAllocation fresh;

        private Device(long block) {
            heap = DeviceHeap.over(device).pools(each -> each.blocksOf(block)).idleMappings(0).build();
        }

        static Device empty() {
            return new Device(BLOCK);
        }

        static Device large() {
            return new Device(LARGE_BLOCK);
        }

        static Device withFresh() {
            Device ground = empty();
            ground.allocateFresh(AllocationRequest.of(SMALL));
            return ground;
        }

        static Device withMapped() {
            Device ground = empty();
            ground.allocateFresh(AllocationRequest.of(SMALL).mapped());
            return ground;
        }

        /** Two of three allocations are free in each block: defragmentation has something to do. */
        static Device scattered(boolean mapped) {
            Device ground = empty();
            for (int each = 0; each < 120; each++) {
                AllocationRequest request = AllocationRequest.of(SMALL).kind(ResourceKind.BUFFER);
                ground.hold(ground.heap.allocate(mapped && each % 6 == 0 ? request.mapped() : request));
            }
            for (int each = ground.held.size() - 1; each >= 0; each--) {
                if (each % 3 != 0) {
                    ground.heap.free(ground.held.remove(each));
                }
            }
            return ground;
        }

        private void hold(DeviceAllocation allocation) {
            allocation.map().set(ValueLayout.JAVA_INT_UNALIGNED, 0, held.size());
            allocation.unmap();
            allocation.userData(held.size());
            held.add(allocation);
        }

        void allocateFresh(AllocationRequest request) {
            fresh = heap.allocate(request);
        }

        void freeFresh() {
            if (fresh != null) {
                heap.free(fresh);
                fresh = null;
            }
        }

        void freeFreshLater() {
            if (fresh != null) {
                heap.free(fresh, fence);
                fresh = null;
            }
            fence.passed = true;
            int unused = heap.completeFrees();
        }

        void defragment() {
            try (Defragmentation work = heap.defragment(DefragmentationSettings.unlimited())) {
                while (work.runPass(moved -> {})) {
                    require(work.result().moves() > 0, "a pass that moved something");
                }
            }
        }

        /** By hand: some are copied, the device is at it until a fence passes, others are ignored or destroyed. */
        void defragmentByHand() {
            try (Defragmentation work = heap.defragment(DefragmentationSettings.ofPass(40_000, 8))) {
                DefragmentationPass pass = work.beginPass();
                boolean ended = false;
                try {
                    List<RangeCopy> copies = pass.moves().stream().map(DefragmentationMove::copy).toList();
                    DeviceFence unused = device.copy(copies);
                    ended = true;
                } finally {
                    if (!ended) {
                        pass.moves().forEach(DefragmentationMove::ignore);
                    }
                    pass.end(fence);
                }
            }
        }

        private void requireBytes(DeviceAllocation each) {
            MemorySegment bytes = each.map();
            int mark = bytes.get(ValueLayout.JAVA_INT_UNALIGNED, 0);
            each.unmap();
            require(each.userData().orElseThrow().equals(mark), each + " has the bytes of " + mark);
        }

        @Override
        public void verify() {
            fence.passed = true;
            int unused = heap.completeFrees();
            held.forEach(this::requireBytes);
            DeviceUsage usage = heap.snapshot().usage();
            require(usage.blockBytes() == device.usedBytes() && heap.reservedBytes(0) == device.usedBytes(),
                    device.usedBytes() + " bytes are reserved, and counted are " + usage);
            int mine = held.size() + (fresh == null ? 0 : 1);
            require(usage.allocations() == mine && heap.pendingFrees() == 0, mine + " allocations are held: " + usage);
            fence.passed = false;
        }

        @Override
        public void close() {
            fence.passed = true;
            freeFresh();
            held.forEach(heap::free);
            heap.close();
            device.close();
        }
    }

    DeviceTrials() {
        trial("gpu: open and close", Device::empty, ground -> DeviceHeap.of(ground.device).close(), Trials::nothing);
        trial("gpu: allocate", Device::empty, ground -> ground.allocateFresh(AllocationRequest.of(SMALL)),
                Device::freeFresh);
        trial("gpu: allocate mapped", Device::withFresh, ground -> {
            ground.freeFresh();
            ground.allocateFresh(AllocationRequest.of(SMALL).mapped());
        }, Device::freeFresh);
        trial("gpu: allocate a block of its own", Device::empty,
                ground -> ground.allocateFresh(AllocationRequest.of(SMALL).dedicated()), Device::freeFresh);
        trial("gpu: allocate small in a large block", Device::large,
                ground -> ground.allocateFresh(AllocationRequest.of(SMALL)), Device::freeFresh);
        trial("gpu: allocate large in a large block", Device::large,
                ground -> ground.allocateFresh(AllocationRequest.of(1 << 20)), Device::freeFresh);
        trial("gpu: allocate more than there is", Device::empty, ground -> {
            try {
                ground.allocateFresh(AllocationRequest.of(2 * HEAP_BYTES));
            } catch (DeviceException refused) {
                require(ground.fresh == null, "more than there is");
            }
        }, Trials::nothing);
        trial("gpu: free", Device::withFresh, Device::freeFresh, Trials::nothing);
        trial("gpu: free what is mapped", Device::withMapped, Device::freeFresh, Trials::nothing);
        trial("gpu: free when a fence has passed", Device::withMapped, Device::freeFreshLater, Trials::nothing);
        trial("gpu: map and unmap", () -> Device.scattered(false), ground -> ground.held.forEach(ground::requireBytes),
                Trials::nothing);
        trial("gpu: defragment", () -> Device.scattered(false), Device::defragment, Trials::nothing);
        trial("gpu: defragment what is mapped", () -> Device.scattered(true), Device::defragment, Trials::nothing);
        trial("gpu: defragment by hand", () -> Device.scattered(true), Device::defragmentByHand, Trials::nothing);
        trial("gpu: create and close a pool", Device::empty, ground -> {
            DevicePool pool = ground.heap.createPool(PoolSettings.of(0).named("another").blocks(1, 2).blocksOf(BLOCK));
            ground.heap.closePool(pool);
        }, Trials::nothing);
        trial("gpu: trim and figures", () -> Device.scattered(false), ground -> {
            long unused = ground.heap.trim();
            require(!ground.heap.snapshot().picture().isEmpty(), "no picture");
        }, Trials::nothing);
    }
}
