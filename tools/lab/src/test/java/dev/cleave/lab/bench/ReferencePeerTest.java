package dev.cleave.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The reference")
class ReferencePeerTest {
    private static BlockHold open(long units, int largestOrder) {
        return new ReferencePeer(units, largestOrder).forThread(1);
    }

    @Test
    @DisplayName("hands out blocks side by side, and of an order's free ones the last that came back")
    void isAStackAnOrder() {
        BlockHold blocks = open(64, 3);
        long unit = blocks.allocate(0, 0);
        long four = blocks.allocate(2, 0);
        long other = blocks.allocate(0, 0);
        assertThat(new long[] {unit, four, other}).containsExactly(0, 1, 5);

        blocks.free(unit, 0);
        blocks.free(four, 0);
        blocks.free(other, 0);

        assertThat(blocks.allocate(0, 0)).isEqualTo(other);
        assertThat(blocks.allocate(0, 0)).isEqualTo(unit);
        assertThat(blocks.allocate(2, 0)).isEqualTo(four);
        assertThat(blocks.allocate(0, 0)).as("where no block has been yet").isEqualTo(6);
    }

    @Test
    @DisplayName("refuses what does not fit in what no block has been in, though smaller ones are free")
    void refuses() {
        BlockHold blocks = open(8, 3);
        assertThat(blocks.allocate(2, 0)).isZero();
        long second = blocks.allocate(2, 0);
        assertThat(second).isEqualTo(4);
        assertThat(blocks.allocate(0, 0)).isEqualTo(BlockHold.NO_BLOCK);
        blocks.free(0, 0);
        blocks.free(second, 0);
        assertThat(blocks.allocate(3, 0)).as("it joins nothing").isEqualTo(BlockHold.NO_BLOCK);
        assertThat(blocks.allocate(2, 0)).isEqualTo(second);
    }

    @Test
    @DisplayName("knows a free of what is no block")
    void knowsMisuse() {
        BlockHold blocks = open(8, 1);
        long block = blocks.allocate(1, 0);
        blocks.free(block, 0);
        assertThatThrownBy(() -> blocks.free(block, 0)).isInstanceOf(IllegalStateException.class)
                .hasMessage("the reference has no block at unit 0");
        assertThatThrownBy(() -> blocks.free(5, 0)).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("unit 5");
        assertThat(blocks.allocate(1, 0)).isEqualTo(block);
    }
}
