package dev.cleave.gpu;

import static dev.cleave.gpu.DeviceDouble.MIB;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The supply of blocks")
class BlockSupplyTest {
    private final DeviceDouble device = new DeviceDouble(64 * MIB, new DeviceLimits(64, 1, 16, 8 * MIB, 4));
    private final MemoryType type = device.info().type(DeviceDouble.STAGING);
    private BlockSupply supply;

    @BeforeEach
    void open() {
        supply = of(Long.MAX_VALUE, false);
    }

    private BlockSupply of(long limit, boolean overBudget) {
        return new BlockSupply(device, new long[] {limit, limit}, overBudget);
    }

    private DeviceBlock tryReserve(BlockSupply from, long byteSize) {
        return from.tryReserve(type, byteSize, Dedication.NONE);
    }

    @Test
    @DisplayName("ends at its own limit, the driver's budget, the most blocks, and the longest block")
    void ends() {
        assertThat(tryReserve(of(MIB, false), MIB + 1)).isNull();
        device.budget(1, 2 * MIB);
        assertThat(tryReserve(supply, 3 * MIB)).isNull();
        assertThat(tryReserve(of(Long.MAX_VALUE, true), 3 * MIB)).as("over budget").isNotNull();
        device.budget(1, 64 * MIB);
        assertThat(tryReserve(supply, 9 * MIB)).isNull();
        for (int i = 0; i < 4; i++) {
            assertThat(tryReserve(supply, MIB)).isNotNull();
        }
        assertThat(tryReserve(supply, MIB)).as("a fifth block").isNull();
        assertThat(supply.reservedBytes(1)).isEqualTo(4 * MIB);
    }

    @Test
    @DisplayName("asks pools for empty blocks before it refuses, and for no more than it needs")
    void asksForEmptyBlocks() {
        device.budget(1, 2 * MIB);
        DeviceBlock first = tryReserve(supply, MIB);
        DeviceBlock second = tryReserve(supply, MIB);
        int[] asked = {0};
        supply.register((memoryHeap, byteSize) -> {
            asked[0]++;
            assertThat(memoryHeap).isEqualTo(1);
            first.release();
            supply.released(type, MIB);
            return MIB;
        });
        EmptyBlocks never = (memoryHeap, byteSize) -> {
            throw new AssertionError("asked for more than is needed");
        };
        supply.register(never);
        assertThat(tryReserve(supply, MIB)).isNotNull();
        assertThat(asked[0]).isEqualTo(1);
        supply.unregister(never);
        second.release();
        supply.released(type, MIB);
        assertThat(supply.reservedBytes(1)).isEqualTo(MIB);
    }

    @Test
    @DisplayName("answers none where the driver refuses, and counts nothing")
    void countsNothing() {
        device.driverBytes = 100;
        assertThat(tryReserve(supply, MIB)).isNull();
        assertThat(supply.reservedBytes(1)).isZero();
        assertThat(supply.budget(1).budgetBytes()).isEqualTo(64 * MIB);
    }
}
