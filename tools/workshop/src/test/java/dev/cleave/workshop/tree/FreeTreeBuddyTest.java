package dev.cleave.workshop.tree;

import static dev.cleave.workshop.contract.BlockAllocator.NO_BLOCK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cleave.workshop.contract.Shape;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FreeTreeBuddyTest {
    @Test
    @DisplayName("Best fit: the smallest sufficient block is taken, though a larger one lies lower")
    void bestFit() {
        FreeTreeBuddy buddy = new FreeTreeBuddy(Shape.of(13));

        assertThat(buddy.allocate(0)).isEqualTo(12);
        assertThat(buddy.allocate(0)).isEqualTo(8);
        assertThat(buddy.allocate(1)).isEqualTo(10);
        assertThat(buddy.allocate(1)).isZero();
    }

    @Test
    @DisplayName("Of equally good blocks the lowest is taken, in whatever order they were freed")
    void lowestAddress() {
        FreeTreeBuddy buddy = new FreeTreeBuddy(Shape.of(16));
        for (int unit = 0; unit < 16; unit++) {
            assertThat(buddy.allocate(0)).isEqualTo(unit);
        }

        buddy.free(14);
        buddy.free(5);
        buddy.free(9);

        assertThat(buddy.allocate(0)).isEqualTo(5);
        assertThat(buddy.allocate(0)).isEqualTo(9);
        assertThat(buddy.allocate(1)).isEqualTo(NO_BLOCK);
        assertThat(buddy.allocate(0)).isEqualTo(14);
    }

    @Test
    @DisplayName("Books: a byte a unit and 64 a free block; the picture is the tree in its order")
    void books() {
        FreeTreeBuddy buddy = new FreeTreeBuddy(Shape.of(8));
        buddy.allocate(1);

        assertThat(buddy.metadataBytes()).isEqualTo(8 + 2 * 64);
        assertThat(buddy.picture()).containsExactly("free blocks in the tree's order:", "  (order 1, at 2)",
                "  (order 2, at 4)", "taken blocks in the map:", "  (order 1, at 0)");
    }

    @Test
    @DisplayName("More units than an array can have are refused with what is allowed")
    void tooManyUnits() {
        assertThatIllegalArgumentException().isThrownBy(() -> new FreeTreeBuddy(Shape.of(1L << 31)))
                .withMessageContaining("at most 1073741824");
    }
}
