package dev.cleave.heap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.buddy.Stripes;
import dev.cleave.heap.Slab.Place;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A shelf")
class ShelfTest {
    private static final int SLOTS = 8;
    private static final int KEPT_EMPTY = 8;
    private static final int PLACE = 40;

    private final SlabClass kind = SlabClass.of(SizeClasses.of(1024), 12);
    private final Shelf shelf = new Shelf(kind);
    private final Slab none = new Slab(shelf);
    private final Currents currents = new Currents(Stripes.of(1), none);
    private int opened;

    /** A slab in its caller's hands, of which so many slots are taken. */
    private Slab open(int taken) {
        Slab slab = shelf.blank();
        slab.open(++opened * 8192L, 2, SLOTS);
        kind.opened(SLOTS);
        for (int slot = 0; slot < taken; slot++) {
            slab.take();
        }
        return slab;
    }

    private Slab shelved(int taken) {
        Slab slab = open(taken);
        shelf.putAway(slab);
        return slab;
    }

    /**
     * Gives a slot back, and does what whoever gives one back does then: answers whether the slab
     * was retired.
     */
    private static boolean give(Slab slab, int slot) {
        slab.give(slot);
        return slab.place() != Place.HELD && Shelf.shelveOrRetire(slab);
    }

    @Test
    @DisplayName("has what is put away with free slots, and not what is full")
    void hasWhatHasFreeSlots() {
        Slab full = shelved(SLOTS);
        assertThat(full.place()).isEqualTo(Place.FULL);
        assertThat(shelf.slabs()).isZero();
        Slab partly = shelved(3);
        assertThat(partly.place()).isEqualTo(Place.SHELVED);
        assertThat(shelf.slabs()).isOne();
    }

    @Test
    @DisplayName("has a full slab from its first free slot on")
    void shelvesWhatWasFull() {
        Slab slab = shelved(SLOTS);
        assertThat(give(slab, 5)).isFalse();
        assertThat(slab.place()).isEqualTo(Place.SHELVED);
        assertThat(shelf.slabs()).isOne();
        assertThat(give(slab, 6)).as("it is there already").isFalse();
        assertThat(shelf.slabs()).isOne();
    }

    @Test
    @DisplayName("gives the slab last put there that has a quarter of its slots free, and four at least")
    void givesWhatIsWorthTaking() {
        Slab emptier = shelved(1);
        Slab enough = shelved(4);
        Slab hardlyAny = shelved(5);
        assertThat(shelf.exchange(currents, PLACE, none, null)).isSameAs(enough);
        assertThat(enough.place()).isEqualTo(Place.HELD);
        while (enough.take() != 0) {
            assertThat(enough.place()).isEqualTo(Place.HELD);
        }
        assertThat(shelf.exchange(currents, PLACE, enough, null)).isSameAs(emptier);
        assertThat(enough.place()).isEqualTo(Place.FULL);
        assertThat(hardlyAny.place()).isEqualTo(Place.SHELVED);
    }

    @Test
    @DisplayName("gives the emptiest where none is worth taking")
    void givesTheEmptiest() {
        Slab emptiest = shelved(5);
        Slab fuller = shelved(7);
        assertThat(shelf.exchange(currents, PLACE, none, null)).isSameAs(emptiest);
        while (emptiest.take() != 0) {
            assertThat(emptiest.place()).isEqualTo(Place.HELD);
        }
        assertThat(shelf.exchange(currents, PLACE, emptiest, null)).isSameAs(fuller);
    }

    @Test
    @DisplayName("leaves a stripe what it has where there is nothing to be had")
    void hasNothing() {
        assertThat(shelf.exchange(currents, PLACE, none, null)).isSameAs(none);
        assertThat(currents.get(PLACE)).isSameAs(none);
    }

    @Test
    @DisplayName("makes a fresh slab current, and shelves it where another was quicker")
    void exchangesOnce() {
        Slab first = open(0);
        Slab second = open(0);
        assertThat(shelf.exchange(currents, PLACE, none, first)).isSameAs(first);
        assertThat(shelf.exchange(currents, PLACE, none, second)).as("the current one is not what was seen")
                .isSameAs(first);
        assertThat(second.place()).isEqualTo(Place.SHELVED);
        assertThat(currents.get(PLACE)).isSameAs(first);
    }

    @Test
    @DisplayName("puts a current slab down, and leaves none")
    void putsDown() {
        Slab slab = open(2);
        shelf.exchange(currents, PLACE, none, slab);
        shelf.putDown(currents, PLACE, none);
        assertThat(currents.get(PLACE)).isSameAs(none);
        assertThat(slab.place()).isEqualTo(Place.SHELVED);
    }

