package dev.cleave.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Settings of a defragmentation")
class DefragmentationSettingsTest {
    @Test
    @DisplayName("change one at a time, and keep the others")
    void change() {
        DefragmentationSettings settings = DefragmentationSettings.ofPass(100, 3);
        assertThat(settings.leastFreed()).isEqualTo(1.5);
        assertThat(settings.freeingAtLeast(4).only(each -> false)).satisfies(changed -> {
            assertThat(changed.bytesAPass()).isEqualTo(100);
            assertThat(changed.movesAPass()).isEqualTo(3);
            assertThat(changed.leastFreed()).isEqualTo(4);
        });
        assertThat(settings.asFewBlocksAsPossible().leastFreed()).isZero();
    }

    @Test
    @DisplayName("refuse what allows nothing, and name it")
    void refuse() {
        assertThatIllegalArgumentException().isThrownBy(() -> DefragmentationSettings.ofPass(0, 1))
                .withMessageContaining("bytes a pass 0");
        assertThatIllegalArgumentException().isThrownBy(() -> DefragmentationSettings.ofPass(1, -1))
                .withMessageContaining("moves a pass -1");
        for (double wrong : new double[] {-0.1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> DefragmentationSettings.unlimited().freeingAtLeast(wrong))
                    .withMessageContaining("least freed " + wrong).withMessageContaining("0 or more");
        }
    }
}
