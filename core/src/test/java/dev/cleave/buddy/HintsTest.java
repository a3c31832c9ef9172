package dev.cleave.buddy;

import static dev.cleave.buddy.Parts.MINE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.buddy.Homes.Reach;
import org.junit.jupiter.api.Test;

class HintsTest {
    private static final int HOMES = 4;

    private final Parts parts = new Parts(HOMES * 4096L, 1);
    private final Hints hints = parts.hints;

    /** Makes units free without a word to anybody. */
    private void freeSilently(int word, long bits) {
        parts.metadata.setBits(parts.geometry.word(0, word), bits);
    }

    @Test
    void anAnnouncedRunIsFoundFromTheRootDown() {
        freeSilently(70, 0b1100);
        assertThat(hints.find(1, MINE, Reach.ANY)).isEqualTo(Hints.NOWHERE);
        hints.announceAll(0, 70);
        assertThat(hints.orders()).isEqualTo(0b10);
        assertThat(hints.find(1, MINE, Reach.ANY)).isEqualTo(70);
        assertThat(hints.find(0, MINE, Reach.ANY)).as("a run of another order").isEqualTo(Hints.NOWHERE);
    }

    @Test
    void theLowestWordIsFound() {
        for (int word : new int[] {200, 70, 130}) {
            freeSilently(word, 1);
            hints.announceAll(0, word);
        }
        assertThat(hints.find(0, MINE, Reach.ANY)).isEqualTo(70);
    }

    @Test
    void aRetractedHintIsGoneOnEveryLevelAndOthersStay() {
        freeSilently(70, 1);
        freeSilently(130, 1);
        hints.announceAll(0, 70);
        hints.announceAll(0, 130);
        parts.metadata.clearBits(parts.geometry.word(0, 70), 1);
        hints.retract(0, 70, 0, MINE);
        assertThat(hints.find(0, MINE, Reach.ANY)).isEqualTo(130);
        parts.metadata.clearBits(parts.geometry.word(0, 130), 1);
        hints.retract(0, 130, 0, MINE);
        assertThat(hints.find(0, MINE, Reach.ANY)).isEqualTo(Hints.NOWHERE);
        assertThat(hints.orders()).isZero();
    }

    @Test
    void whoRetractsAHintThatIsRightSetsItAgain() {
        freeSilently(70, 0b11);
        hints.announceAll(0, 70);
        hints.retract(0, 70, 1, MINE);
        assertThat(hints.find(1, MINE, Reach.ANY)).isEqualTo(70);
    }

    @Test
    void aWordThatIsFreeAsAWholeIsASlotOfTheWordAbove() {
        freeSilently(70, -1L);
        hints.announceAll(0, 70);
        assertThat(hints.emptied(1, 1)).isEqualTo(1L << 6);
        assertThat(hints.freeSlots(1, 1)).isEqualTo(1L << 6);
        assertThat(hints.find(6, MINE, Reach.ANY)).as("a word of level 1 with a free slot").isEqualTo(1);
        parts.metadata.clearBits(parts.geometry.word(0, 70), 1);
        hints.retractEmptied(0, 70, MINE);
        assertThat(hints.emptied(1, 1)).isZero();
    }

    @Test
    void everythingCanBeAnnouncedAnew() {
        freeSilently(3, 0b1);
        freeSilently(100, -1L);
        freeSilently(250, 0xFF00);
        hints.announceEverything();
        assertThat(hints.find(0, MINE, Reach.ANY)).isEqualTo(3);
        assertThat(hints.find(6, MINE, Reach.ANY)).isEqualTo(1);
        assertThat(hints.find(3, MINE, Reach.ANY)).isEqualTo(250);
    }
}
