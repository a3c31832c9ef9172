package dev.cleave.workshop.nonblocking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.workshop.contract.BlockAllocator;
import dev.cleave.workshop.contract.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A tree of status bits, used by one thread")
class TreeHistoryTest {
    private static final int STEPS = 4000;

    static Stream<Arguments> shapes() {
        Shape[] shapes = {
            Shape.of(1), Shape.of(2), Shape.of(3), Shape.of(5), Shape.of(13), Shape.of(16), Shape.of(100),
            Shape.of(1000), Shape.of(4096), new Shape(7, 0), new Shape(100, 3), new Shape(1000, 4), new Shape(64, 5),
        };
        return Stream.of(Kind.values())
                .flatMap(kind -> Stream.of(shapes).map(shape -> Arguments.of(kind, shape)));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    @DisplayName("a random history agrees with a plain set of units, refusals and free blocks included")
    void randomHistory(Kind kind, Shape shape) {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        BlockAllocator tree = kind.open(shape);
        PlainSet model = new PlainSet(shape);
        List<Long> live = new ArrayList<>();
        int checkEvery = shape.units() > 100 ? 97 : 3;
        for (int step = 0; step < STEPS; step++) {
            String where = "%s %s, seed %d, step %d".formatted(kind, shape, seed, step);
            boolean growing = random.nextInt(1 + STEPS / 4) > step % (STEPS / 2) / 2;
            if (live.isEmpty() || random.nextInt(3) != (growing ? 0 : 1) && growing) {
                int order = random.nextInt(1 + random.nextInt(shape.maxOrder() + 1));
                long offset = tree.allocate(order);
                assertThat(offset != BlockAllocator.NO_BLOCK).as(where).isEqualTo(model.has(order));
                if (offset != BlockAllocator.NO_BLOCK) {
                    assertThat(model.isFree(offset, 1L << order)).as(where).isTrue();
                    assertThat(offset % (1L << order)).as(where).isZero();
                    assertThat(tree.unitsOf(offset)).as(where).isEqualTo(1L << order);
                    model.add(offset, 1L << order);
                    live.add(offset);
                }
            } else {
                Collections.swap(live, random.nextInt(live.size()), live.size() - 1);
                long offset = live.removeLast();
                model.remove(offset, tree.unitsOf(offset));
                tree.free(offset);
            }
            assertThat(step % checkEvery != 0 || model.agreesWith(tree)).as(where).isTrue();
        }
        live.forEach(tree::free);
        assertThat(tree.freeBlocksByOrder()).as("seed %d", seed).isEqualTo(kind.open(shape).freeBlocksByOrder());
    }

    @ParameterizedTest
    @MethodSource("shapes")
    @DisplayName("given out unit by unit to the last, and taken back in any order, all is joined again")
    void exhaustionAndCoalescing(Kind kind, Shape shape) {
        long seed = new Random().nextLong();
        BlockAllocator tree = kind.open(shape);
        List<Long> live = new ArrayList<>();
        for (long offset = tree.allocate(0); offset != BlockAllocator.NO_BLOCK; offset = tree.allocate(0)) {
            live.add(offset);
        }
        assertThat(live).doesNotHaveDuplicates().hasSize((int) shape.units());
        assertThat(tree.freeUnits()).isZero();

        Collections.shuffle(live, new Random(seed));
        live.forEach(tree::free);

        PlainSet nothing = new PlainSet(shape);
        assertThat(nothing.agreesWith(tree)).as("seed %d", seed).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("the whole space is a block like any other, for every power of two up to 2^20")
    void theWholeSpace(Kind kind) {
        for (int order = 0; order <= 20; order++) {
            BlockAllocator tree = kind.open(1L << order);

            assertThat(tree.allocate(order)).isZero();
            assertThat(tree.allocate(0)).isEqualTo(BlockAllocator.NO_BLOCK);
            tree.free(0);
            long unit = tree.allocate(0);
            assertThat(tree.allocate(order)).isEqualTo(BlockAllocator.NO_BLOCK);
            tree.free(unit);
            assertThat(tree.allocateUnits(1L << order)).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    @DisplayName("misuse is refused and changes nothing")
    void misuse(Kind kind, Shape shape) {
        BlockAllocator tree = kind.open(shape);
        long whole = tree.allocate(shape.maxOrder());
        long[] before = tree.freeBlocksByOrder();

        assertRefused(tree, -1, "out of range");
        assertRefused(tree, shape.units(), "out of range");
        assertRefused(tree, Long.MAX_VALUE, "out of range");
        for (long offset = 0; offset < shape.units(); offset++) {
            if (offset != whole) {
                assertRefused(tree, offset, "no allocated block begins at offset " + offset);
            }
        }
        assertThatThrownBy(() -> tree.allocate(-1)).hasMessageContaining("allowed are 0 to " + shape.maxOrder());
        assertThatThrownBy(() -> tree.allocate(shape.maxOrder() + 1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(tree.freeBlocksByOrder()).isEqualTo(before);
        assertThat(tree.unitsOf(whole)).isEqualTo(1L << shape.maxOrder());

        tree.free(whole);
        assertRefused(tree, whole, "freed already");
        assertThat(new PlainSet(shape).agreesWith(tree)).isTrue();
    }

    private static void assertRefused(BlockAllocator tree, long offset, String why) {
        assertThatThrownBy(() -> tree.free(offset))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
        assertThatThrownBy(() -> tree.unitsOf(offset))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("more units than the arrays can have are refused, saying how many can")
    void tooManyUnits(Kind kind) {
        assertThatThrownBy(() -> kind.open(NonblockingBuddy.MOST_UNITS + 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("allows 1 to " + NonblockingBuddy.MOST_UNITS);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("metadata a unit: about seventeen bytes with a word a node, about two with four levels a word")
    void metadata(Kind kind) {
        long units = 1 << 18;
        double bytes = (double) kind.open(units).metadataBytes() / units;

        boolean oneLevel = kind == Kind.ONE_LEVEL || kind == Kind.ONE_LEVEL_SPIN_LOCKED;
        assertThat(bytes).isBetween(oneLevel ? 17.0 : 2.0, oneLevel ? 17.1 : 2.2);
    }
}
