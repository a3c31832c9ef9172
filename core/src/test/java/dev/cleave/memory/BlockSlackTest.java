package dev.cleave.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BlockSlackTest {
    @Test
    void sumsWhatBlocksHoldBeyondWhatWasAsked() {
        BlockSlack slack = new BlockSlack(10_000, 12);
        slack.enter(0, 100);
        slack.enter(9_999, 4095);
        slack.enter(5, 0);
        assertThat(slack.sum()).isEqualTo(4195);

        slack.strike(9_999);
        slack.strike(5);
        assertThat(slack.sum()).isEqualTo(100);
        slack.strike(6_000);
        assertThat(slack.isEntered(6_000)).as("where none was").isFalse();
    }

    @Test
    void aBlockIsKnownWhateverItsSlack() {
        BlockSlack slack = new BlockSlack(10_000, 12);
        assertThat(slack.isEntered(7)).isFalse();
        slack.enter(7, 0);
        slack.enter(8, 4095);
        slack.lease(9);
        for (long offset = 7; offset < 10; offset++) {
            boolean leased = offset == 9;
            assertThat(slack.isEntered(offset)).isTrue();
            assertThat(slack.isLeased(offset)).isEqualTo(leased);
            assertThat(slack.isEntered(offset, leased)).isTrue();
            assertThat(slack.isEntered(offset, !leased)).isFalse();
        }
        slack.strike(7);
        assertThat(slack.isEntered(7)).isFalse();
        assertThat(slack.isEntered(7, false)).isFalse();
        assertThat(slack.isEntered(7, true)).isFalse();
    }

    @Test
    void aWholeUnitOf32KiBLessAByteIsExact() {
        BlockSlack slack = new BlockSlack(4, 15);
        slack.enter(1, (1 << 15) - 1);
        assertThat(slack.sum()).isEqualTo((1 << 15) - 1);
        assertThat(slack.isLeased(1)).isFalse();
    }

    @Test
    void unitsBeyondAnEntryAreRoundedByLessThanA32768th() {
        BlockSlack slack = new BlockSlack(4, 30);
        slack.enter(1, (1L << 30) - 1);

        assertThat(slack.sum()).isBetween((1L << 30) - (1L << 15), (1L << 30) - 1);
    }

    @Test
    void leasesAreCountedAndHaveNoSlack() {
        BlockSlack slack = new BlockSlack(100, 12);
        slack.lease(3);
        slack.lease(50);
        assertThat(slack.leases()).isEqualTo(2);
        assertThat(slack.sum()).isZero();

        slack.strike(3);
        assertThat(slack.leases()).isEqualTo(1);
    }
}
