package dev.cleave.gpu.densenet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.gpu.tensor.ElementType;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What takes down a sequence")
class SequenceBuilderTest {
    private final SequenceBuilder builder = new SequenceBuilder(2, ElementType.FLOAT16);

    @Test
    @DisplayName("knows bytes from channels, pixels, batch and type")
    void sizes() {
        int maps = builder.maps("maps", 3, 16);
        int figures = builder.figures("figures", 5);
        int marks = builder.marks("marks", 3, 4);
        builder.copy(maps, 3, 1, marks, 3, 0, 1, 4);
        builder.free(maps);
        builder.free(figures);
        builder.free(marks);
        assertThat(builder.steps()).containsExactly(new Step.Allocate(0, "maps", 192),
                new Step.Allocate(1, "figures", 40), new Step.Allocate(2, "marks", 24),
                new Step.Copy(0, 8, 24, 2, 0, 24, 2, 8), new Step.Free(0), new Step.Free(1), new Step.Free(2));
    }

    @Test
    @DisplayName("refuses a second free, copies of what is not live, and an end with live tensors")
    void nonsense() {
        int first = builder.maps("maps", 1, 1);
        int second = builder.maps("maps", 1, 1);
        assertThatThrownBy(builder::steps).hasMessage("tensors {0, 1} are never freed");
        builder.free(first);
        assertThatThrownBy(() -> builder.free(first)).hasMessage("tensor 0 is freed and not live");
        assertThatThrownBy(() -> builder.copy(first, 1, 0, second, 1, 0, 1, 1)).hasMessageContaining("not live");
    }

    @Test
    @DisplayName("refuses tensors of more bytes than a long counts")
    void overflow() {
        assertThatThrownBy(() -> builder.maps("maps", Long.MAX_VALUE / 4, 4)).isInstanceOf(ArithmeticException.class);
    }
}
