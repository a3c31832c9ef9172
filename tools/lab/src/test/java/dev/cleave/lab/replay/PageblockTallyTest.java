package dev.cleave.lab.replay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PageblockTallyTest {
    private final PageblockTally tally = new PageblockTally();

    @Test
    void manyPagesInOnePageblockCountOnce() {
        tally.add(0, 1);
        tally.add(511, 1);
        tally.add(8, 8);

        assertThat(tally.peak()).isEqualTo(1);
    }

    @Test
    void aBlockCountsInEveryPageblockThatItTouches() {
        tally.add(512, 1024);

        assertThat(tally.peak()).isEqualTo(2);
    }

    @Test
    void thePeakStaysWhenPageblocksBecomeClean() {
        tally.add(0, 1);
        tally.add(512, 1);
        tally.remove(0, 1);
        tally.remove(512, 1);
        tally.add(1024, 1);

        assertThat(tally.peak()).isEqualTo(2);
    }

    @Test
    void aPageblockIsCleanOnlyWhenItsLastUnmovableBlockIsGone() {
        tally.add(0, 1);
        tally.add(1, 1);
        tally.remove(0, 1);
        tally.add(512, 1);

        assertThat(tally.peak()).isEqualTo(2);
    }
}
