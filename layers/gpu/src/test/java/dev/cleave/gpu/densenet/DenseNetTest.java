package dev.cleave.gpu.densenet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A DenseNet")
class DenseNetTest {
    @ParameterizedTest(name = "{0}: {2} parameters")
    @CsvSource({"bc-100, 100, 769162", "121, 121, 7978856", "169, 169, 14149480", "201, 201, 20013928",
        "264, 265, 33337704"})
    @DisplayName("has the depth and the parameters that were published")
    void parameters(String name, int depth, long parameters) {
        DenseNet network = DenseNet.named(name).orElseThrow();
        assertThat(network.depth()).isEqualTo(depth);
        assertThat(network.parameters()).isEqualTo(parameters);
    }

    @ParameterizedTest(name = "{0}: {1} billion multiplications with addition")
    @CsvSource({"121, 2.83", "169, 3.36", "201, 4.29"})
    @DisplayName("does the work that was published")
    void work(String name, double billions) {
        double computed = DenseNet.named(name).orElseThrow().multiplyAdds() / 1e9;
        assertThat(computed).isBetween(billions - 0.01, billions + 0.01);
    }

    @Test
    @DisplayName("has feature maps of the sizes that table 1 of its paper shows")
    void featureMaps() {
        assertThat(DenseNet.N_121.blocks()).containsExactly(new DenseBlock(64, 6, 32, 56),
                new DenseBlock(128, 12, 32, 28), new DenseBlock(256, 24, 32, 14), new DenseBlock(512, 16, 32, 7));
        assertThat(DenseNet.N_121.blocks().getLast().outputChannels()).isEqualTo(1024);
        assertThat(DenseNet.BC_100.blocks()).extracting(DenseBlock::side).containsExactly(32, 16, 8);
        assertThat(DenseNet.BC_100.blocks().getFirst().bottleneck()).isEqualTo(48);
        assertThat(DenseNet.BC_100.blocks().getLast().outputChannels()).isEqualTo(342);
    }

    @Test
    @DisplayName("is found by its name, in whatever case")
    void names() {
        assertThat(DenseNet.named("BC-100")).contains(DenseNet.BC_100);
        assertThat(DenseNet.named("122")).isEmpty();
        assertThat(DenseNet.names()).isEqualTo("bc-100, 121, 169, 201, 264");
    }

    @Test
    @DisplayName("refuses depths, growths and blocks that there are not, and says which there are")
    void outOfRange() {
        assertThatThrownBy(() -> DenseNet.cifar(101, 12)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a DenseNet's depth is 101: must be 4 more than a multiple of 6, from 10 to 3076");
        assertThatThrownBy(() -> DenseNet.cifar(4, 12)).hasMessageContaining("depth is 4");
        assertThatThrownBy(() -> DenseNet.cifar(100, 0)).hasMessageContaining("growth is 0: must be 1 to 256");
        assertThatThrownBy(() -> new DenseNet("x", Stem.CIFAR, 12, 24, List.of(), 10))
                .hasMessageContaining("layers is []: must be 1 to 4 blocks of 1 to 512 layers");
        assertThatThrownBy(() -> new DenseNet("x", Stem.CIFAR, 12, 24, List.of(6), 0))
                .hasMessageContaining("classes is 0");
    }
}
