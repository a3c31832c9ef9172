package dev.cleave.workshop.tree;

import static dev.cleave.workshop.contract.BlockAllocator.NO_BLOCK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cleave.workshop.contract.Shape;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BitmapTreeBuddyTest {
    @Test
    @DisplayName("The tree of the class comment: a unit at 0 and a pair at 4 taken of eight")
    void values() {
        BitmapTreeBuddy buddy = new BitmapTreeBuddy(Shape.of(8));
        buddy.allocate(0);
        buddy.allocate(1);
        long pair = buddy.allocate(1);
        buddy.free(2);

        assertThat(pair).isEqualTo(4);
        assertThat(numbers(buddy)).containsExactly("2", "2 2", "1 2 0 2", "0 1 1 1 1 1 1 1");
    }

    private static List<String> numbers(BitmapTreeBuddy buddy) {
        return buddy.picture().stream()
                .map(line -> line.substring("order 0".length()).strip().replaceAll(" +", " ")).toList();
    }

    @Test
    @DisplayName("Of two sufficient halves the one with less is entered, so large blocks stay whole")
    void keepsLargeBlocksWhole() {
        BitmapTreeBuddy buddy = new BitmapTreeBuddy(Shape.of(16));
        for (int unit = 0; unit < 16; unit++) {
            buddy.allocate(0);
        }
        for (int unit = 0; unit < 4; unit++) {
            buddy.free(unit);
        }
        buddy.free(13);

        assertThat(buddy.allocate(0)).isEqualTo(13);
        assertThat(buddy.allocate(2)).isZero();
    }

    @Test
    @DisplayName("Nodes above the largest order never become whole")
    void largestOrder() {
        BitmapTreeBuddy buddy = new BitmapTreeBuddy(new Shape(16, 1));

        assertThat(numbers(buddy)).first().isEqualTo("2");
        assertThat(buddy.freeBlocksByOrder()).containsExactly(0, 8);
    }

    @Test
    @DisplayName("Beyond the last unit there is nothing to be had")
    void rim() {
        BitmapTreeBuddy buddy = new BitmapTreeBuddy(Shape.of(5));

        assertThat(buddy.allocate(2)).isZero();
        assertThat(buddy.allocate(1)).isEqualTo(NO_BLOCK);
        assertThat(buddy.allocate(0)).isEqualTo(4);
        assertThat(buddy.allocate(0)).isEqualTo(NO_BLOCK);
    }

    @Test
    @DisplayName("Two bytes a unit, units rounded up to a power of two; more than 2^29 units are refused")
    void books() {
        assertThat(new BitmapTreeBuddy(Shape.of(1000)).metadataBytes()).isEqualTo(2048);
        assertThatIllegalArgumentException().isThrownBy(() -> new BitmapTreeBuddy(Shape.of(1L << 30)))
                .withMessageContaining("at most 536870912");
    }
}
