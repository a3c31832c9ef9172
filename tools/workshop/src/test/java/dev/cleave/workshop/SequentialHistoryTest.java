package dev.cleave.workshop;

import static dev.cleave.workshop.contract.BlockAllocator.NO_BLOCK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.workshop.contract.BlockAllocator;
import dev.cleave.workshop.contract.Shape;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The sequential algorithms against the arithmetic of sets; {@code -Dcleave.workshop.seed=…} repeats a run. */
class SequentialHistoryTest {
    private static final long SEED = Long.getLong("cleave.workshop.seed", System.nanoTime());
    private static final List<Algorithm> SEQUENTIAL = List.of(Algorithm.LISTS_VECTOR, Algorithm.LISTS_LINKED,
            Algorithm.LISTS_INTRUSIVE, Algorithm.FREE_TREE, Algorithm.BITMAP_TREE, Algorithm.WEIGHTED,
            Algorithm.FIBONACCI);
    private static final List<Shape> SHAPES = List.of(Shape.of(1), Shape.of(2), Shape.of(3), Shape.of(5), Shape.of(13),
            Shape.of(16), Shape.of(100), Shape.of(1000), new Shape(16, 0), new Shape(16, 2), new Shape(100, 3),
            new Shape(1000, 4));

    @BeforeAll
    static void printSeed() {
        System.out.println("cleave.workshop.seed=" + SEED);
    }

    static Stream<Arguments> spaces() {
        return SEQUENTIAL.stream().flatMap(each -> SHAPES.stream().map(shape -> Arguments.of(each, shape)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("spaces")
    @DisplayName("Random calls: no overlap, nothing lost, only deserved refusals, and a fresh space at the end")
    void randomHistories(Algorithm algorithm, Shape shape) {
        new CheckedUnits(algorithm.open(shape)).live(400, new SplittableRandom(SEED));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("spaces")
    @DisplayName("A space can be had unit by unit, then is full, then comes together again")
    void everyUnit(Algorithm algorithm, Shape shape) {
        BlockAllocator allocator = algorithm.open(shape);
        CheckedUnits checked = new CheckedUnits(allocator);

        for (int unit = 0; unit < shape.units(); unit++) {
            assertThat(checked.allocate(0)).isTrue();
        }

        assertThat(allocator.allocate(0)).isEqualTo(NO_BLOCK);
        assertThat(allocator.freeUnits()).isZero();

        checked.freeAll(new SplittableRandom(SEED));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("spaces")
    @DisplayName("Whatever does not begin an allocated block is refused, and harms nothing")
    void misuse(Algorithm algorithm, Shape shape) {
        BlockAllocator allocator = algorithm.open(shape);
        CheckedUnits checked = new CheckedUnits(allocator);

        checked.requireMisuseRefused();
        checked.allocate(shape.maxOrder());
        checked.allocate(0);
        checked.allocate(Math.min(1, shape.maxOrder()));
        checked.requireMisuseRefused();

        checked.offsets().forEach(checked::free);
        checked.requireMisuseRefused();
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("spaces")
    @DisplayName("The books have a size and a picture, and looking changes nothing")
    void books(Algorithm algorithm, Shape shape) {
        BlockAllocator allocator = algorithm.open(shape);
        allocator.allocate(0);
        var before = CheckedUnits.freeBlocks(allocator);

        assertThat(allocator.metadataBytes()).isPositive();
        assertThat(allocator.picture()).isNotEmpty().noneMatch(String::isBlank);
        assertThat(CheckedUnits.freeBlocks(allocator)).isEqualTo(before);
    }
}
