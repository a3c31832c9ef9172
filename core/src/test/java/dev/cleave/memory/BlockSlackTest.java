package dev.cleave.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BlockSlackTest {
    @Test
    void sumsWhatBlocksHoldBeyondWhatWasAsked() {
        BlockSlack slack = new BlockSlack(10_000, 12);
        slack.set(0, 100);
        slack.set(9_999, 4095);
        slack.set(5, 0);
        assertThat(slack.sum()).isEqualTo(4195);

        slack.clear(9_999);
        slack.clear(5);
        assertThat(slack.sum()).isEqualTo(100);
    }

    @Test
    void slackLargerThanAnEntryIsExactToo() {
        BlockSlack slack = new BlockSlack(100, 12);
        slack.set(7, 2_000_000_000_000L);
        assertThat(slack.sum()).isEqualTo(2_000_000_000_000L);

        slack.clear(7);
        assertThat(slack.sum()).isZero();
    }

    @Test
    void unitsBeyondAnEntryAreRoundedByLessThanA32768th() {
        BlockSlack slack = new BlockSlack(4, 30);
        slack.set(1, (1L << 30) - 1);

        assertThat(slack.sum()).isBetween((1L << 30) - (1L << 15), (1L << 30) - 1);
    }

    @Test
    void leasesAreCountedAndHaveNoSlack() {
        BlockSlack slack = new BlockSlack(100, 12);
        slack.lease(3);
        slack.lease(50);
        assertThat(slack.leases()).isEqualTo(2);
        assertThat(slack.sum()).isZero();

        slack.clear(3);
        assertThat(slack.leases()).isEqualTo(1);
    }
}
