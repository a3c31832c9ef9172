package dev.cleave.gpu;

import static dev.cleave.gpu.DeviceDouble.MIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.cleave.buddy.Stripes;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The pools of a device heap")
class PoolListTest {
    private final DeviceDouble device = new DeviceDouble(64 * MIB, new DeviceLimits(64, 1, 16, 8 * MIB, 100));
    private final BlockSupply supply =
            new BlockSupply(device, new long[] {Long.MAX_VALUE, Long.MAX_VALUE}, false);
    private final PoolList pools =
            new PoolList(wanted -> new DevicePool(this, wanted, supply, new IdleMappings<>(0), Stripes.of(1)));

    @Test
    @DisplayName("are the heap's own first, then those that were created; only these are closed one by one")
    void own() {
        pools.openOwn(List.of(PoolSettings.of(0), PoolSettings.of(1)));
        DevicePool created = pools.create(PoolSettings.of(DeviceDouble.STAGING).blocksOf(MIB));
        assertThat(pools.all()).containsExactly(pools.own(0), pools.own(1), created);
        assertThat(pools.isOwn(pools.own(1))).isTrue();
        assertThat(pools.isOwn(created)).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> pools.requireCreated(pools.own(1)))
                .withMessageContaining("is the heap's own");
        pools.close(created);
        assertThat(pools.all()).containsExactly(pools.own(0), pools.own(1));
        pools.closeAll();
    }

    @Test
    @DisplayName("stay open while allocations live in them, and name the first of these")
    void stayOpen() {
        DevicePool created = pools.create(PoolSettings.of(DeviceDouble.STAGING).blocksOf(MIB));
        DeviceAllocation one = created.allocate(AllocationRequest.of(64).named("terrain"));
        assertThat(one).isNotNull();
        assertThatIllegalStateException().isThrownBy(() -> pools.close(created))
                .withMessageContaining("1 allocations live in it").withMessageContaining("terrain");
        assertThatIllegalStateException().isThrownBy(pools::closeAll).withMessageContaining("the device heap");
        assertThat(pools.all()).contains(created);
        assertThat(one.change(AllocationState.LIVE, AllocationState.FREED)).isTrue();
        one.release();
        pools.closeAll();
    }
}
