package dev.cleave.heap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.heap.Slab.Place;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A slab")
class SlabTest {
    private static final long START = 1L << 40;
    private static final int UNIT_SHIFT = 12;

    private static Slab of(int slotBytes, int unitShift, int units) {
        SlabClass kind = SlabClass.of(new CountedLife(), slotBytes, unitShift);
        Slab slab = new Slab(new Shelf(kind));
        slab.open(START, units, kind.sizes.slotsOf(units));
        return slab;
    }

    @ParameterizedTest(name = "2^{0} bytes")
    @ValueSource(ints = {10, 12, 16})
    @DisplayName("gives each of its slots once, inside its block, whatever the class and the unit")
    void givesEachSlotOnce(int unitShift) {
        for (int sizeClass = 0; sizeClass < SizeClasses.COUNT; sizeClass++) {
            int slotBytes = SizeClasses.bytes(sizeClass);
            SlabSizes sizes = new SlabSizes(slotBytes, unitShift);
            int units = sizes.wantedUnits(1_000);
            Slab slab = of(slotBytes, unitShift, units);
            Set<Long> taken = new HashSet<>();
            for (long address = slab.take(); address != 0; address = slab.take()) {
                assertThat(taken.add(address)).isTrue();
                assertThat(slab.slotOf(address) * (long) slotBytes + START).isEqualTo(address);
                assertThat(slab.slotOf(address + 1)).as("inside a slot").isEqualTo(-1);
            }
            assertThat(taken).hasSize(sizes.slotsOf(units))
                    .allMatch(each -> each >= START && each + slotBytes <= START + ((long) units << unitShift));
            assertThat(slab.slotOf(START + (long) slab.slots() * slotBytes)).as("behind the last").isEqualTo(-1);
            assertThat(slab.slotOf(START - slotBytes)).as("before the first").isEqualTo(-1);
        }
    }

    @Test
    @DisplayName("gives random slots until none is left, in each of its words")
    void givesRandomSlots() {
        Slab slab = of(8, 16, 1);
        assertThat(slab.slots()).isEqualTo(8192);
        Set<Long> taken = new HashSet<>();
        for (long address = slab.takeRandom(); address != 0; address = slab.takeRandom()) {
            assertThat(taken.add(address)).isTrue();
        }
        assertThat(taken).hasSize(8192);
        assertThat(slab.freeSlots()).isZero();
    }

    @Test
    @DisplayName("gives the lowest free slot of the word last used")
    void givesTheLowest() {
        Slab slab = of(1024, UNIT_SHIFT, 4);
        long first = slab.take();
        long second = slab.take();
        assertThat(second).isEqualTo(first + 1024);
        slab.give(0);
        assertThat(slab.take()).isEqualTo(first);
    }

    @Test
    @DisplayName("tells a slot that comes back twice by its own bit")
    void tellsADoubleGive() {
        Slab slab = of(1024, UNIT_SHIFT, 1);
        slab.take();
        assertThat(slab.isFree(0)).isFalse();
        assertThat(slab.give(0) & 1).as("was taken").isZero();
        assertThat(slab.isFree(0)).isTrue();
        assertThat(slab.give(0) & 1).as("was free").isOne();
        assertThat(slab.freeSlots()).isEqualTo(4);
    }

    @Test
    @DisplayName("says when a word has free slots only, the last and shorter one too")
    void saysWhenAWordIsFull() {
        Slab slab = of(48, UNIT_SHIFT, 1);
        assertThat(slab.slots()).isEqualTo(85);
        assertThat(slab.fillsWord(3, -1L & ~(1L << 3))).isTrue();
        assertThat(slab.fillsWord(3, -1L & ~(3L << 3))).isFalse();
        assertThat(slab.fillsWord(84, (1L << 20) - 1)).isTrue();
        assertThat(slab.fillsWord(84, (1L << 19) - 1)).isFalse();
    }

    @Test
    @DisplayName("is claimed whole when all its slots are free, and else left as it was")
    void isClaimedWhole() {
        Slab slab = of(48, UNIT_SHIFT, 1);
        assertThat(slab.place()).isEqualTo(Place.HELD);
        while (slab.take() != 0) {
            assertThat(slab.claimWhole()).isFalse();
        }
        for (int slot = 0; slot < 84; slot++) {
            slab.give(slot);
        }
        assertThat(slab.claimWhole()).as("the last word has a slot taken").isFalse();
        assertThat(slab.freeSlots()).as("what was claimed before is free again").isEqualTo(84);
        slab.give(84);
        assertThat(slab.claimWhole()).isTrue();
        assertThat(slab.take()).isZero();
    }

    @Test
    @DisplayName("serves another block after the first, with as many slots as that has")
    void servesAnotherBlock() {
        Slab slab = of(48, UNIT_SHIFT, 2);
        assertThat(slab.claimWhole()).isTrue();
        slab.setPlaceRelease(Place.RETIRED);
        slab.open(2 * START, 1, 85);
        assertThat(slab.freeSlots()).isEqualTo(85);
        assertThat(slab.take()).isEqualTo(2 * START);
        assertThat(slab.slotOf(START)).isEqualTo(-1);
    }

    @Test
    @DisplayName("remembers which slots are marked")
    void remembersMarks() {
        Slab slab = of(8, 16, 1);
        assertThat(slab.isMarked(8000)).isFalse();
        slab.mark(8000);
        slab.mark(64);
        assertThat(slab.isMarked(8000)).isTrue();
        assertThat(slab.isMarked(8001)).isFalse();
        slab.unmark(8000);
        assertThat(slab.isMarked(8000)).isFalse();
        assertThat(slab.isMarked(64)).isTrue();
    }
}