    @Test
    @DisplayName("keeps a few empty slabs, and retires what is emptied beyond")
    void keepsAFew() {
        List<Slab> slabs = new ArrayList<>();
        for (int each = 0; each <= KEPT_EMPTY; each++) {
            slabs.add(shelved(1));
        }
        for (Slab slab : slabs.subList(0, KEPT_EMPTY)) {
            assertThat(give(slab, 0)).isFalse();
            assertThat(slab.place()).isEqualTo(Place.SHELVED);
        }
        Slab last = slabs.get(KEPT_EMPTY);
        assertThat(give(last, 0)).as("its caller owns its block").isTrue();
        assertThat(last.place()).isEqualTo(Place.RETIRED);
        assertThat(last.take()).isZero();
        assertThat(shelf.slabs()).isEqualTo(KEPT_EMPTY);
    }

    @Test
    @DisplayName("retires its empty slabs one by one, and none that has a slot taken")
    void retiresEmptyOnes() {
        Slab used = shelved(1);
        Slab empty = shelved(0);
        assertThat(shelf.retire(false)).isSameAs(empty);
        assertThat(shelf.retire(false)).isNull();
        assertThat(shelf.retire(true)).isNull();
        assertThat(used.place()).isEqualTo(Place.SHELVED);
        used.give(0);
        assertThat(shelf.retire(false)).as("nobody said that it is empty").isNull();
        assertThat(shelf.retire(true)).isSameAs(used);
    }

    @Test
    @DisplayName("gives a slab to another stripe's, to which it belongs from then on")
    void givesToAnother() {
        Shelf other = new Shelf(kind);
        Slab used = shelved(1);
        assertThat(shelf.give(other, false)).isNull();
        Slab empty = shelved(0);
        assertThat(shelf.give(other, false)).isSameAs(empty);
        assertThat(empty.shelf).isSameAs(other);
        assertThat(empty.place()).isEqualTo(Place.HELD);
        assertThat(shelf.give(other, true)).isSameAs(used);
        assertThat(shelf.slabs()).isZero();
    }

    @Test
    @DisplayName("lets a slab be seized once, wherever it is")
    void isSeizedOnce() {
        Slab held = open(1);
        Slab shelved = shelved(1);
        Slab full = shelved(SLOTS);
        for (Slab slab : List.of(held, shelved, full)) {
            assertThat(Shelf.seize(slab)).isTrue();
            assertThat(Shelf.seize(slab)).isFalse();
            assertThat(slab.place()).isEqualTo(Place.RETIRED);
        }
        assertThat(shelf.slabs()).isZero();
    }

    @Test
    @DisplayName("uses slabs again that have no block")
    void keepsBlanks() {
        Slab slab = shelf.blank();
        assertThat(shelf.blank()).isNotSameAs(slab);
        shelf.keepBlank(slab);
        assertThat(shelf.blank()).isSameAs(slab);
        assertThat(shelf.blank()).isNotSameAs(slab);
    }

    @Test
    @DisplayName("keeps more empty slabs where slots are large, as a slab has few of them")
    void keepsMoreOfLargeSlots() {
        Shelf large = new Shelf(SlabClass.of(SizeClasses.of(2048), 12));
        int kept = 0;
        boolean retired = false;
        while (!retired) {
            Slab slab = large.blank();
            slab.open(++opened * 8192L, 1, 2);
            slab.take();
            slab.take();
            large.putAway(slab);
            slab.give(0);
            slab.give(1);
            retired = Shelf.shelveOrRetire(slab);
            kept += retired ? 0 : 1;
        }
        assertThat(kept).isEqualTo(4 * KEPT_EMPTY);
    }

    /** Takes what is empty, one after the other, and puts it back. */
    private void use(int times) {
        for (int each = 0; each < times; each++) {
            shelf.exchange(currents, PLACE, none, null);
            shelf.putDown(currents, PLACE, none);
        }
    }

    @Test
    @DisplayName("keeps as many empty slabs when memory grows as were used since it last grew")
    void keepsWhatIsAboutToBeUsed() {
        for (int each = 0; each < 12; each++) {
            open(SLOTS);
        }
        shelved(0);
        shelved(0);
        use(1);
        assertThat(shelf.unwanted()).as("one was used").isOne();
        assertThat(shelf.retire(false)).isNotNull();
        assertThat(shelf.unwanted()).as("and none since").isOne();
    }

    @Test
    @DisplayName("keeps no more than half of what the class has beside them when memory grows")
    void keepsNoMoreThanHalf() {
        for (int each = 0; each < 6; each++) {
            open(SLOTS);
        }
        for (int each = 0; each < 5; each++) {
            shelved(0);
        }
        use(9);
        assertThat(shelf.unwanted()).as("three stay beside six").isEqualTo(2);
    }

    @Test
    @DisplayName("counts a slab that must be opened after one was given back as used")
    void missesWhatItGaveBack() {
        for (int each = 0; each < 7; each++) {
            open(SLOTS);
        }
        shelved(0);
        assertThat(shelf.unwanted()).isOne();
        Slab retired = shelf.retire(false);
        assertThat(retired).isNotNull();
        shelved(0);
        assertThat(shelf.unwanted()).as("would not have been opened").isZero();
        shelved(0);
        assertThat(shelf.unwanted()).as("nothing was given back before it").isEqualTo(2);
    }
}
