package dev.cleave.workshop.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.workshop.contract.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The plain model")
class PlainModelTest {
    static Stream<Shape> shapes() {
        return Shapes.all().stream();
    }

    @ParameterizedTest
    @MethodSource("shapes")
    @DisplayName("when fresh has the free blocks of its shape")
    void freshBlocksAreRoots(Shape shape) {
        List<Block> roots = new ArrayList<>();
        shape.forEachRoot((offset, units) -> roots.add(new Block(offset, units)));

        assertThat(new PlainModel(shape).joinedFreeBlocks()).isEqualTo(roots);
    }

    @Test
    @DisplayName("joins what is free to aligned blocks, and no further")
    void joinsAlignedBlocks() {
        PlainModel model = new PlainModel(new Shape(16, 3));
        model.take(1, 1);
        model.take(6, 2);

        assertThat(model.joinedFreeBlocks()).containsExactly(new Block(0, 1), new Block(2, 2), new Block(4, 2),
                new Block(8, 8));
        assertThat(model.gaps()).containsExactly(new Block(0, 1), new Block(2, 4), new Block(8, 8));
        assertThat(model.freeUnits()).isEqualTo(13);
    }

    @Test
    @DisplayName("knows of which orders a block is free")
    void knowsWhatIsFree() {
        PlainModel model = new PlainModel(Shape.of(13));
        model.take(3, 1);
        model.take(8, 2);

        assertThat(model.hasFree(0)).isTrue();
        assertThat(model.hasFree(1)).isTrue();
        assertThat(model.hasFree(2)).as("4..7").isTrue();
        assertThat(model.hasFree(3)).isFalse();
        model.take(5, 1);
        assertThat(model.hasFree(2)).as("10..12 is not aligned").isFalse();
        model.take(0, 2);
        model.take(6, 1);
        assertThat(model.hasFree(1)).as("10..11").isTrue();
        model.take(11, 1);
        assertThat(model.hasFree(1)).isFalse();
    }

    @Test
    @DisplayName("refuses blocks that overlap or leave the space, naming both")
    void refusesOverlap() {
        PlainModel model = new PlainModel(Shape.of(8));
        model.take(2, 3);

        assertThatThrownBy(() -> model.take(4, 2)).isInstanceOf(AssertionError.class)
                .hasMessage("the block 4+2 overlaps the allocated block 2+3");
        assertThatThrownBy(() -> model.take(7, 2)).isInstanceOf(AssertionError.class)
                .hasMessage("the block 7+2 leaves the space of 8 units");
        assertThatThrownBy(() -> model.take(-1, 1)).isInstanceOf(AssertionError.class);
        assertThat(model.freeUnits()).isEqualTo(5);
    }

    @Test
    @DisplayName("gives back what begins at an offset, and nothing else")
    void givesBack() {
        PlainModel model = new PlainModel(Shape.of(8));
        model.take(2, 3);

        assertThat(model.begins(2)).isTrue();
        assertThat(model.begins(3)).isFalse();
        assertThat(model.begins(-1)).isFalse();
        assertThat(model.begins(8)).isFalse();
        assertThatThrownBy(() -> model.give(3)).isInstanceOf(IllegalStateException.class);
        assertThat(model.allocated()).containsExactly(new Block(2, 3));
        assertThat(model.give(2)).isEqualTo(3);
        assertThat(model.allocated()).isEmpty();
        assertThat(model.freeUnits()).isEqualTo(8);
    }
}
