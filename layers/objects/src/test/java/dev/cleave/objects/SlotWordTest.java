package dev.cleave.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The word of a slot")
class SlotWordTest {
    private static final long PLACE = 1234;
    private static final long OTHER = 77;

    private final SlotWord words = new SlotWord(20);

    @Test
    @DisplayName("says where an object is, from its birth on, with a generation more each time")
    void isBorn() {
        long first = words.born(0, PLACE);
        assertThat(words.isLive(first)).isTrue();
        assertThat(words.location(first)).isEqualTo(PLACE);
        assertThat(words.generation(first)).isEqualTo(1);
        assertThat(words.pins(first)).isZero();
        assertThat(words.born(first, OTHER)).as("while one lives").isEqualTo(SlotWord.REFUSED);
        long dead = words.freed(first);
        assertThat(words.isLive(dead)).isFalse();
        assertThat(words.freed(dead)).as("a second free").isEqualTo(SlotWord.REFUSED);
        long second = words.born(dead, OTHER);
        assertThat(words.generation(second)).isEqualTo(2);
        assertThat(words.location(second)).isEqualTo(OTHER);
    }

    @Test
    @DisplayName("keeps its object where it is, and alive, while it has a pin")
    void pinsHold() {
        long pinned = words.pinned(words.born(0, PLACE));
        assertThat(words.pins(pinned)).isEqualTo(1);
        assertThat(words.freed(pinned)).isEqualTo(SlotWord.REFUSED);
        assertThat(words.moving(pinned)).isEqualTo(SlotWord.REFUSED);
        assertThat(words.unpinned(pinned)).isEqualTo(words.born(0, PLACE));
        assertThat(words.unpinned(words.born(0, PLACE))).isEqualTo(SlotWord.REFUSED);
    }

    @Test
    @DisplayName("has 255 pins at most")
    void pinsAreBounded() {
        long word = words.born(0, PLACE);
        for (int pin = 1; pin <= SlotWord.MOST_PINS; pin++) {
            word = words.pinned(word);
            assertThat(words.pins(word)).isEqualTo(pin);
            assertThat(words.location(word)).isEqualTo(PLACE);
        }
        assertThat(words.pinned(word)).isEqualTo(SlotWord.REFUSED);
    }

    @Test
    @DisplayName("ends a move when it is pinned, also where the pin has come and gone")
    void aPinEndsAMove() {
        long moving = words.moving(words.born(0, PLACE));
        long after = words.unpinned(words.pinned(moving));
        assertThat(words.isMoving(after)).isFalse();
        assertThat(after).as("what the mover expects").isNotEqualTo(moving);
        assertThat(words.moved(after, OTHER)).isEqualTo(SlotWord.REFUSED);
        assertThat(words.stayed(after)).isEqualTo(SlotWord.REFUSED);
        assertThat(words.moving(moving)).as("a second mover").isEqualTo(SlotWord.REFUSED);
        assertThat(words.stayed(moving)).isEqualTo(words.born(0, PLACE));
    }

    @Test
    @DisplayName("looks as before only when as many moves were made as it counts")
    void movesAreCounted() {
        long born = words.born(0, PLACE);
        long word = born;
        for (int moves = 1; moves < SlotWord.MOVES; moves++) {
            word = words.moved(words.moving(word), PLACE);
            assertThat(words.location(word)).isEqualTo(PLACE);
            assertThat(words.generation(word)).isEqualTo(1);
            assertThat(words.isSameStay(born, word)).as("after %d moves", moves).isFalse();
        }
        word = words.moved(words.moving(word), PLACE);
        assertThat(word).isEqualTo(born);
    }

    @Test
    @DisplayName("is that of the same stay under pins and a move that has not ended")
    void pinsAndMovesAreNoOtherStay() {
        long born = words.born(0, PLACE);
        assertThat(words.isSameStay(born, words.pinned(born))).isTrue();
        assertThat(words.isSameStay(born, words.moving(born))).isTrue();
        assertThat(words.isSameStay(born, words.moved(words.moving(born), OTHER))).isFalse();
        assertThat(words.isSameStay(born, words.freed(born))).isFalse();
        assertThat(words.isSameStay(born, words.born(words.freed(born), PLACE))).isFalse();
    }

    @Test
    @DisplayName("is worn when its generations are over, and has no object then")
    void isWorn() {
        SlotWord few = new SlotWord(20, 2);
        long word = 0;
        for (int life = 1; life <= 3; life++) {
            assertThat(few.isWorn(word)).isFalse();
            word = few.freed(few.born(word, PLACE));
        }
        assertThat(few.isWorn(word)).isTrue();
        assertThat(few.born(word, PLACE)).isEqualTo(SlotWord.REFUSED);
    }

    @Test
    @DisplayName("has room for every location of its pool, and says where a pool is too large")
    void fitsItsPool() {
        SlotWord largest = SlotWord.forCapacity(2L << SlotWord.MOST_LOCATION_BITS);
        long last = (1L << SlotWord.MOST_LOCATION_BITS) - 1;
        assertThat(largest.location(largest.born(0, last))).isEqualTo(last);
        assertThat(largest.generationBits()).isEqualTo(14);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SlotWord.forCapacity((2L << SlotWord.MOST_LOCATION_BITS) + 2))
                .withMessageContaining("137438953474").withMessageContaining("use several");
    }

    @Test
    @DisplayName("keeps its fields apart through any history of legal changes")
    void anyHistory() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        long word = 0;
        int pins = 0;
        long location = 0;
        int generation = 0;
        for (int step = 0; step < 20_000; step++) {
            long place = random.nextInt(1 << 20);
            int change = random.nextInt(5);
            long after = switch (change) {
                case 0 -> words.born(word, place);
                case 1 -> words.freed(word);
                case 2 -> words.pinned(word);
                case 3 -> words.unpinned(word);
                default -> words.moving(word) == SlotWord.REFUSED
                        ? SlotWord.REFUSED
                        : words.moved(words.moving(word), place);
            };
            if (after == SlotWord.REFUSED) {
                continue;
            }
            word = after;
            pins += change == 2 ? 1 : change == 3 ? -1 : 0;
            generation += change == 0 ? 1 : 0;
            location = change == 0 || change == 4 ? place : location;
            assertThat(words.pins(word)).as("seed %d", seed).isEqualTo(pins);
            assertThat(words.generation(word)).as("seed %d", seed).isEqualTo(generation);
            if (words.isLive(word)) {
                assertThat(words.location(word)).as("seed %d", seed).isEqualTo(location);
            }
        }
    }
}
