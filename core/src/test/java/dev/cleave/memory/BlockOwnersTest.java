package dev.cleave.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class BlockOwnersTest {
    private static final long UNITS = 10_000;

    private final BlockOwners owners = new BlockOwners(UNITS);

    @Test
    void costNothingBeforeTheFirstChild() {
        owners.enter(5, BlockOwners.POOL);
        assertThat(owners.of(5)).isEqualTo(BlockOwners.POOL);
        assertThat(owners.strike(5)).isEqualTo(BlockOwners.POOL);
        assertThat(owners.byteSize()).isZero();
    }

    @Test
    void knowWhoTookABlockUntilItIsStruckOut() {
        owners.open();
        owners.enter(0, 1);
        owners.enter(UNITS - 1, BlockOwners.MOST);
        assertThat(owners.of(0)).isEqualTo(1);
        assertThat(owners.of(1)).isEqualTo(BlockOwners.POOL);
        assertThat(owners.of(UNITS - 1)).isEqualTo(BlockOwners.MOST);

        assertThat(owners.strike(UNITS - 1)).isEqualTo(BlockOwners.MOST);
        assertThat(owners.strike(UNITS - 1)).as("twice").isEqualTo(BlockOwners.POOL);
        assertThat(owners.of(0)).isEqualTo(1);
    }

    @Test
    void theNextHolderIsEnteredOverTheLast() {
        owners.open();
        owners.enter(3, 7);
        owners.enter(3, BlockOwners.POOL);
        assertThat(owners.of(3)).isEqualTo(BlockOwners.POOL);
    }

    @Test
    void openingTwiceForgetsNothing() {
        owners.open();
        owners.enter(3, 7);
        owners.open();
        assertThat(owners.of(3)).isEqualTo(7);
    }

    @Test
    void makeALeafWhereAChildTakesABlockAlone() {
        owners.open();
        long empty = owners.byteSize();
        owners.enter(9000, BlockOwners.POOL);
        assertThat(owners.byteSize()).isEqualTo(empty);
        owners.enter(9000, 1);
        assertThat(owners.byteSize()).isEqualTo(empty + 4096 * 2);
    }

    @Test
    void threadsThatMakeOneLeafLoseNoEntry() throws InterruptedException {
        for (int round = 0; round < 500; round++) {
            BlockOwners raced = new BlockOwners(UNITS);
            raced.open();
            CountDownLatch start = new CountDownLatch(1);
            Thread other = Thread.ofPlatform().start(() -> {
                start.countDown();
                raced.enter(1, 1);
            });
            start.await();
            raced.enter(2, 2);
            other.join();
            assertThat(raced.of(1)).isEqualTo(1);
            assertThat(raced.of(2)).isEqualTo(2);
        }
    }
}
