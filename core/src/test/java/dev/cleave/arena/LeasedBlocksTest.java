package dev.cleave.arena;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.memory.Lease;
import dev.cleave.memory.Pool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeasedBlocksTest {
    private static final long KIB = 1 << 10;

    private final Pool pool = Pool.builder().capacity(1 << 20).purge(false).build();
    private final LeasedBlocks blocks = new LeasedBlocks(pool);
    private final Lease lease = new Lease();

    @AfterEach
    void everythingGoesBack() {
        blocks.giveBack();
        assertThat(pool.usage().usedBytes()).isZero();
        blocks.giveBack();
        pool.close();
    }

    /** Leases and keeps the next block; answers its bytes. */
    private long next(long wanted) {
        Lease next = new Lease();
        assertThat(blocks.leaseNext(next, wanted)).isTrue();
        blocks.keep(next.address());
        return next.byteSize();
    }

    @Test
    void eachBlockIsTwiceAsLargeAsTheLastUpToALimit() {
        for (long expected : new long[] {8, 16, 32, 64, 128, 256, 256}) {
            assertThat(next(100)).isEqualTo(expected * KIB);
        }
        assertThat(blocks.isLarge(128 * KIB)).isFalse();
        assertThat(blocks.isLarge(128 * KIB + 1)).isTrue();
    }

    @Test
    void aFullPoolGivesASmallerBlockThatHasTheWantedBytesOrNone() {
        long rest = pool.allocateAddress((1 << 20) - 8 * KIB);
        assertThat(next(100)).isEqualTo(8 * KIB);
        assertThat(blocks.leaseNext(lease, 100)).isFalse();
        assertThat(lease.isHeld()).isFalse();
        pool.free(rest);

        assertThat(next(100)).as("it begins anew").isEqualTo(8 * KIB);
    }

    @Test
    void aBlockThatIsNotKeptIsNotGivenBack() {
        assertThat(blocks.leaseNext(lease, 100)).isTrue();
        blocks.giveBack();
        assertThat(pool.usedBytes()).isEqualTo(8 * KIB);
        pool.leases().giveBack(lease);
    }
}
