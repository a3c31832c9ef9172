package dev.cleave.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.buddy.InvalidBlockException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A virtual block")
class VirtualBlockTest {
    private final VirtualBlock block = VirtualBlock.of(1600, 16);

    @Test
    @DisplayName("hands out ranges in whole units, and takes them back by their beginning")
    void handsOut() {
        long one = block.allocate(17);
        long other = block.allocate(16, 256);
        assertThat(other % 256).isZero();
        assertThat(block.free()).isEqualTo(1600 - 48);
        assertThat(block.allocate(1600)).isEqualTo(VirtualBlock.NONE);
        assertThat(block.allocate(Long.MAX_VALUE)).isEqualTo(VirtualBlock.NONE);
        block.free(one);
        block.free(other);
        assertThat(block.largestFree()).isEqualTo(1600);
        assertThat(block.freeRanges()).containsExactly(new FreeRange(0, 1600));
    }

    @Test
    @DisplayName("refuses what cannot be, and stays as it is")
    void refuses() {
        assertThatIllegalArgumentException().isThrownBy(() -> VirtualBlock.of(100, 16)).withMessageContaining("of 100");
        assertThatIllegalArgumentException().isThrownBy(() -> VirtualBlock.of(96, 12)).withMessageContaining("unit 12");
        assertThatIllegalArgumentException().isThrownBy(() -> block.allocate(0)).withMessageContaining("length 0");
        assertThatIllegalArgumentException().isThrownBy(() -> block.allocate(1, 3))
                .withMessageContaining("alignment 3");
        assertThatIllegalArgumentException().isThrownBy(() -> block.free(8)).withMessageContaining("offset 8");
        assertThatIllegalArgumentException().isThrownBy(() -> block.free(1600)).withMessageContaining("0 to 1584");
        assertThatThrownBy(() -> block.free(0)).isInstanceOf(InvalidBlockException.class);
        assertThatThrownBy(() -> block.allocateUpper(1, 1)).isInstanceOf(UnsupportedOperationException.class);
        assertThat(block.free()).isEqualTo(1600);
    }

    @Test
    @DisplayName("can be a ring or a double stack")
    void hasLayouts() {
        VirtualBlock ring = VirtualBlock.of(64, 16, BlockLayout.RING);
        long first = ring.allocate(32);
        ring.allocate(32);
        ring.free(first);
        assertThat(ring.allocate(16)).isZero();
        VirtualBlock stacks = VirtualBlock.of(64, 16, BlockLayout.DOUBLE_STACK);
        assertThat(stacks.allocateUpper(16, 1)).isEqualTo(48);
        assertThat(stacks.allocate(16)).isZero();
        assertThat(stacks.free()).isEqualTo(32);
    }
}
