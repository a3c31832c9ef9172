package dev.cleave.contiguity;

import static dev.cleave.contiguity.Mobility.MOVABLE;
import static dev.cleave.contiguity.Mobility.RECLAIMABLE;
import static dev.cleave.contiguity.Mobility.UNMOVABLE;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The word of a pageblock")
class PageblockWordTest {
    private static final int SIZE = 512;

    @Test
    @DisplayName("joins the group of whoever takes the first of it, and leaves it with the last")
    void group() {
        long word = PageblockWord.taken(0, RECLAIMABLE, 5, SIZE);
        assertThat(PageblockWord.isOf(word, RECLAIMABLE)).isTrue();
        assertThat(PageblockWord.isOf(word, MOVABLE)).isFalse();
        assertThat(PageblockWord.group(word)).isEqualTo(RECLAIMABLE);
        assertThat(PageblockWord.given(word, RECLAIMABLE, 2)).isNotZero();
        assertThat(PageblockWord.isFree(PageblockWord.given(word, RECLAIMABLE, 5))).isTrue();
    }

    @Test
    @DisplayName("counts each mobility apart")
    void counts() {
        long word = PageblockWord.taken(0, UNMOVABLE, 1, SIZE);
        word = PageblockWord.taken(word, MOVABLE, 20, SIZE);
        word = PageblockWord.taken(word, RECLAIMABLE, 300, SIZE);
        assertThat(PageblockWord.units(word, UNMOVABLE)).isEqualTo(1);
        assertThat(PageblockWord.units(word, MOVABLE)).isEqualTo(20);
        assertThat(PageblockWord.units(word, RECLAIMABLE)).isEqualTo(300);
        assertThat(PageblockWord.used(word)).isEqualTo(321);
        assertThat(PageblockWord.group(word)).isEqualTo(UNMOVABLE);
        long largest = PageblockWord.taken(0, RECLAIMABLE, PageblockWord.MOST_UNITS, PageblockWord.MOST_UNITS);
        assertThat(PageblockWord.units(largest, RECLAIMABLE)).isEqualTo(PageblockWord.MOST_UNITS);
        assertThat(largest).isPositive();
    }

    @Test
    @DisplayName("refuses more than there is, in either direction")
    void refusals() {
        long word = PageblockWord.taken(0, MOVABLE, 500, SIZE);
        assertThat(PageblockWord.taken(word, MOVABLE, 13, SIZE)).isEqualTo(PageblockWord.REFUSED);
        assertThat(PageblockWord.taken(word, UNMOVABLE, 12, SIZE)).isNotEqualTo(PageblockWord.REFUSED);
        assertThat(PageblockWord.given(word, UNMOVABLE, 1)).isEqualTo(PageblockWord.REFUSED);
        assertThat(PageblockWord.given(word, MOVABLE, 501)).isEqualTo(PageblockWord.REFUSED);
    }

    @Test
    @DisplayName("goes over to whoever has most in it, once its own group has nothing left there")
    void goesOver() {
        long word = PageblockWord.taken(0, UNMOVABLE, 1, SIZE);
        word = PageblockWord.taken(word, MOVABLE, 2, SIZE);
        word = PageblockWord.taken(word, RECLAIMABLE, 3, SIZE);
        long after = PageblockWord.given(word, UNMOVABLE, 1);
        assertThat(PageblockWord.group(after)).isEqualTo(RECLAIMABLE);
        assertThat(PageblockWord.group(PageblockWord.given(after, RECLAIMABLE, 3))).isEqualTo(MOVABLE);
        assertThat(PageblockWord.used(PageblockWord.regrouped(after, UNMOVABLE))).isEqualTo(5);
    }
}
