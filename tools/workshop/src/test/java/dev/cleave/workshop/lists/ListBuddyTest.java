package dev.cleave.workshop.lists;

import static dev.cleave.workshop.contract.BlockAllocator.NO_BLOCK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cleave.workshop.contract.BlockAllocator;
import dev.cleave.workshop.contract.Shape;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Histories whose every step can be checked with a pencil. */
class ListBuddyTest {
    static Stream<Arguments> kinds() {
        return Stream.of(kind("vectors", ListBuddy::vectors), kind("linked lists", ListBuddy::linked),
                kind("links in arrays", ListBuddy::intrusive));
    }

    private static Arguments kind(String name, Function<Shape, BlockAllocator> opener) {
        return Arguments.argumentSet(name, opener);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    @DisplayName("Splitting leaves one free block of each smaller order, and the last free joins them all")
    void splitsAndCoalesces(Function<Shape, BlockAllocator> kind) {
        BlockAllocator buddy = kind.apply(Shape.of(16));

        long unit = buddy.allocate(0);

        assertThat(unit).isZero();
        assertThat(buddy.freeBlocksByOrder()).containsExactly(1, 1, 1, 1, 0);

        buddy.free(unit);

        assertThat(buddy.freeBlocksByOrder()).containsExactly(0, 0, 0, 0, 1);
    }

    /** Of 1,024 units, requests of 70, 35 and 80: 0 to 127, 128 to 191 and 256 to 383, as textbooks draw it. */
    @ParameterizedTest
    @MethodSource("kinds")
    @DisplayName("The textbook's history: 70, 35, 80 of 1,024; A ends, 60 come, B ends, D ends, C ends")
    void textbookHistory(Function<Shape, BlockAllocator> kind) {
        BlockAllocator buddy = kind.apply(Shape.of(1024));

        long a = buddy.allocateUnits(70);
        long b = buddy.allocateUnits(35);
        long c = buddy.allocateUnits(80);

        assertThat(a).isZero();
        assertThat(b).isEqualTo(128);
        assertThat(c).isEqualTo(256);
        assertThat(buddy.freeBlocksByOrder()).containsExactly(0, 0, 0, 0, 0, 0, 1, 1, 0, 1, 0);

        buddy.free(a);
        long d = buddy.allocateUnits(60);

        assertThat(d).isEqualTo(192);
        assertThat(buddy.freeBlocksByOrder()).containsExactly(0, 0, 0, 0, 0, 0, 0, 2, 0, 1, 0);

        buddy.free(b);

        assertThat(buddy.freeBlocksByOrder()).containsExactly(0, 0, 0, 0, 0, 0, 1, 2, 0, 1, 0);

        buddy.free(d);

        assertThat(buddy.freeBlocksByOrder()).containsExactly(0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0);

        buddy.free(c);

        assertThat(buddy.freeBlocksByOrder()).containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    @DisplayName("Neighbours that are not buddies do not join")
    void neighboursThatAreNotBuddies(Function<Shape, BlockAllocator> kind) {
        BlockAllocator buddy = kind.apply(new Shape(4, 2));
        for (int unit = 0; unit < 4; unit++) {
            buddy.allocate(0);
        }

        buddy.free(1);
        buddy.free(2);

        assertThat(buddy.freeBlocksByOrder()).containsExactly(2, 0, 0);
        assertThat(buddy.allocate(1)).isEqualTo(NO_BLOCK);

        buddy.free(3);

        assertThat(buddy.allocate(1)).isEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    @DisplayName("Blocks of the largest order do not join, and a buddy beyond the end is none")
    void rootsDoNotJoin(Function<Shape, BlockAllocator> kind) {
        assertThat(kind.apply(new Shape(8, 1)).freeBlocksByOrder()).containsExactly(0, 4);

        BlockAllocator thirteen = kind.apply(Shape.of(13));
        assertThat(thirteen.freeBlocksByOrder()).containsExactly(1, 0, 1, 1);

        long last = thirteen.allocate(0);
        assertThat(last).isEqualTo(12);
        thirteen.free(last);

        assertThat(thirteen.freeBlocksByOrder()).containsExactly(1, 0, 1, 1);
    }

    @Test
    @DisplayName("The picture of vectors has free and taken blocks, that of links in arrays the chain of the free ones")
    void pictures() {
        BlockAllocator vectors = ListBuddy.vectors(Shape.of(4));
        BlockAllocator intrusive = ListBuddy.intrusive(new Shape(4, 1));
        vectors.allocate(0);
        intrusive.allocate(0);
        intrusive.allocate(1);

        assertThat(vectors.picture()).containsExactly("order 2", "order 1  2 free", "order 0  0 taken, 1 free");
        assertThat(intrusive.picture()).hasSize(2).first().asString().startsWith("order 1  taken ");
    }

    @Test
    @DisplayName("Links in arrays cost 9 bytes a unit, lists as many bytes as they have blocks")
    void metadata() {
        assertThat(ListBuddy.intrusive(Shape.of(1000)).metadataBytes()).isEqualTo(9000);

        BlockAllocator vectors = ListBuddy.vectors(Shape.of(16));
        long fresh = vectors.metadataBytes();
        vectors.allocate(0);

        assertThat(vectors.metadataBytes()).isEqualTo(5 * fresh);
    }

    @Test
    @DisplayName("More units than an array can have are refused with what is allowed")
    void tooManyUnits() {
        assertThatIllegalArgumentException().isThrownBy(() -> ListBuddy.intrusive(Shape.of((1L << 30) + 1)))
                .withMessageContaining("1073741825 units").withMessageContaining("at most 1073741824");
    }
}
