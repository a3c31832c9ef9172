package dev.cleave.handle;

import static dev.cleave.handle.HandleWord.REFUSED;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The word of a handle")
class HandleWordTest {
    private static final int GENERATION = 7;
    private static final long BORN = HandleWord.born(GENERATION);

    @Test
    @DisplayName("is born alive, unpinned, at rest, at place 0")
    void born() {
        assertThat(HandleWord.isLive(BORN, GENERATION)).isTrue();
        assertThat(HandleWord.isLive(BORN, GENERATION + 1)).isFalse();
        assertThat(HandleWord.pins(BORN)).isZero();
        assertThat(HandleWord.longPins(BORN)).isZero();
        assertThat(HandleWord.isMoving(BORN)).isFalse();
        assertThat(HandleWord.place(BORN)).isZero();
        assertThat(HandleWord.generation(HandleWord.born(HandleWord.LAST_GENERATION)))
                .isEqualTo(HandleWord.LAST_GENERATION);
    }

    @Test
    @DisplayName("counts pins and long pins apart, up to the most of each")
    void pins() {
        long word = HandleWord.pinnedLong(HandleWord.pinned(BORN, GENERATION), GENERATION);
        assertThat(HandleWord.pins(word)).isEqualTo(1);
        assertThat(HandleWord.longPins(word)).isEqualTo(1);
        assertThat(HandleWord.unpinnedLong(HandleWord.unpinned(word))).isEqualTo(BORN);

        long full = BORN;
        for (int pin = 0; pin < HandleWord.MOST_PINS; pin++) {
            full = HandleWord.pinned(full, GENERATION);
        }
        assertThat(HandleWord.pinned(full, GENERATION)).isEqualTo(REFUSED);
        for (int pin = 0; pin < HandleWord.MOST_LONG_PINS; pin++) {
            full = HandleWord.pinnedLong(full, GENERATION);
        }
        assertThat(HandleWord.pinnedLong(full, GENERATION)).isEqualTo(REFUSED);
        assertThat(HandleWord.pins(full)).isEqualTo(HandleWord.MOST_PINS);
        assertThat(HandleWord.longPins(full)).isEqualTo(HandleWord.MOST_LONG_PINS);
    }

    @Test
    @DisplayName("refuses what is of another generation, or freed")
    void otherGenerations() {
        long freed = HandleWord.freed(BORN, GENERATION);
        assertThat(freed).isNotEqualTo(REFUSED);
        for (long word : List.of(freed, HandleWord.born(GENERATION + 1))) {
            assertThat(HandleWord.pinned(word, GENERATION)).isEqualTo(REFUSED);
            assertThat(HandleWord.pinnedLong(word, GENERATION)).isEqualTo(REFUSED);
            assertThat(HandleWord.freed(word, GENERATION)).isEqualTo(REFUSED);
            assertThat(HandleWord.moving(word, GENERATION)).isEqualTo(REFUSED);
        }
    }

    @Test
    @DisplayName("lets nobody free or move what is pinned, nor unpin what is not")
    void pinnedWords() {
        for (long word : List.of(HandleWord.pinned(BORN, GENERATION), HandleWord.pinnedLong(BORN, GENERATION))) {
            assertThat(HandleWord.freed(word, GENERATION)).isEqualTo(REFUSED);
            assertThat(HandleWord.moving(word, GENERATION)).isEqualTo(REFUSED);
        }
        assertThat(HandleWord.unpinned(BORN)).isEqualTo(REFUSED);
        assertThat(HandleWord.unpinnedLong(BORN)).isEqualTo(REFUSED);
    }

    @Test
    @DisplayName("turns its place where a move ends well, and back at the next")
    void moves() {
        long moving = HandleWord.moving(BORN, GENERATION);
        assertThat(HandleWord.moving(moving, GENERATION)).as("one mover").isEqualTo(REFUSED);
        long moved = HandleWord.moved(moving);
        assertThat(HandleWord.place(moved)).isEqualTo(1);
        assertThat(HandleWord.moved(moved)).as("not moving any more").isEqualTo(REFUSED);
        assertThat(HandleWord.moved(HandleWord.moving(moved, GENERATION))).isEqualTo(BORN);
    }

    @Test
    @DisplayName("keeps it in mind that a pin met a move, though it has come and gone")
    void aPinThatHasComeAndGone() {
        long moving = HandleWord.moving(BORN, GENERATION);
        long met = HandleWord.unpinned(HandleWord.pinned(moving, GENERATION));
        assertThat(HandleWord.pins(met)).isZero();
        assertThat(HandleWord.moved(met)).isEqualTo(REFUSED);
        assertThat(HandleWord.stayed(met)).isEqualTo(BORN);
    }

    @Test
    @DisplayName("leaves what is freed during a move to the mover")
    void freedDuringAMove() {
        long freed = HandleWord.freed(HandleWord.moving(BORN, GENERATION), GENERATION);
        assertThat(HandleWord.isLive(freed)).isFalse();
        assertThat(HandleWord.isMoving(freed)).isTrue();
        assertThat(HandleWord.moved(freed)).isEqualTo(REFUSED);
        assertThat(HandleWord.stayed(freed)).isEqualTo(REFUSED);
    }

    @Test
    @DisplayName("lets a reader's pin be while it moves, and turns only when there is none")
    void readers() {
        long moving = HandleWord.movingUnderReaders(HandleWord.pinnedToRead(BORN, GENERATION), GENERATION);
        assertThat(HandleWord.isMoving(moving)).isTrue();
        assertThat(HandleWord.turned(moving)).as("pinned").isEqualTo(REFUSED);
        assertThat(HandleWord.moved(moving)).as("pinned").isEqualTo(REFUSED);
        long alone = HandleWord.unpinned(HandleWord.pinnedToRead(HandleWord.unpinned(moving), GENERATION));
        long turned = HandleWord.turned(alone);
        assertThat(HandleWord.isMoving(turned)).isTrue();
        assertThat(HandleWord.place(turned)).isEqualTo(1);
        assertThat(HandleWord.settled(turned)).isEqualTo(HandleWord.moved(alone));
        assertThat(HandleWord.settled(HandleWord.pinnedLong(turned, GENERATION))).as("cancelled").isEqualTo(REFUSED);
        assertThat(HandleWord.turned(HandleWord.freed(alone, GENERATION))).as("freed").isEqualTo(REFUSED);
        assertThat(HandleWord.movingUnderReaders(HandleWord.pinnedLong(BORN, GENERATION), GENERATION))
                .as("a writer is there").isEqualTo(REFUSED);
        assertThat(HandleWord.pinnedToRead(BORN, GENERATION + 1)).as("another life").isEqualTo(REFUSED);
    }

    @Test
    @DisplayName("makes a mover of one who has it pinned, and of no second")
    void claimed() {
        long claimed = HandleWord.claimed(HandleWord.pinnedLong(BORN, GENERATION));
        assertThat(HandleWord.isMoving(claimed)).isTrue();
        assertThat(HandleWord.claimed(claimed)).isEqualTo(REFUSED);
        assertThat(HandleWord.claimed(HandleWord.freed(BORN, GENERATION))).isEqualTo(REFUSED);
    }
}
