package dev.cleave.guard.enclave;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A shelf of slabs")
class ShelfTest {
    private static final int SLOT = 512;

    private final Shelf shelf = new Shelf(SLOT, 8);

    private Slab slab(int page) {
        Slab slab = new Slab(page, new SlabShape(1, 8, SLOT));
        shelf.add(slab);
        return slab;
    }

    private void take(Slab slab, int slots) {
        for (int each = 0; each < slots; each++) {
            slab.take(slab.freeSlot(0), 500, false);
            shelf.changed(slab, 1, 500);
        }
    }

    @Test
    @DisplayName("gives the fullest slab that has a free slot")
    void fullest() {
        assertThat(shelf.fullest()).isNull();
        Slab few = slab(1);
        Slab many = slab(2);
        Slab full = slab(3);
        take(few, 1);
        take(many, 7);
        take(full, 8);
        assertThat(shelf.fullest()).isSameAs(many);
        take(many, 1);
        assertThat(shelf.fullest()).isSameAs(few);
        full.release(0, 500);
        shelf.changed(full, -1, -500);
        assertThat(shelf.fullest()).isSameAs(full);
    }

    @Test
    @DisplayName("tells of slabs with free slots, the fullest first, but of so many at most")
    void each() {
        Slab empty = slab(1);
        Slab half = slab(2);
        take(half, 4);
        take(slab(3), 8);
        List<Slab> seen = new ArrayList<>();
        shelf.each(9, seen::add);
        assertThat(seen).containsExactly(half, empty);
        seen.clear();
        shelf.each(1, seen::add);
        assertThat(seen).containsExactly(half);
    }

    @Test
    @DisplayName("counts slots, bytes that were asked for, tails and slabs")
    void usage() {
        Slab slab = slab(1);
        Slab longer = new Slab(2, new SlabShape(2, 15, SLOT));
        shelf.add(longer);
        take(slab, 3);
        assertThat(shelf.usage()).isEqualTo(new EnclaveClassUsage(SLOT, 3, 1500, 3L * SLOT, 2, 512, 3L * 4096));
        assertThat(shelf.freeSlots()).isEqualTo(20);
        assertThat(shelf.freeBytes()).isEqualTo(20L * SLOT);
        shelf.remove(longer);
        assertThat(shelf.usage()).isEqualTo(new EnclaveClassUsage(SLOT, 3, 1500, 3L * SLOT, 1, 0, 4096));
        assertThat(shelf.freeSlots()).isEqualTo(5);
    }

    @Test
    @DisplayName("gives nothing of a slab that is condemned, and still counts its objects")
    void condemned() {
        Slab slab = slab(1);
        take(slab, 3);
        shelf.unlist(slab);
        slab.condemn();
        assertThat(shelf.fullest()).isNull();
        assertThat(shelf.freeSlots()).isZero();
        assertThat(shelf.liveSlots()).isEqualTo(3);
        slab.release(0, 0);
        shelf.changed(slab, -1, 0);
        assertThat(shelf.freeSlots()).isZero();
        shelf.remove(slab);
        assertThat(shelf.slabs()).isZero();
    }

    @Test
    @DisplayName("asks for longer slabs as it fills, where that leaves a shorter tail")
    void longerSlabs() {
        Shelf odd = new Shelf(2560, 8);
        assertThat(odd.nextShape().pages()).isEqualTo(1);
        Slab slab = new Slab(1, new SlabShape(5, 8, 2560));
        odd.add(slab);
        for (int each = 0; each < 8; each++) {
            slab.take(each, 2560, false);
            odd.changed(slab, 1, 2560);
        }
        assertThat(odd.nextShape().pages()).isGreaterThan(1);
        assertThat(odd.sharesPages()).isTrue();
        assertThat(new Shelf(2560, 1).sharesPages()).as("one slot a page").isFalse();
    }
}
