package dev.cleave.contiguity;

import static dev.cleave.contiguity.CompactedPools.KIB;
import static dev.cleave.contiguity.CompactedPools.MIB;
import static dev.cleave.contiguity.CompactedPools.address;
import static dev.cleave.contiguity.CompactedPools.checkStamps;
import static dev.cleave.contiguity.CompactedPools.everyOther;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.memory.Pool;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Compaction where memory is short")
class CompactionOnDemandTest {
    private final CompactedPools pools = new CompactedPools();

    @AfterEach
    void nothingIsLost() {
        pools.close();
    }

    @Test
    @DisplayName("lets an ordinary request succeed that would fail, where it was asked for")
    void onDemand() {
        Pool pool = pools.pool(16 * MIB);
        MovableBlocks blocks = pools.opened(MovableBlocks.builder(pool).compactOnDemand(Budget.unlimited()));
        List<MovableBlock> kept = everyOther(blocks, 16 * MIB, 64 * KIB);

        assertThat(pool.allocateAddress(4 * MIB)).isNotZero();
        assertThat(blocks.allocate(2 * MIB, 2 * MIB).isLive()).isTrue();
        assertThat(blocks.compactor().counts().stalls()).isEqualTo(2);
        assertThat(blocks.compactor().counts().successes()).isEqualTo(2);
        assertThat(pool.tryAllocateAddress(4 * MIB)).as("more than is left").isZero();
        checkStamps(kept);
    }

    @Test
    @DisplayName("asks for reclaimable blocks where too little is free, and no more of them than it takes")
    void reclaims() {
        Pool pool = pools.pool(16 * MIB);
        MovableBlocks blocks = pools.opened(MovableBlocks.builder(pool).compactOnDemand(Budget.unlimited()));
        List<MovableBlock> cached = new ArrayList<>();
        for (int each = 0; each < 256; each++) {
            cached.add(blocks.allocateReclaimable(64 * KIB, MovableBlock::free));
        }
        MovableBlock pinned = cached.getFirst();
        try (Pin _ = pinned.pin()) {
            assertThat(pool.allocateAddress(2 * MIB)).isNotZero();
        }
        assertThat(pinned.isLive()).isTrue();
        assertThat(cached.stream().filter(block -> !block.isLive())).hasSize(32);
    }

    @Test
    @DisplayName("asks for a reclaimable block that stands in the way and can be nowhere else")
    void reclaimsWhatStandsInTheWay() {
        Pool pool = pools.pool(2 * MIB);
        MovableBlocks blocks = pools.over(pool);
        MovableBlock broken = blocks.allocateReclaimable(MIB, block -> {
            throw new IllegalArgumentException("not today");
        });
        MovableBlock cached = blocks.allocateReclaimable(MIB, MovableBlock::free);
        assertThat(blocks.compactor().allocateAt(address(cached), MIB, Budget.unlimited()).succeeded()).isTrue();
        assertThat(cached.isLive()).isFalse();
        assertThat(blocks.compactor().allocateAt(address(broken), MIB, Budget.unlimited()).succeeded()).isFalse();
        assertThat(broken.isLive()).isTrue();
    }

    @Test
    @DisplayName("lets a reclaimer allocate: what it asks for is not compacted for")
    void aReclaimerMayAllocate() {
        Pool pool = pools.pool(4 * MIB);
        MovableBlocks blocks = pools.opened(MovableBlocks.builder(pool).compactOnDemand(Budget.unlimited()));
        MovableBlock cached = blocks.allocateReclaimable(2 * MIB, block -> {
            assertThat(pool.tryAllocateAddress(4 * MIB)).isZero();
            block.free();
        });
        blocks.allocate(2 * MIB);
        assertThat(blocks.compactor().allocateAt(address(cached), MIB, Budget.unlimited()).succeeded()).isTrue();
        assertThat(cached.isLive()).isFalse();
    }
}
