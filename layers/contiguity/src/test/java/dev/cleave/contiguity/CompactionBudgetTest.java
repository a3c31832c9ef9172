package dev.cleave.contiguity;

import static dev.cleave.contiguity.CompactedPools.KIB;
import static dev.cleave.contiguity.CompactedPools.MIB;
import static dev.cleave.contiguity.CompactedPools.checkStamps;
import static dev.cleave.contiguity.CompactedPools.everyOther;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cleave.memory.Pool;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A budget of compaction")
class CompactionBudgetTest {
    private final CompactedPools pools = new CompactedPools();

    @AfterEach
    void nothingIsLost() {
        pools.close();
    }

    @Test
    @DisplayName("never copies more than its budget, and gets on from one budget to the next")
    void isIncremental() {
        Pool pool = pools.pool(16 * MIB);
        MovableBlocks blocks = pools.over(pool);
        List<MovableBlock> kept = everyOther(blocks, 16 * MIB, 64 * KIB);
        long copied = 0;
        int calls = 0;
        CompactionResult result;
        do {
            result = blocks.compactor().allocate(4 * MIB, 1, Budget.ofBytes(200 * KIB));
            assertThat(result.copiedBytes()).isLessThanOrEqualTo(200 * KIB);
            assertThat(result.budgetSpent()).isEqualTo(!result.succeeded());
            copied += result.copiedBytes();
            calls++;
        } while (!result.succeeded() && calls < 1000);
        assertThat(result.succeeded()).isTrue();
        assertThat(calls).isGreaterThan(5);
        assertThat(copied).isLessThanOrEqualTo(2 * MIB + 64 * KIB);
        checkStamps(kept);
    }

    @Test
    @DisplayName("stops at the first step after its time is over")
    void hasATime() {
        Pool pool = pools.pool(4 * MIB);
        MovableBlocks blocks = pools.over(pool);
        everyOther(blocks, 4 * MIB, 64 * KIB);
        CompactionResult result = blocks.compactor().compact(MIB, 1, Budget.ofTime(Duration.ofNanos(1)));
        assertThat(result.succeeded()).isFalse();
        assertThat(result.budgetSpent()).isTrue();
        assertThat(result.copiedBytes()).isZero();
    }

    @Test
    @DisplayName("is refused without a budget, a size, an alignment or a place")
    void badInput() {
        Pool pool = pools.pool(4 * MIB);
        Compactor compactor = pools.over(pool).compactor();
        Budget budget = Budget.unlimited();
        assertThatIllegalArgumentException().isThrownBy(() -> Budget.ofBytes(0)).withMessageContaining("at least");
        assertThatIllegalArgumentException().isThrownBy(() -> Budget.ofTime(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> Budget.ofTime(Duration.ofSeconds(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> compactor.compact(0, 1, budget));
        assertThatIllegalArgumentException().isThrownBy(() -> compactor.compact(5 * MIB, 1, budget))
                .withMessageContaining("larger capacity");
        assertThatIllegalArgumentException().isThrownBy(() -> compactor.allocate(1, 3, budget));
        assertThatIllegalArgumentException().isThrownBy(() -> compactor.allocate(1, 1L << 60, budget));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> compactor.allocateAt(pool.baseAddress() + 1, 1, budget));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> compactor.allocateAt(pool.baseAddress() + 3 * MIB, 2 * MIB, budget));
        assertThatIllegalArgumentException().isThrownBy(() -> compactor.tidy(1.5, budget));
        assertThatIllegalArgumentException().isThrownBy(() -> compactor.tidy(Double.NaN, budget));
        MovableBlocksBuilder settings = MovableBlocks.builder(pool);
        assertThatIllegalArgumentException().isThrownBy(() -> settings.pageblock(3 * MIB));
        assertThatIllegalArgumentException().isThrownBy(() -> settings.pageblock(1024));
        Duration second = Duration.ofSeconds(1);
        assertThatIllegalArgumentException().isThrownBy(() -> settings.compactInBackground(-1, 0.1, second));
        assertThatIllegalArgumentException().isThrownBy(() -> settings.compactInBackground(0.1, 0, second));
        assertThatIllegalArgumentException().isThrownBy(() -> settings.compactInBackground(0.1, 1.1, second));
        assertThatIllegalArgumentException().isThrownBy(() -> settings.compactInBackground(0.1, 1, Duration.ZERO));
    }
}
