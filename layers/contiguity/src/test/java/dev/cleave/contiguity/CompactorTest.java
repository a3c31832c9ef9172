package dev.cleave.contiguity;

import static dev.cleave.contiguity.CompactedPools.KIB;
import static dev.cleave.contiguity.CompactedPools.MIB;
import static dev.cleave.contiguity.CompactedPools.PAGEBLOCK;
import static dev.cleave.contiguity.CompactedPools.UNIT;
import static dev.cleave.contiguity.CompactedPools.address;
import static dev.cleave.contiguity.CompactedPools.checkStamps;
import static dev.cleave.contiguity.CompactedPools.everyOther;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.cleave.histories.Patience;
import dev.cleave.memory.Pool;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Compaction")
class CompactorTest {
    private final CompactedPools pools = new CompactedPools();

    @AfterEach
    void nothingIsLost() {
        pools.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {16 * KIB, 100 * KIB, MIB, 2 * MIB, 3 * MIB, 8 * MIB})
    @DisplayName("serves a request of any size while enough is free")
    void anySize(long byteSize) {
        Pool pool = pools.pool(32 * MIB);
        MovableBlocks blocks = pools.over(pool);
        List<MovableBlock> kept = everyOther(blocks, 32 * MIB, 8 * KIB);
        assertThat(pool.tryAllocateAddress(byteSize)).as("the pool alone").isZero();

        CompactionResult result = blocks.compactor().allocate(byteSize, 1, Budget.unlimited());

        assertThat(result.succeeded()).isTrue();
        assertThat(pool.space().isBlock((result.address() - pool.baseAddress()) / UNIT)).isTrue();
        assertThat(result.copiedBytes()).isLessThanOrEqualTo(Math.max(byteSize, 16 * KIB));
        checkStamps(kept);
        pool.free(result.address());
    }

    @Test
    @DisplayName("serves a request beside what is free already without moving anything")
    void nothingToDo() {
        Pool pool = pools.pool(8 * MIB);
        MovableBlocks blocks = pools.over(pool);
        CompactionResult result = blocks.compactor().allocate(MIB, MIB, Budget.unlimited());
        assertThat(result.succeeded()).isTrue();
        assertThat(result.address() % MIB).isZero();
        assertThat(blocks.compactor().compact(7 * MIB, 1, Budget.ofBytes(1)).succeeded()).isTrue();
        assertThat(blocks.compactor().counts()).isEqualTo(new CompactionCounts(0, 0, 0, 0, 0, 0, 0));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7, 511})
    @DisplayName("makes room at a given address, also in the midst of a block")
    void atAnAddress(long units) {
        Pool pool = pools.pool(8 * MIB);
        MovableBlocks blocks = pools.over(pool);
        List<MovableBlock> kept = everyOther(blocks, 8 * MIB, 12 * KIB);
        long wanted = pool.baseAddress() + 3 * MIB + units * UNIT;

        CompactionResult result = blocks.compactor().allocateAt(wanted, MIB, Budget.unlimited());

        assertThat(result.address()).isEqualTo(wanted);
        checkStamps(kept);
        CompactionResult again = blocks.compactor().allocateAt(wanted + UNIT, UNIT, Budget.unlimited());
        assertThat(again.succeeded()).isFalse();
        assertThat(again.obstacles()).singleElement().satisfies(obstacle -> {
            assertThat(obstacle.kind()).isEqualTo(Obstacle.Kind.UNMOVABLE);
            assertThat(obstacle.address()).isEqualTo(wanted);
            assertThat(obstacle.byteSize()).isEqualTo(MIB);
        });
    }

    @Test
    @DisplayName("is waited for when the blocks are closed, and does not begin afterwards")
    void closingWaits() throws Exception {
        Pool pool = pools.pool(2 * MIB);
        MovableBlocks blocks = pools.over(pool);
        AtomicReference<Thread> closer = new AtomicReference<>();
        CountDownLatch asked = new CountDownLatch(1);
        blocks.allocate(UNIT);
        MovableBlock standsInTheWay = blocks.allocateReclaimable(2 * MIB - UNIT, block -> {
            asked.countDown();
            Patience.waitUntil(() -> closer.get() != null && closer.get().getState() == Thread.State.WAITING);
        });
        long address = address(standsInTheWay);
        CompletableFuture<CompactionResult> compaction = CompletableFuture
                .supplyAsync(() -> blocks.compactor().allocateAt(address, UNIT, Budget.unlimited()));
        asked.await();
        closer.set(Thread.currentThread());
        blocks.close();

        assertThat(pool.leases().report().isEmpty()).isTrue();
        assertThat(compaction.get(2, TimeUnit.MINUTES).obstacles()).hasSizeLessThanOrEqualTo(1);
        assertThatIllegalStateException().isThrownBy(() -> blocks.compactor().tidy(0, Budget.unlimited()))
                .withMessageContaining("are closed");
    }

    @Test
    @DisplayName("goes on in the background, until its owner is closed")
    void inTheBackground() {
        Pool pool = pools.pool(32 * MIB);
        MovableBlocks blocks = pools.opened(MovableBlocks.builder(pool)
                .compactInBackground(0.2, 0.5, Duration.ofMillis(5)));
        List<MovableBlock> kept = everyOther(blocks, 32 * MIB, 64 * KIB);
        int order = Long.numberOfTrailingZeros(PAGEBLOCK / UNIT);
        Patience.waitUntil(() -> pool.space().unusableFreeSpaceIndex(order) <= 0.2);
        checkStamps(kept);
    }
}
