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
    @DisplayName("begins with a page, and becomes the densest as the class grows, never shorter")
    void growsWithTheClass() {
        for (int slot = 8; slot <= SlabShape.PAGE_BYTES; slot += 8) {
            assertThat(SlabShape.next(slot, 8, 0).pages()).isEqualTo(1);
            int before = 1;
            for (int live = 1; live <= 1 << 24; live *= 2) {
                SlabShape next = SlabShape.next(slot, 8, live);
                assertThat(next.pages()).as("slots of %s, %s live", slot, live).isBetween(before, 8);
                before = next.pages();
            }
            SlabShape last = SlabShape.next(slot, 8, Integer.MAX_VALUE);
            assertThat(last.bytesPerSlot() + (double) Slab.tableBytes(last) / last.slots())
                    .isLessThanOrEqualTo(denserWithTable(slot));
        }
        assertThat(SlabShape.next(2560, 8, 2)).as("three slots in two pages").isEqualTo(new SlabShape(2, 3, 2560));
    }

    private static double denserWithTable(int slot) {
        SlabShape densest = SlabShape.of(slot, 8);
        return densest.bytesPerSlot() + (double) Slab.tableBytes(densest) / densest.slots() + 1e-6;
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
