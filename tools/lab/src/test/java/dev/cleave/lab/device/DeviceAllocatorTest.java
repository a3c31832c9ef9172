package dev.cleave.lab.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What both allocators of device memory owe the bench. */
class DeviceAllocatorTest {
    private static final int SLOTS = 200;

    @BeforeEach
    void aDeviceIsNeeded() {
        assumeTrue(DeviceAllocatorKind.refusal().isEmpty(), () -> DeviceAllocatorKind.refusal().orElse(""));
    }

    @DisplayName("Allocates, tells what it holds, defragments, and holds no more than it must at the end")
    @ParameterizedTest
    @EnumSource
    void allocatesTellsAndDefragments(DeviceAllocatorKind kind) {
        try (DeviceAllocator allocator = kind.open()) {
            assertThat(allocator.label()).isEqualTo(kind.label());
            List<DeviceRequest> requests = DeviceMix.LARGE.requests(allocator.needs());
            DeviceLane lane = allocator.lane(requests, SLOTS);
            long live = 0;
            for (int slot = 0; slot < SLOTS; slot++) {
                assertThat(lane.allocate(slot, slot)).isTrue();
                live += requests.get(slot).byteSize();
            }
            DeviceState full = allocator.state();
            assertThat(full.allocations()).isEqualTo(SLOTS);
            assertThat(full.reservedBytes()).isGreaterThanOrEqualTo(live);
            assertThat(full.blocks()).isGreaterThan(1);
            for (int slot = 0; slot < SLOTS; slot += 2) {
                lane.free(slot);
            }

            DeviceMoves moves = allocator.defragment();

            DeviceState end = allocator.state();
            assertThat(moves.bytesCopied()).isGreaterThanOrEqualTo(moves.moves());
            assertThat(end.allocations()).isEqualTo(SLOTS / 2);
            assertThat(end.reservedBytes()).isLessThanOrEqualTo(full.reservedBytes());
            for (int slot = 1; slot < SLOTS; slot += 2) {
                lane.free(slot);
            }
            lane.close();
            assertThat(allocator.state().allocations()).isZero();
        }
    }

    @DisplayName("What the device cannot have is answered with no, and harms nothing")
    @ParameterizedTest
    @EnumSource
    void whatTheDeviceCannotHave(DeviceAllocatorKind kind) {
        try (DeviceAllocator allocator = kind.open();
                DeviceLane lane = allocator.lane(
                        List.of(new DeviceRequest(1L << 50, 64), new DeviceRequest(64, 64)), 2)) {
            assertThat(lane.allocate(0, 0)).isFalse();
            assertThat(lane.allocate(1, 1)).isTrue();
            assertThat(allocator.state().allocations()).isEqualTo(1);
            lane.free(1);
        }
    }
}
