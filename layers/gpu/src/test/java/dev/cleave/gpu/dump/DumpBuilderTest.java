package dev.cleave.gpu.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a dump is built from, and what is refused. */
class DumpBuilderTest {
    private static DumpBuilder builder() {
        return new DumpBuilder(new DumpedDevice(DumpedDevice.VULKAN, "card", Map.of()))
                .heap(0, List.of(), 100, 90, 10)
                .type(3, 0, List.of());
    }

    private static DumpedPool pool(int type, boolean custom) {
        return new DumpedPool(type, custom, Optional.empty(), List.of(), 64,
                List.of(new DumpedBlock("0", 0, 64, 24, 2, 1, List.of())), List.of());
    }

    @DisplayName("Blocks without details count with what they tell of themselves")
    @Test
    void blocksWithoutDetails() {
        DumpStatistics total = builder().pool(pool(3, false)).pool(pool(3, true)).build().total();

        assertThat(total.allocations()).isEqualTo(4);
        assertThat(total.allocationBytes()).isEqualTo(80);
        assertThat(total.unusedRanges()).isEqualTo(2);
        assertThat(total.unusedBytes()).isEqualTo(48);
        assertThat(total.allocationSizes()).isEqualTo(DumpStatistics.Extent.NONE);
    }

    @DisplayName("Default pools come first, and statistics stand with their heap and type")
    @Test
    void defaultPoolsComeFirst() {
        MemoryDump dump = builder().heap(1, List.of(), 5, 5, 0).type(0, 1, List.of()).pool(pool(3, true))
                .pool(pool(3, false)).build();

        assertThat(dump.pools()).extracting(DumpedPool::custom).containsExactly(false, true);
        assertThat(dump.heaps().get(0).statistics().blocks()).isEqualTo(2);
        assertThat(dump.heaps().get(0).types().getFirst().statistics().blocks()).isEqualTo(2);
        assertThat(dump.heaps().get(1).statistics().blocks()).isZero();
    }

    @DisplayName("Twice the same, and what belongs to nothing, is refused and changes nothing")
    @Test
    void twiceTheSameIsRefused() {
        DumpBuilder builder = builder().pool(pool(3, false));

        assertThatIllegalArgumentException().isThrownBy(() -> builder.heap(0, List.of(), 1, 1, 1))
                .withMessage("heap 0 was added already");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.type(3, 0, List.of()))
                .withMessage("type 3 was added already");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.type(4, 7, List.of()))
                .withMessageContaining("of heap 7, which was not added: there are [0]");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.pool(pool(4, false)))
                .withMessageContaining("of type 4, which was not added: there are [3]");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.pool(pool(3, false)))
                .withMessage("type 3 has a default pool already");
        assertThat(builder.build().total().blocks()).isEqualTo(1);
    }

    @DisplayName("What cannot be is refused: ranges over each other, beyond their block, of no bytes, without a word")
    @Test
    void whatCannotBeIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DumpedBlock.of(0, 0, 100, List.of(DumpedRange.free(0, 60), DumpedRange.free(50, 10))))
                .withMessage("the range at 50 begins before the end of the one before it, 60");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DumpedBlock.of(0, 0, 100, List.of(DumpedRange.free(60, 41))))
                .withMessage("the range at 60 of 41 bytes ends beyond the block's 100");
        assertThatIllegalArgumentException().isThrownBy(() -> DumpedRange.free(0, 0))
                .withMessageContaining("Size is 0");
        assertThatIllegalArgumentException().isThrownBy(() -> DumpedRange.free(-1, 1))
                .withMessageContaining("Offset is -1");
        assertThatIllegalArgumentException().isThrownBy(() -> DumpedRange.allocated(0, "", 1))
                .withMessageContaining("Type is empty");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DumpedRange(0, DumpedRange.BUFFER, 1, OptionalLong.empty(), Optional.of("a b"),
                        Optional.empty(), OptionalLong.empty()))
                .withMessage("CustomData is 'a b': must be letters and digits");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DumpedBlock("0", 0, 10, 11, 0, 0, List.of()))
                .withMessage("UnusedBytes is 11: must be no more than TotalBytes, 10");
        assertThatIllegalArgumentException().isThrownBy(() -> new DumpedBlock("x", 0, 10, 0, 0, 0, List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new DumpedDevice("Metal", "card", Map.of()))
                .withMessageContaining("the interface 'Metal' is unknown: must be Vulkan or Direct3D 12");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DumpedDevice(DumpedDevice.VULKAN, "card", Map.of("limits", List.of())))
                .withMessageContaining("the detail 'limits' is of");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DumpedPool.ofType(0, 1, List.of(), List.of(DumpedRange.free(0, 1))))
                .withMessage("a dedicated allocation cannot be FREE");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DumpedPool(0, false, Optional.of("mine"), List.of(), 1, List.of(), List.of()))
                .withMessageContaining("a default pool has neither a name nor flags");
    }

    @DisplayName("Free bytes outside the largest free range are scattered; without details nothing is known")
    @Test
    void freeBytesOutsideTheLargestFreeRangeAreScattered() {
        DumpedBlock block = DumpedBlock.of(0, 0, 100, List.of(DumpedRange.free(0, 10),
                DumpedRange.allocated(10, DumpedRange.BUFFER, 50), DumpedRange.free(60, 40)));

        assertThat(block.largestFreeBytes()).hasValue(40);
        assertThat(block.scatteredBytes()).hasValue(10);
        assertThat(block.usedBytes()).isEqualTo(50);
        assertThat(new DumpedBlock("0", 0, 10, 5, 1, 1, List.of()).scatteredBytes()).isEmpty();
        assertThat(new DumpedBlock("0", 0, 10, 0, 1, 0, List.of()).scatteredBytes()).hasValue(0);
    }

    @DisplayName("A heap over another interface is told by its own name, in the schema's words")
    @Test
    void anotherInterfaceIsToldByItsOwnName() {
        DumpedDevice device =
                new DumpedDevice(DumpedDevice.VULKAN, "card", Map.of(DumpedDevice.IMPLEMENTATION, "OpenCL"));

        assertThat(device.implementation()).isEqualTo("OpenCL");
        assertThat(device.api()).isEqualTo("Vulkan");
    }
}
