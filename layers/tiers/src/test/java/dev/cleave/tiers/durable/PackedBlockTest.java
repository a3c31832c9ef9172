package dev.cleave.tiers.durable;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A block cut into equal places, and the sizes that it is cut by. */
@DisplayName("A packed block")
class PackedBlockTest {
    private final PackedBlock block = new PackedBlock(8192, 4096, 1000);

    @Test
    @DisplayName("hands out each place once, the lowest first, and takes back what is taken alone")
    void takesAndGives() {
        for (long each = 0; each < 4; each++) {
            assertThat(block.isFull()).isFalse();
            assertThat(block.take()).isEqualTo(8192 + each * 1000);
        }
        assertThat(block.isFull()).isTrue();
        assertThat(block.give(9192)).isTrue();
        assertThat(block.give(9192)).as("twice").isFalse();
        assertThat(block.give(9193)).as("inside").isFalse();
        assertThat(block.give(12_192)).as("behind the last").isFalse();
        assertThat(block.used()).isEqualTo(3);
        assertThat(block.takeAt(9192)).isTrue();
        assertThat(block.takeAt(9192)).isFalse();
        assertThat(block.takeAt(12_192)).isFalse();
    }

    @Test
    @DisplayName("is cut by multiples of 16 that waste a fifth at most, and that sizes round to themselves")
    void sizes() {
        for (int bytes = 1; bytes <= 8192; bytes++) {
            long size = PackedSizes.roundUp(bytes);
            assertThat(size).isGreaterThanOrEqualTo(bytes).isEqualTo(PackedSizes.roundUp(size));
            assertThat(size % PackedSizes.GRAIN).isZero();
            if (bytes > 128) {
                assertThat(size - bytes).isLessThan(size / 4);
            }
        }
        assertThat(PackedSizes.roundUp(1)).isEqualTo(16);
        assertThat(PackedSizes.roundUp(129)).isEqualTo(160);
        assertThat(PackedSizes.roundUp(1024)).isEqualTo(1024);
    }
}
