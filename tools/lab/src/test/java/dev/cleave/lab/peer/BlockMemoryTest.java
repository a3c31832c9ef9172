package dev.cleave.lab.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.workshop.linux.Mobility;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Blocks by order, laid over memory")
class BlockMemoryTest {
    private static final long UNIT = 4096;
    private static final int UNITS = 1024;

    private static BlockMemory open(String algorithm) {
        return new BlockMemory(AllocatorName.require(algorithm).openBlocks(UNITS, 4), UNIT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cleave", "linux", "llfree", "fibonacci"})
    @DisplayName("lie in one region, and are refused when they are larger than the largest or when nothing is left")
    void lieInOneRegion(String algorithm) {
        try (BlockMemory memory = open(algorithm)) {
            ByteAllocator.Region region = memory.region().orElseThrow();
            assertThat(region.bytes()).isEqualTo(UNITS * UNIT);
            assertThat(memory.allocate(region.bytes() + 1, 0)).isEqualTo(ByteAllocator.NO_ADDRESS);
            List<Long> held = new ArrayList<>();
            for (long address = memory.allocate(3 * UNIT, 0); address != ByteAllocator.NO_ADDRESS;) {
                assertThat(region.holds(address, memory.blockBytes(address, 0, 3 * UNIT))).isTrue();
                held.add(address);
                address = memory.allocate(3 * UNIT, 0);
            }
            assertThat(held).doesNotHaveDuplicates().hasSizeGreaterThan(UNITS / 8);
            assertThatThrownBy(memory::verifyEmpty).hasMessageContaining("of 1024 units are free");
            held.forEach(address -> memory.free(address, 0));
            memory.verifyEmpty();
            assertThat(memory.freeBlocks().orElseThrow().bytes()).isEqualTo(UNITS * UNIT);
        }
    }

    @Test
    @DisplayName("are placed by mobility, where the algorithm minds it")
    void arePlacedByMobility() {
        try (BlockMemory linux = open("linux")
                .minding(slot -> slot == 0 ? Mobility.UNMOVABLE : Mobility.MOVABLE)) {
            long unmovable = linux.allocate(UNIT, 0);
            long movable = linux.allocate(UNIT, 1);
            long alsoUnmovable = linux.allocate(UNIT, 0);
            assertThat(Math.abs(alsoUnmovable - unmovable)).isLessThan(Math.abs(movable - unmovable));
        }
    }
}
