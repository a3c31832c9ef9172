package dev.cleave.gpu;

import static dev.cleave.gpu.DeviceDouble.DEVICE_LOCAL;
import static dev.cleave.gpu.DeviceDouble.MIB;
import static dev.cleave.gpu.DeviceDouble.READ_BACK;
import static dev.cleave.gpu.DeviceDouble.STAGING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A device heap")
class DeviceHeapTest {
    private final DeviceDouble device = new DeviceDouble(1024 * MIB);

    private static AllocationRequest buffer(long byteSize) {
        return AllocationRequest.of(byteSize).kind(ResourceKind.BUFFER).type(DEVICE_LOCAL);
    }

    @Test
    @DisplayName("serves many allocations from one small block, and gives it back at its end")
    void sharesABlock() {
        try (DeviceHeap heap = DeviceHeap.of(device)) {
            List<DeviceAllocation> all = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                all.add(heap.allocate(buffer(1000)));
            }
            assertThat(device.blockCount()).isEqualTo(1);
            assertThat(device.budget(0).usageBytes()).as("an eighth of the preferred 128 MiB").isEqualTo(16 * MIB);
            assertThat(all.stream().map(DeviceAllocation::offset).distinct()).hasSize(1000);
            all.forEach(heap::free);
        }
        assertThat(device.blockCount()).isZero();
    }

    @Test
    @DisplayName("adds blocks that grow, as much as there is, up to the heap's size")
    void grows() {
        DeviceHeap heap = DeviceHeap.of(device);
        List<DeviceAllocation> all = new ArrayList<>();
        assertThatThrownBy(() -> {
            while (true) {
                all.add(heap.allocate(buffer(8 * MIB)));
            }
        }).isInstanceOf(DeviceMemoryExhaustedException.class)
                .hasMessageContaining("8388608 bytes").hasMessageContaining("heap 0").hasMessageContaining("[###");
        assertThat(all).as("all of 1 GiB").hasSize(128);
        assertThat(heap.snapshot().usageOfHeap(0).allocations()).isEqualTo(128);
        all.forEach(heap::free);
        heap.close();
    }

    @Test
    @DisplayName("chooses the memory type that has most of what is preferred, among those that have what is required")
    void choosesTypes() {
        try (DeviceHeap heap = DeviceHeap.of(device)) {
            DeviceAllocation cached = heap.allocate(AllocationRequest.of(64)
                    .require(MemoryProperty.HOST_VISIBLE).prefer(MemoryProperty.HOST_CACHED));
            DeviceAllocation local = heap.allocate(AllocationRequest.of(64).prefer(MemoryProperty.DEVICE_LOCAL));
            assertThat(cached.type().index()).isEqualTo(READ_BACK);
            assertThat(local.type().index()).isEqualTo(DEVICE_LOCAL);
            assertThatIllegalArgumentException().isThrownBy(() -> heap.allocate(
                    AllocationRequest.of(64).type(DEVICE_LOCAL).require(MemoryProperty.HOST_VISIBLE)))
                    .withMessageContaining("no memory type").withMessageContaining("HOST_VISIBLE");
            heap.free(cached);
            heap.free(local);
        }
    }

    @Test
    @DisplayName("gives large requests, and those that ask, blocks of their own, at once given back when they are freed")
    void dedicates() {
        try (DeviceHeap heap = DeviceHeap.of(device)) {
            DeviceAllocation large = heap.allocate(buffer(100 * MIB));
            DeviceAllocation asked = heap.allocate(buffer(100).dedicated());
            assertThat(large.isDedicated()).isTrue();
            assertThat(asked.isDedicated()).isTrue();
            assertThat(asked.block().byteSize()).isEqualTo(PoolSettings.USUAL_UNIT);
            assertThat(device.blockCount()).isEqualTo(2);
            heap.free(large);
            heap.free(asked);
            assertThat(device.blockCount()).isZero();
        }
    }

    @Test
    @DisplayName("keeps allocations apart, aligned as asked, whatever comes and goes")
    void keepsApart() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (DeviceHeap heap = DeviceHeap.of(device)) {
            List<DeviceAllocation> live = new ArrayList<>();
            for (int i = 0; i < 20_000; i++) {
                if (live.size() > 500 || !live.isEmpty() && random.nextInt(3) == 0) {
                    heap.free(live.remove(random.nextInt(live.size())));
                } else {
                    long alignment = 1L << random.nextInt(14);
                    DeviceAllocation one = heap.allocate(buffer(1 + random.nextInt(60_000)).alignment(alignment));
                    assertThat(one.offset() % alignment).as("seed %d", seed).isZero();
                    live.add(one);
                }
            }
            requireApart(live, "seed " + seed);
            live.forEach(heap::free);
            assertThat(heap.snapshot().usage().allocations()).isZero();
        }
    }

    static void requireApart(List<DeviceAllocation> live, String seed) {
        List<DeviceAllocation> sorted = new ArrayList<>(live);
        sorted.sort((a, b) -> a.block().equals(b.block())
                ? Long.compare(a.offset(), b.offset())
                : Long.compare(a.block().handle(), b.block().handle()));
        for (int i = 1; i < sorted.size(); i++) {
            DeviceAllocation before = sorted.get(i - 1);
            DeviceAllocation behind = sorted.get(i);
            assertThat(!before.block().equals(behind.block())
                    || before.offset() + before.reservedBytes() <= behind.offset()).as("%s: %s and %s", seed, before,
                            behind)
                    .isTrue();
        }
    }

    @Test
    @DisplayName("keeps one empty block back, and gives up others when they fall empty")
    void keepsOneEmptyBlock() {
        try (DeviceHeap heap = DeviceHeap.over(device).pools(pool -> pool.blocksOf(MIB)).build()) {
            List<DeviceAllocation> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                all.add(heap.allocate(buffer(MIB / 2)));
            }
            assertThat(device.blockCount()).isEqualTo(4);
            all.forEach(heap::free);
            assertThat(device.blockCount()).isEqualTo(1);
            assertThat(heap.trim()).isZero();
        }
    }

    @Test
    @DisplayName("gives the empty block up before a request of another pool passes the budget")
    void givesUpEmptyBlocksForTheBudget() {
        device.budget(1, 4 * MIB);
        try (DeviceHeap heap = DeviceHeap.over(device).pools(pool -> pool.blocksOf(4 * MIB)).build()) {
            heap.free(heap.allocate(AllocationRequest.of(64).type(STAGING)));
            assertThat(heap.budget(1).freeBytes()).as("taken by the empty block").isZero();
            DeviceAllocation other = heap.allocate(AllocationRequest.of(64).type(READ_BACK));
            assertThat(heap.snapshot().usageOfType(STAGING).blocks()).isZero();
            assertThatThrownBy(() -> heap.allocate(AllocationRequest.of(64).type(STAGING)))
                    .isInstanceOf(DeviceMemoryExhaustedException.class).hasMessageContaining("0 B of its budget left");
            heap.free(other);
        }
    }

    @Test
    @DisplayName("reserves no more than its own limit, and the driver's refusal is no other than the budget's")
    void keepsItsLimit() {
        try (DeviceHeap heap = DeviceHeap.over(device).limit(0, 3 * MIB).pools(pool -> pool.blocksOf(MIB)).build()) {
            List<DeviceAllocation> all = new ArrayList<>();
            assertThatThrownBy(() -> {
                while (true) {
                    all.add(heap.allocate(buffer(MIB)));
                }
            }).isInstanceOf(DeviceMemoryExhaustedException.class);
            assertThat(all).hasSize(3);
            heap.free(all.removeLast());
            heap.trim();
            device.driverBytes = 2 * MIB;
            assertThatThrownBy(() -> {
                while (true) {
                    all.add(heap.allocate(buffer(MIB)));
                }
            }).isInstanceOf(DeviceMemoryExhaustedException.class);
            all.forEach(heap::free);
        }
    }

    @Test
    @DisplayName("refuses to free what was freed, what waits for a fence, and what is another heap's")
    void refusesWrongFrees() {
        DeviceDouble.Fence fence = new DeviceDouble.Fence();
        try (DeviceHeap heap = DeviceHeap.of(device); DeviceHeap other = DeviceHeap.of(device)) {
            DeviceAllocation once = heap.allocate(buffer(100).named("once"));
            heap.free(once);
            assertThatIllegalStateException().isThrownBy(() -> heap.free(once))
                    .withMessageContaining("'once'").withMessageContaining("freed already");
            DeviceAllocation waiting = heap.allocate(buffer(100));
            heap.free(waiting, fence);
            assertThatIllegalStateException().isThrownBy(() -> heap.free(waiting))
                    .withMessageContaining("waits for its fence");
            assertThatIllegalStateException().isThrownBy(() -> heap.free(waiting, fence))
                    .withMessageContaining("waits for its fence");
            DeviceAllocation mine = heap.allocate(buffer(100));
            assertThatIllegalArgumentException().isThrownBy(() -> other.free(mine))
                    .withMessageContaining("another heap's");
            heap.free(mine);
            fence.pass();
        }
        assertThat(device.blockCount()).isZero();
    }

    @Test
    @DisplayName("stays open where allocations live, and names them")
    void namesWhatLives() {
        DeviceHeap heap = DeviceHeap.of(device);
        DeviceAllocation shadows = heap.allocate(buffer(4096).named("shadow map"));
        DeviceAllocation alone = heap.allocate(buffer(4096).dedicated());
        assertThatIllegalStateException().isThrownBy(heap::close)
                .withMessageContaining("2 allocations live").withMessageContaining("'shadow map'");
        heap.free(alone);
        heap.free(heap.allocate(buffer(10)));
        heap.free(shadows);
        heap.close();
        heap.close();
        assertThatIllegalStateException().isThrownBy(() -> heap.allocate(buffer(10_000_000)))
                .withMessageContaining("closed");
    }

    @Test
    @DisplayName("names sizes, alignments and types that cannot be")
    void refusesBadRequests() {
        assertThatIllegalArgumentException().isThrownBy(() -> AllocationRequest.of(0)).withMessageContaining("0 bytes");
        assertThatIllegalArgumentException().isThrownBy(() -> AllocationRequest.of(-1))
                .withMessageContaining("-1 bytes");
        assertThatIllegalArgumentException().isThrownBy(() -> AllocationRequest.of(Long.MAX_VALUE))
                .withMessageContaining("allowed are 1 to");
        assertThatIllegalArgumentException().isThrownBy(() -> buffer(1).alignment(3))
                .withMessageContaining("alignment 3");
        assertThatIllegalArgumentException().isThrownBy(() -> buffer(1).types(0)).withMessageContaining("type bits 0");
        try (DeviceHeap heap = DeviceHeap.of(device)) {
            assertThatIllegalArgumentException().isThrownBy(() -> heap.allocate(AllocationRequest.of(1).type(9)))
                    .withMessageContaining("no memory type");
            assertThatThrownBy(() -> heap.pool(3)).isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessageContaining("types 0 to 2");
            assertThatThrownBy(() -> heap.budget(2)).isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessageContaining("heaps 0 to 1");
            assertThatThrownBy(() -> heap.allocate(buffer(4096 * MIB)))
                    .isInstanceOf(DeviceMemoryExhaustedException.class)
                    .hasMessageContaining("a block of the device has 1073741824 bytes at most");
        }
    }

    @Test
    @DisplayName("hands on that the device is lost")
    void losesTheDevice() {
        try (DeviceHeap heap = DeviceHeap.of(device)) {
            device.lost = true;
            assertThatThrownBy(() -> heap.allocate(buffer(100))).isInstanceOf(DeviceLostException.class);
            device.lost = false;
            heap.free(heap.allocate(buffer(100)));
        }
    }

    @Test
    @DisplayName("has pools with a size, a number and a layout of blocks of their own")
    void hasCustomPools() {
        try (DeviceHeap heap = DeviceHeap.of(device)) {
            DevicePool pool = heap.createPool(PoolSettings.of(STAGING).named("uploads").blocksOf(MIB).blocks(1, 2));
            assertThat(device.blockCount()).as("the least blocks are there at once").isEqualTo(1);
            DeviceAllocation one = heap.allocate(pool, AllocationRequest.of(MIB).kind(ResourceKind.BUFFER)
                    .named("frame"));
            DeviceAllocation two = heap.allocate(pool, AllocationRequest.of(MIB / 4));
            assertThatThrownBy(() -> heap.allocate(pool, AllocationRequest.of(MIB)))
                    .isInstanceOf(DeviceMemoryExhaustedException.class).hasMessageContaining("uploads");
            assertThatIllegalStateException().isThrownBy(() -> heap.closePool(pool)).withMessageContaining("'frame'");
            heap.free(one);
            heap.free(two);
            heap.closePool(pool);
            assertThatIllegalStateException().isThrownBy(() -> heap.allocate(pool, AllocationRequest.of(1)))
                    .withMessageContaining("closed");
            assertThatIllegalArgumentException().isThrownBy(() -> heap.closePool(heap.pool(0)))
                    .withMessageContaining("heap's own");
        }
        assertThat(device.blockCount()).isZero();
    }

    @Test
    @DisplayName("has rings and double stacks as pools")
    void hasLinearPools() {
        try (DeviceHeap heap = DeviceHeap.of(device)) {
            DevicePool ring = heap.createPool(PoolSettings.ring(STAGING, 1024));
            DeviceAllocation first = heap.allocate(ring, AllocationRequest.of(512));
            DeviceAllocation second = heap.allocate(ring, AllocationRequest.of(512));
            heap.free(first);
            DeviceAllocation third = heap.allocate(ring, AllocationRequest.of(256));
            assertThat(third.offset()).isZero();
            DevicePool stacks = heap.createPool(PoolSettings.doubleStack(STAGING, 1024));
            DeviceAllocation low = heap.allocate(stacks, AllocationRequest.of(256));
            DeviceAllocation high = heap.allocate(stacks, AllocationRequest.of(256).upper());
            assertThat(low.offset()).isZero();
            assertThat(high.offset()).isEqualTo(768);
            List.of(second, third, low, high).forEach(heap::free);
        }
    }

    @Test
    @DisplayName("keeps linear and optimal resources in pages of their own")
    void honoursGranularity() {
        long page = 4096;
        DeviceDouble coarse = new DeviceDouble(1024 * MIB, new DeviceLimits(64, page, 16, 1024 * MIB, 4096));
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (DeviceHeap heap = DeviceHeap.of(coarse)) {
            List<DeviceAllocation> live = new ArrayList<>();
            for (int i = 0; i < 3000; i++) {
                ResourceKind kind = ResourceKind.values()[random.nextInt(4)];
                live.add(heap.allocate(buffer(1 + random.nextInt(9000)).kind(kind)));
                if (random.nextInt(3) == 0) {
                    heap.free(live.remove(random.nextInt(live.size())));
                }
            }
            for (DeviceAllocation one : live) {
                long first = one.offset() / page;
                long last = (one.offset() + one.byteSize() - 1) / page;
                assertThat(live.stream().filter(other -> other != one && other.block().equals(one.block()))
                        .filter(other -> !one.kind().isLinear())
                        .filter(other -> other.offset() / page <= last
                                && (other.offset() + other.byteSize() - 1) / page >= first))
                        .as("seed %d: whoever shares a page with %s", seed, one).isEmpty();
            }
            live.forEach(heap::free);
        }
    }

    @Test
    @DisplayName("lets resources share bytes that one request for all of them describes")
    void aliases() {
        AllocationRequest shadows = AllocationRequest.of(1000).types(0b011).alignment(64).kind(ResourceKind.BUFFER);
        AllocationRequest bloom =
                AllocationRequest.of(5000).types(0b110).alignment(1024).kind(ResourceKind.IMAGE_OPTIMAL);
        try (DeviceHeap heap = DeviceHeap.of(device)) {
            DeviceAllocation shared = heap.allocate(AllocationRequest.aliasing(List.of(shadows, bloom)));
            assertThat(shared.byteSize()).isEqualTo(5000);
            assertThat(shared.offset() % 1024).isZero();
            assertThat(shared.type().index()).isEqualTo(STAGING);
            assertThat(shared.kind()).isEqualTo(ResourceKind.UNKNOWN);
            heap.free(shared);
        }
        assertThatIllegalArgumentException().isThrownBy(() -> AllocationRequest.aliasing(List.of(
                shadows.types(1), bloom))).withMessageContaining("no memory type suits all");
    }
}
