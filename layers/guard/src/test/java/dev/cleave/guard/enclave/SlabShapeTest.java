package dev.cleave.guard.enclave;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The shape of a slab")
class SlabShapeTest {
    @Test
    @DisplayName("spends the fewest bytes a slot that any run of so many pages can")
    void isTheDensest() {
        for (int slot = 1; slot <= SlabShape.PAGE_BYTES; slot++) {
            SlabShape shape = SlabShape.of(slot, 8);
            for (int pages = 1; pages <= 8; pages++) {
                int slots = pages * SlabShape.PAGE_BYTES / slot;
                double other = (double) pages * SlabShape.PAGE_BYTES / slots;
                assertThat(shape.bytesPerSlot()).isLessThanOrEqualTo(other);
                if (pages < shape.pages()) {
                    assertThat(other).as("a shorter slab is worse").isGreaterThan(shape.bytesPerSlot());
                }
            }
        }
    }

    @Test
    @DisplayName("never spends less on a longer slot, which the search for boundaries rests on")
    void neverFalls() {
        for (int most = 1; most <= SlabShape.MOST_PAGES; most++) {
            double before = 0;
            for (int slot = 1; slot <= SlabShape.PAGE_BYTES; slot++) {
                double now = SlabShape.of(slot, most).bytesPerSlot();
                assertThat(now).isGreaterThanOrEqualTo(before);
                before = now;
            }
        }
    }

    @Test
    @DisplayName("is three pages with four slots of 3,000 bytes; one page where there is no tail anyway")
    void examples() {
        assertThat(SlabShape.of(3000, 8)).isEqualTo(new SlabShape(3, 4, 3000));
        assertThat(SlabShape.of(3000, 8).tailBytes()).isEqualTo(288);
        assertThat(SlabShape.of(3000, 1)).isEqualTo(new SlabShape(1, 1, 3000));
        assertThat(SlabShape.of(64, 8)).isEqualTo(new SlabShape(1, 64, 64));
    }
}
