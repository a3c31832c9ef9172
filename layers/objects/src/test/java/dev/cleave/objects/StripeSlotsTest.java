package dev.cleave.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The slots of a stripe")
class StripeSlotsTest {
    private static final int SLOTS = SlotChunk.SLOTS;

    private final SlotWord words = new SlotWord(20, 2);
    private final SlotTable table = new SlotTable(words, 4 * SLOTS - 1, 5);
    private final StripeSlots slots = new StripeSlots(table.directory, words, 1, 1);

    @Test
    @DisplayName("are taken the lowest first, in chunks of this stripe")
    void lowestFirst() {
        List<Long> taken = new ArrayList<>();
        for (int each = 0; each < 2 * SLOTS; each++) {
            taken.add(slots.take());
        }
        assertThat(taken).doesNotHaveDuplicates();
        assertThat(taken.subList(0, SLOTS)).allMatch(slot -> slot >>> SlotChunk.SLOT_SHIFT == 1);
        assertThat(taken.subList(SLOTS, 2 * SLOTS)).allMatch(slot -> slot >>> SlotChunk.SLOT_SHIFT == 3);
        slots.giveBack(taken.get(70));
        slots.giveBack(taken.get(3));
        assertThat(slots.take()).isEqualTo(taken.get(3));
        assertThat(slots.take()).isEqualTo(taken.get(70));
    }

    @Test
    @DisplayName("are dropped with their chunk when that runs empty, but for one chunk; old handles mean nothing then")
    void anEmptyChunkIsDropped() {
        List<Long> taken = new ArrayList<>();
        List<Long> handles = new ArrayList<>();
        for (int each = 0; each < 2 * SLOTS; each++) {
            taken.add(slots.take());
            handles.add(table.open(taken.getLast(), each));
        }
        long full = slots.byteSize();
        handles.forEach(table::close);
        taken.forEach(slots::giveBack);
        assertThat(slots.byteSize()).isEqualTo(full - SlotChunk.BYTES);
        assertThat(handles).noneMatch(table::isLive);
        assertThatIllegalStateException().isThrownBy(() -> table.live(handles.get(SLOTS + 1)));
        for (int each = 0; each < 2 * SLOTS; each++) {
            long handle = table.open(slots.take(), each);
            assertThat(handles).doesNotContain(handle);
        }
    }

    @Test
    @DisplayName("are not used again once they are worn, before their chunk has another era")
    void wornSlotsAreNotUsedAgain() {
        Set<Long> handles = new HashSet<>();
        int lives = 0;
        for (long slot = slots.take(); slot >>> SlotChunk.SLOT_SHIFT == 1; slot = slots.take()) {
            long handle = table.open(slot, 1);
            assertThat(handles.add(handle)).as("handle %x is new", handle).isTrue();
            table.close(handle);
            slots.giveBack(slot);
            lives++;
            if (lives == 3 * SLOTS) {
                break;
            }
        }
        assertThat(lives).as("three lives a slot").isEqualTo(3 * SLOTS);
        assertThat(slots.worn()).as("the chunk was renewed").isZero();
        long handle = table.open(slots.take(), 1);
        assertThat(handles.add(handle)).isTrue();
        assertThat(table.isLive(handle)).isTrue();
    }

    @Test
    @DisplayName("run out: then there is none")
    void runOut() {
        for (int each = 0; each < 256 * SLOTS; each++) {
            assertThat(slots.take()).isNotEqualTo(StripeSlots.NONE);
        }
        assertThat(slots.take()).isEqualTo(StripeSlots.NONE);
    }

    @Test
    @DisplayName("with a life that is pinned are refused by a free, and told of by a pin too many")
    void pinsAreRefused() {
        long handle = table.open(slots.take(), 9);
        assertThat(table.pin(handle)).isEqualTo(9);
        assertThatIllegalStateException().isThrownBy(() -> table.close(handle)).withMessageContaining("has 1 pin:");
        for (int pin = 1; pin < SlotWord.MOST_PINS; pin++) {
            table.pin(handle);
        }
        assertThatIllegalStateException().isThrownBy(() -> table.pin(handle)).withMessageContaining("255");
        for (int pin = 0; pin < SlotWord.MOST_PINS; pin++) {
            table.unpin(handle);
        }
        assertThatIllegalStateException().isThrownBy(() -> table.unpin(handle));
        assertThat(table.close(handle)).isEqualTo(9);
    }
}
