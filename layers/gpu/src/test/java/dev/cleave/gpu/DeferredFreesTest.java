package dev.cleave.gpu;

import static dev.cleave.gpu.DeviceDouble.DEVICE_LOCAL;
import static dev.cleave.gpu.DeviceDouble.MIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A free that waits for a fence")
class DeferredFreesTest {
    private final DeviceDouble device = new DeviceDouble(64 * MIB);
    private final DeviceDouble.Fence fence = new DeviceDouble.Fence();

    private static AllocationRequest bytes(long byteSize) {
        return AllocationRequest.of(byteSize).type(DEVICE_LOCAL);
    }

    private DeviceHeapBuilder small() {
        return DeviceHeap.over(device).limit(0, MIB).pools(pool -> pool.blocksOf(MIB).dedicatedFrom(Sizes.MOST));
    }

    @Test
    @DisplayName("keeps the place until the fence has passed")
    void keepsThePlace() {
        try (DeviceHeap heap = small().build()) {
            DeviceAllocation used = heap.allocate(bytes(MIB));
            heap.free(used, fence);
            assertThatThrownBy(() -> heap.allocate(bytes(256))).isInstanceOf(DeviceMemoryExhaustedException.class)
                    .hasMessageContaining("pending frees: 1 (1 MiB)");
            fence.pass();
            DeviceAllocation again = heap.allocate(bytes(MIB));
            assertThat(again.offset()).isZero();
            heap.free(again);
            assertThat(heap.pendingFrees()).isZero();
        }
    }

    @Test
    @DisplayName("is completed once a frame, its fence asked once for all")
    void isCompletedInBatches() {
        try (DeviceHeap heap = small().build()) {
            for (int i = 0; i < 50; i++) {
                heap.free(heap.allocate(bytes(256)), fence);
            }
            assertThat(heap.completeFrees()).isZero();
            assertThat(fence.asked).hasValue(1);
            fence.pass();
            assertThat(heap.completeFrees()).isEqualTo(50);
            assertThat(heap.snapshot().usage().allocations()).isZero();
        }
    }

    @Test
    @DisplayName("is completed now and then without being asked for")
    void isCompletedByAndBy() {
        fence.pass();
        try (DeviceHeap heap = small().build()) {
            for (int i = 0; i < 1000; i++) {
                heap.free(heap.allocate(bytes(256)), fence);
            }
            assertThat(heap.pendingFrees()).isLessThan(64);
        }
    }

    @Test
    @DisplayName("is what a plain free becomes while a guard has not passed")
    void guards() {
        try (DeviceHeap heap = small().build()) {
            DeviceAllocation used = heap.allocate(bytes(256));
            used.guard(fence);
            heap.free(used);
            assertThat(heap.pendingFrees()).isOne();
            assertThatIllegalStateException().isThrownBy(() -> used.guard(fence))
                    .withMessageContaining("freed already");
            fence.pass();
            assertThat(heap.completeFrees()).isOne();
        }
    }

    @Test
    @DisplayName("keeps the heap open while its fence has not passed in time")
    void keepsTheHeapOpen() {
        DeviceHeap heap = small().closePatience(Duration.ZERO).build();
        heap.free(heap.allocate(bytes(256)), fence);
        assertThatIllegalStateException().isThrownBy(heap::close).withMessageContaining("has not passed in PT0S");
        fence.pass();
        heap.close();
        assertThat(device.blockCount()).isZero();
    }

    @Test
    @DisplayName("comes before caches, and caches before the handler, each with a search behind it")
    void comesFirst() {
        List<String> asked = new ArrayList<>();
        List<DeviceAllocation> cached = new ArrayList<>();
        List<DeviceAllocation> last = new ArrayList<>();
        DeviceHeap[] heap = {null};
        heap[0] = small().onOutOfMemory((request, attempt) -> {
            asked.add("handler " + attempt);
            if (last.isEmpty()) {
                return false;
            }
            heap[0].free(last.removeLast());
            return true;
        }).build();
        heap[0].addCache((memoryHeap, byteSize) -> {
            asked.add("cache");
            if (cached.isEmpty()) {
                return 0;
            }
            DeviceAllocation victim = cached.removeLast();
            heap[0].free(victim);
            return victim.byteSize();
        });
        heap[0].free(heap[0].allocate(bytes(MIB / 4)), fence);
        cached.add(heap[0].allocate(bytes(MIB / 4)));
        last.add(heap[0].allocate(bytes(MIB / 4)));
        DeviceAllocation rest = heap[0].allocate(bytes(MIB / 4));
        fence.pass();
        DeviceAllocation one = heap[0].allocate(bytes(MIB / 4));
        assertThat(asked).isEmpty();
        DeviceAllocation two = heap[0].allocate(bytes(MIB / 4));
        assertThat(asked).containsExactly("cache");
        DeviceAllocation three = heap[0].allocate(bytes(MIB / 4));
        assertThat(asked).containsExactly("cache", "cache", "handler 0");
        assertThatThrownBy(() -> heap[0].allocate(bytes(256))).isInstanceOf(DeviceMemoryExhaustedException.class);
        List.of(rest, one, two, three).forEach(heap[0]::free);
        heap[0].close();
    }
}
