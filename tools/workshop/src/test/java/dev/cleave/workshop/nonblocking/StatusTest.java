package dev.cleave.workshop.nonblocking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.workshop.contract.Shape;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The status bits of nodes in a word")
class StatusTest {
    private static final long TAGS = -1L << 40;

    @Test
    @DisplayName("an empty word has eight free nodes, four pairs, two fours, one eight, wherever a block may begin")
    void allFree() {
        Layout four = new Layout(Shape.of(8), 4);

        for (int span = 0; span <= 3; span++) {
            assertThat(Long.bitCount(Status.free(0, span) & four.starts(span))).isEqualTo(8 >> span);
        }
    }

    @Test
    @DisplayName("a node that is taken is free no more, nor is any wider block over it")
    void takenNodesAreNotFree() {
        long word = Status.take(0, Status.BUSY << 3 * Status.BITS);

        assertThat(Status.isEmpty(word)).isFalse();
        assertThat(Status.isOccupied(word, 15)).isTrue();
        assertThat(Status.free(word, 0)).isEqualTo(0b00001_00001_00001_00001_00000_00001_00001_00001L);
        assertThat(Status.free(word, 1) & 0b00000_00001_00000_00001_00000_00001_00000_00001L)
                .isEqualTo(0b00000_00001_00000_00001_00000_00000_00000_00001L);
        assertThat(Status.free(word, 2) & 0b00001_00000_00000_00000_00001L).isEqualTo(1L << 20);
        assertThat(Status.free(word, 3)).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    @DisplayName("take and release of 2^span nodes are each other's opposite, and leave the tag alone")
    void takeAndReleaseAreOpposite(int span) {
        long before = Status.mark(0, Status.OCCUPIED_LEFT << 35) & TAGS;
        long taken = Status.take(before, Status.repeat(Status.BUSY, span));

        assertThat(Long.bitCount(taken ^ before)).isEqualTo(3 << span);
        assertThat(Status.release(taken, Status.repeat(Status.NODE, span))).isEqualTo(before);
    }

    @Test
    @DisplayName("a mark sets its half, wipes that half's coalescing bit, and always changes the tag")
    void marksWipeAnnouncementsAndChangeTheTag() {
        long side = Status.OCCUPIED_RIGHT << 10;
        long marked = Status.mark(0, side);
        long announced = Status.announce(marked, side);
        long again = Status.mark(announced, side);

        assertThat(Status.isMarked(marked, side)).isTrue();
        assertThat(Status.isCoalescing(announced, side)).isTrue();
        assertThat(Status.isCoalescing(again, side)).isFalse();
        assertThat(again & ~TAGS).isEqualTo(marked & ~TAGS);
        assertThat(again & TAGS).isNotEqualTo(announced & TAGS);
    }

    @Test
    @DisplayName("unmarking clears one half's two bits and nothing else")
    void unmarkClearsOneHalf() {
        long left = Status.OCCUPIED_LEFT << 20;
        long right = Status.OCCUPIED_RIGHT << 20;
        long both = Status.announce(Status.mark(Status.mark(0, left), right), left);

        long next = Status.unmark(both, left);

        assertThat(next & ~TAGS).isEqualTo(right);
        assertThat(Status.isEmpty(next)).isFalse();
        assertThat(Status.isEmpty(Status.unmark(next, right))).isTrue();
    }

    @Test
    @DisplayName("others are occupied halves that nobody announced: not one's own, not coalescing ones")
    void othersAreWhatStaysOccupied() {
        long left = Status.OCCUPIED_LEFT;
        long right = Status.OCCUPIED_RIGHT;
        long word = Status.mark(Status.mark(0, left), right);

        assertThat(Status.hasOthers(word, left)).isTrue();
        assertThat(Status.hasOthers(Status.announce(word, right), left)).isFalse();
        assertThat(Status.hasOthers(Status.take(Status.unmark(word, right), Status.BUSY << 5), left)).isTrue();
        assertThat(Status.hasOthers(Status.mark(0, left), left)).isFalse();
    }

    @Test
    @DisplayName("after 2^24 marks the tag comes round and the nodes are as they were")
    void tagsWrap() {
        long side = Status.OCCUPIED_LEFT;
        long first = Status.mark(0, side);
        long word = first;
        int marks = 0;
        do {
            word = Status.mark(word, side);
            marks++;
        } while (word != first);

        assertThat(marks).isEqualTo(1 << 24);
    }

    @Test
    @DisplayName("a node of a higher level is what the nodes below it say")
    void innerNodesAreDerived() {
        long word = Status.take(0, Status.BUSY << 5);

        assertThat(Status.node(word, 0, 0)).isZero();
        assertThat(Status.node(word, 5, 0)).isEqualTo(Status.BUSY);
        assertThat(Status.node(word, 0, 1)).isEqualTo(Status.OCCUPIED_RIGHT);
        assertThat(Status.node(word, 0, 3)).isEqualTo(Status.OCCUPIED_LEFT);
        assertThat(Status.node(word, 20, 2)).isZero();
        assertThat(Status.node(Status.repeat(Status.BUSY, 2), 0, 2)).isEqualTo(Status.BUSY);
    }
}
