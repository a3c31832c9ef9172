package dev.cleave.heap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.buddy.BuddySpace;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A heap's dialogue with a buddy space")
class DialogueTest {
    private static final int UNITS = 4096;

    /** A space whose units are all taken, but for the first of each two below a bound, and one block of 512 behind it. */
    private static BuddySpace scattered() {
        BuddySpace space = BuddySpace.of(UNITS);
        long[] units = new long[UNITS];
        for (int each = 0; each < UNITS; each++) {
            units[each] = space.allocateUnits(1);
        }
        for (long unit : units) {
            if (unit < 512 && unit % 2 == 0 || unit >= UNITS - 512) {
                space.free(unit);
            }
        }
        space.flush();
        return space;
    }

    @Test
    @DisplayName("gives a class what it wants of an empty space, and counts that")
    void asWanted() {
        Dialogue dialogue = new Dialogue("test", BuddySpace.of(UNITS), true, 0.1);
        assertThat(dialogue.choose(16, 1, 16)).isEqualTo(16);
        assertThat(dialogue.decisions()).isEqualTo(new SlabDecisions(1, 0, 0, 0));
    }

    @Test
    @DisplayName("spares the last large block while single units are at hand")
    void sparesTheLastLargeBlock() {
        Dialogue dialogue = new Dialogue("test", scattered(), true, 0.2);
        assertThat(dialogue.choose(16, 1, 16)).isEqualTo(1);
        assertThat(dialogue.decisions()).isEqualTo(new SlabDecisions(0, 1, 0, 0));
    }

    @Test
    @DisplayName("minds nothing when it is off")
    void off() {
        Dialogue dialogue = new Dialogue("test", scattered(), false, 0.2);
        assertThat(dialogue.choose(16, 1, 16)).isEqualTo(16);
        assertThat(dialogue.decisions()).isEqualTo(new SlabDecisions(1, 0, 0, 0));
    }

    @Test
    @DisplayName("notices what others take of the space within a few slabs")
    void looksAgain() {
        BuddySpace space = BuddySpace.of(UNITS);
        Dialogue dialogue = new Dialogue("test", space, true, 0.2);
        assertThat(dialogue.choose(16, 1, 16)).isEqualTo(16);
        for (long offset = 0; offset < UNITS; offset += 64) {
            assertThat(space.allocate(6)).isNotEqualTo(BuddySpace.NO_BLOCK);
        }
        int units = 16;
        for (int slab = 0; slab < 16; slab++) {
            units = dialogue.choose(16, 1, 16);
        }
        assertThat(units).isEqualTo(1);
        assertThat(dialogue.decisions().forced()).isPositive();
    }

    @Test
    @DisplayName("notes between two looks what its own slabs took")
    void notesItsOwnSlabs() {
        BuddySpace space = BuddySpace.of(128);
        Dialogue dialogue = new Dialogue("test", space, true, 0.5);
        assertThat(dialogue.choose(32, 1, 32)).as("all is free").isEqualTo(32);
        assertThat(dialogue.choose(32, 1, 32)).as("2 blocks of 32 would be left, low is 2").isEqualTo(32);
        assertThat(dialogue.choose(32, 1, 32))
                .as("the last block of 64 would be split, and nothing smaller is to be had").isEqualTo(32);
        assertThat(dialogue.decisions()).isEqualTo(new SlabDecisions(2, 0, 0, 1));
    }
}
