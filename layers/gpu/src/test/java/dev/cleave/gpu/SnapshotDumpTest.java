package dev.cleave.gpu;

import static dev.cleave.gpu.DeviceDouble.DEVICE_LOCAL;
import static dev.cleave.gpu.DeviceDouble.MIB;
import static dev.cleave.gpu.DeviceDouble.READ_BACK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.gpu.dump.DumpJson;
import dev.cleave.gpu.dump.DumpSchema;
import dev.cleave.gpu.dump.DumpedBlock;
import dev.cleave.gpu.dump.DumpedDevice;
import dev.cleave.gpu.dump.DumpedPool;
import dev.cleave.gpu.dump.DumpedRange;
import dev.cleave.gpu.dump.MemoryDump;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The dump of a device heap")
class SnapshotDumpTest {
    private final DeviceDouble device = new DeviceDouble(1024 * MIB);

    private static AllocationRequest request(long byteSize) {
        return AllocationRequest.of(byteSize).kind(ResourceKind.IMAGE_OPTIMAL).type(DEVICE_LOCAL);
    }

    @Test
    @DisplayName("has what is allocated, with names and user data, and validates against the schema")
    void hasWhatIsAllocated() {
        try (DeviceHeap heap = DeviceHeap.of(device)) {
            DevicePool frames = heap.createPool(PoolSettings.ring(READ_BACK, MIB).named("frames"));
            List<DeviceAllocation> all = new ArrayList<>();
            all.add(heap.allocate(request(1000).named("sky \"blue\"").userData("scene7")));
            all.add(heap.allocate(request(300).kind(ResourceKind.BUFFER).userData(List.of(1))));
            all.add(heap.allocate(request(5000).dedicated()));
            all.add(heap.allocate(frames, AllocationRequest.of(77)));

            MemoryDump dump = heap.snapshot().dump();

            assertThat(DumpSchema.complaints(DumpJson.text(dump))).isEmpty();
            assertThat(dump.device().implementation()).isEqualTo("Double");
            assertThat(dump.device().api()).isEqualTo(DumpedDevice.VULKAN);
            DumpedPool usual = dump.pools(false).get(DEVICE_LOCAL);
            List<DumpedRange> live =
                    usual.blocks().getFirst().ranges().stream().filter(range -> !range.isFree()).toList();
            assertThat(live).extracting(DumpedRange::size).containsExactlyInAnyOrder(1000L, 300L);
            assertThat(live).extracting(DumpedRange::name).contains(Optional.of("sky \"blue\""));
            assertThat(live).extracting(range -> range.customData().orElse("")).contains("scene7");
            assertThat(live).extracting(DumpedRange::type).containsExactlyInAnyOrder("IMAGE_OPTIMAL", "BUFFER");
            assertThat(usual.dedicated()).hasSize(1);
            assertThat(usual.dedicated().getFirst().size()).isGreaterThanOrEqualTo(5000);
            DumpedPool custom = dump.pools(true).getFirst();
            assertThat(custom.title()).isEqualTo("type 2, pool 'frames'");
            assertThat(custom.flags()).containsExactly("RING");
            assertThat(dump.total().allocations()).isEqualTo(4);
            assertThat(dump.total().blocks()).isEqualTo(device.blockCount());
            assertThat(dump.heaps().getFirst().usageBytes()).isEqualTo(device.budget(0).usageBytes());
            all.forEach(heap::free);
        }
    }

    @Test
    @DisplayName("accounts for every byte: used, free or lost to rounding, after random allocations and frees")
    void accountsForEveryByte() {
        long seed = new Random().nextLong();
        System.out.println("SnapshotDumpTest, seed " + seed);
        Random random = new Random(seed);
        try (DeviceHeap heap = DeviceHeap.of(device)) {
            List<DeviceAllocation> live = new ArrayList<>();
            for (int step = 0; step < 3000; step++) {
                if (!live.isEmpty() && random.nextInt(5) < 2) {
                    heap.free(live.remove(random.nextInt(live.size())));
                } else {
                    live.add(heap.allocate(request(1 + random.nextInt(20_000))));
                }
            }

            MemoryDump dump = heap.snapshot().dump();

            assertThat(DumpSchema.complaints(DumpJson.text(dump))).as("seed " + seed).isEmpty();
            assertThat(dump.total().allocations()).as("seed " + seed).isEqualTo(live.size());
            assertThat(dump.total().allocationBytes()).as("seed " + seed)
                    .isEqualTo(live.stream().mapToLong(DeviceAllocation::byteSize).sum());
            long reserved = live.stream().mapToLong(DeviceAllocation::reservedBytes).sum();
            assertThat(dump.blocks().mapToLong(DumpedBlock::usedBytes).sum()).as("seed " + seed).isEqualTo(reserved);
            live.forEach(heap::free);
        }
    }

    @Test
    @DisplayName("of a heap that others change meanwhile has ranges that lie apart")
    void ofAHeapThatOthersChange() throws InterruptedException {
        try (DeviceHeap heap = DeviceHeap.of(device)) {
            Thread other = new Thread(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    List<DeviceAllocation> some = new ArrayList<>();
                    for (int each = 0; each < 200; each++) {
                        some.add(heap.allocate(request(256L * (1 + each % 7))));
                    }
                    some.forEach(heap::free);
                }
            });
            other.start();
            for (int each = 0; each < 100; each++) {
                assertThat(DumpSchema.complaints(DumpJson.text(heap.snapshot().dump()))).isEmpty();
            }
            other.interrupt();
            other.join();
        }
    }
}
