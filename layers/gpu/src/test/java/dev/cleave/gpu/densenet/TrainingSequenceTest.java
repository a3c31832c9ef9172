package dev.cleave.gpu.densenet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.gpu.tensor.ElementType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("The sequence of a training step")
class TrainingSequenceTest {
    private static final int BATCH = 64;

    private static TrainingSequence sequence(DenseNet network, Way way) {
        return TrainingSequence.of(network, way, BATCH, ElementType.FLOAT32);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    @DisplayName("allocates each tensor once, frees it once, and copies within tensors that are live")
    void everyTensorOnce(Way way) {
        for (DenseNet network : DenseNet.published()) {
            Map<Integer, Long> live = new HashMap<>();
            Set<Integer> seen = new HashSet<>();
            for (Step step : sequence(network, way).steps()) {
                switch (step) {
                    case Step.Allocate begin -> {
                        assertThat(begin.tensor()).isEqualTo(seen.size());
                        seen.add(begin.tensor());
                        live.put(begin.tensor(), begin.bytes());
                    }
                    case Step.Free end -> assertThat(live.remove(end.tensor())).as("tensor %s", end).isPositive();
                    case Step.Copy copy -> {
                        long last = copy.rows() - 1L;
                        assertThat(copy.fromStart() + last * copy.fromStride() + copy.rowBytes())
                                .isLessThanOrEqualTo(live.get(copy.from()));
                        assertThat(copy.toStart() + last * copy.toStride() + copy.rowBytes())
                                .isLessThanOrEqualTo(live.get(copy.to()));
                        assertThat(copy.from()).isNotEqualTo(copy.to());
                    }
                }
            }
            assertThat(live).isEmpty();
        }
    }

    @Test
    @DisplayName("needs at most as much when fused as when shared, and that at most 0.6 times as much as when naive")
    void peaks() {
        for (DenseNet network : DenseNet.published()) {
            long naive = sequence(network, Way.NAIVE).peakLiveBytes();
            long shared = sequence(network, Way.SHARED).peakLiveBytes();
            long fused = sequence(network, Way.FUSED).peakLiveBytes();
            assertThat(fused).as(network.name()).isLessThanOrEqualTo(shared);
            assertThat((double) shared).as(network.name()).isLessThanOrEqualTo(0.6 * naive);
        }
    }

    @Test
    @DisplayName("copies nothing when fused, and in the naive way each concatenation and each layer's gradient")
    void copies() {
        assertThat(sequence(DenseNet.BC_100, Way.FUSED).copiedBytes()).isZero();
        long channelPixels = 0;
        for (DenseBlock block : DenseNet.BC_100.blocks()) {
            for (int layer = 0; layer < block.layers(); layer++) {
                channelPixels += (long) (block.channels(layer + 1) + block.growth()) * block.pixels();
            }
        }
        assertThat(sequence(DenseNet.BC_100, Way.NAIVE).copiedBytes()).isEqualTo(channelPixels * BATCH * Float.BYTES);
    }

    @Test
    @DisplayName("has, at its peak in the naive way, at least every concatenation and everything normalized")
    void naiveKeepsAll() {
        long kept = 0;
        for (DenseBlock block : DenseNet.BC_100.blocks()) {
            for (int layer = 0; layer < block.layers(); layer++) {
                kept += 2L * (block.channels(layer) + block.bottleneck()) * block.pixels();
            }
        }
        assertThat(sequence(DenseNet.BC_100, Way.NAIVE).peakLiveBytes())
                .isBetween(kept * BATCH * Float.BYTES, kept * BATCH * Float.BYTES * 5 / 4);
    }

    @Test
    @DisplayName("grows with depth as a parabola in the naive way, and as a line when fused")
    void growth() {
        List<Integer> depths = List.of(100, 190, 280);
        double naive = secondDifference(depths, Way.NAIVE);
        double fused = secondDifference(depths, Way.FUSED);
        assertThat(naive).isGreaterThan(0.15);
        assertThat(Math.abs(fused)).isLessThan(0.005);
    }

    /** How far the middle of three lies below the line through the others, for the value of the last. */
    private static double secondDifference(List<Integer> depths, Way way) {
        List<Long> peaks = depths.stream().map(depth -> sequence(DenseNet.cifar(depth, 12), way).peakLiveBytes())
                .toList();
        return (peaks.get(0) - 2.0 * peaks.get(1) + peaks.get(2)) / peaks.get(2);
    }

    @Test
    @DisplayName("has half the feature maps' bytes with elements of half the size, and statistics as large as before")
    void precision() {
        long single = sequence(DenseNet.BC_100, Way.FUSED).peakLiveBytes();
        long half = TrainingSequence.of(DenseNet.BC_100, Way.FUSED, BATCH, ElementType.FLOAT16).peakLiveBytes();
        assertThat(2 * half - single).isBetween(1L, 100_000L);
    }

    @Test
    @DisplayName("refuses batches and types that there are not")
    void outOfRange() {
        assertThatThrownBy(() -> TrainingSequence.of(DenseNet.BC_100, Way.FUSED, 0, ElementType.FLOAT32))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a batch of 0 images: must be 1 to 65536");
        assertThatThrownBy(() -> TrainingSequence.of(DenseNet.BC_100, Way.FUSED, 1, ElementType.INT8))
                .hasMessage("training with INT8: must be FLOAT32, FLOAT16 or BFLOAT16");
    }
}
