package dev.cleave.gpu;

import static dev.cleave.gpu.DeviceDouble.MIB;
import static dev.cleave.gpu.DeviceDouble.STAGING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The mapping of a block")
class BlockMappingTest {
    private final DeviceDouble device = new DeviceDouble(64 * MIB);
    private final IdleMappings<BlockMapping> idle = new IdleMappings<>(2);

    private BlockMapping mapping() {
        return new BlockMapping(device.reserve(STAGING, 4096, Dedication.NONE), idle);
    }

    @Test
    @DisplayName("is there from the first who maps until a while after the last who unmaps")
    void staysForAWhile() {
        List<BlockMapping> all = new ArrayList<>(List.of(mapping(), mapping(), mapping()));
        BlockMapping first = all.getFirst();
        assertThat(first.map()).isEqualTo(first.map());
        first.unmap();
        assertThat(first.users()).isOne();
        first.unmap();
        assertThat(first.isMapped()).as("idle, and kept").isTrue();
        for (BlockMapping other : all.subList(1, 3)) {
            other.map();
            other.unmap();
        }
        assertThat(first.isMapped()).as("the longest idle of three").isFalse();
        assertThat(device.mappedBlocks()).isEqualTo(2);
    }

    @Test
    @DisplayName("is not taken from who uses it, however many fall idle")
    void staysInUse() {
        BlockMapping used = mapping();
        used.map();
        used.unmap();
        used.map();
        for (int i = 0; i < 5; i++) {
            BlockMapping other = mapping();
            other.map();
            other.unmap();
        }
        assertThat(used.isMapped()).isTrue();
        assertThat(idle.size()).isEqualTo(2);
    }

    @Test
    @DisplayName("is refused to be undone more often than done")
    void refuses() {
        BlockMapping one = mapping();
        assertThatIllegalStateException().isThrownBy(one::unmap).withMessageContaining("not mapped");
        one.map();
        one.unmap();
        assertThatIllegalStateException().isThrownBy(one::unmap);
        one.end();
        assertThat(idle.size()).isZero();
    }
}
