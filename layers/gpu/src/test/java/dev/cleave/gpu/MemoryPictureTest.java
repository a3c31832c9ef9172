package dev.cleave.gpu;

import static dev.cleave.gpu.DeviceDouble.MIB;
import static dev.cleave.gpu.DeviceDouble.STAGING;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The picture of the memory")
class MemoryPictureTest {
    private final DeviceDouble device = new DeviceDouble(64 * MIB);

    @Test
    @DisplayName("shows budgets, pools, how full each block is and where, and what waits for fences")
    void shows() {
        DeviceDouble.Fence fence = new DeviceDouble.Fence();
        try (DeviceHeap heap = DeviceHeap.over(device).limit(1, 48 * MIB).pools(pool -> pool.blocksOf(MIB)).build()) {
            DeviceAllocation half = heap.allocate(AllocationRequest.of(MIB / 2).type(STAGING));
            DeviceAllocation eighth = heap.allocate(AllocationRequest.of(MIB / 8).type(STAGING));
            heap.free(eighth, fence);
            String picture = heap.snapshot().picture();
            assertThat(picture).contains("heap 0, device-local, 64 MiB: budget 64 MiB, used 0 B",
                    "heap 1, 64 MiB: budget 48 MiB, used 1 MiB, 1 blocks of 1 MiB",
                    "type 1 [HOST_VISIBLE, HOST_COHERENT], pool 'type 1': 1 blocks (0 dedicated), 2 allocations",
                    "62 % used, largest free", "pending frees: 1 (128 KiB)");
            String bar = picture.substring(picture.indexOf("MiB [") + 5, picture.indexOf("]  62 %"));
            assertThat(bar).as("five eighths of 32 cells, whole").hasSize(32).matches("[# ]*");
            assertThat(bar.chars().filter(cell -> cell == '#')).hasSize(20);
            fence.pass();
            heap.free(half);
        }
    }

    @Test
    @DisplayName("shows the emptiest of many blocks")
    void showsTheEmptiest() {
        try (DeviceHeap heap = DeviceHeap.over(device).pools(pool -> pool.blocksOf(MIB)).build()) {
            DeviceAllocation[] all = new DeviceAllocation[20];
            for (int i = 0; i < all.length; i++) {
                all[i] = heap.allocate(AllocationRequest.of(i < 19 ? MIB : MIB / 4).type(STAGING));
            }
            assertThat(heap.snapshot().picture().lines().filter(line -> line.contains("    block ")))
                    .hasSize(16).first().asString().contains("25 % used");
            for (DeviceAllocation each : all) {
                heap.free(each);
            }
        }
    }
}
