package dev.cleave.contiguity;

import static dev.cleave.contiguity.CompactedPools.KIB;
import static dev.cleave.contiguity.CompactedPools.MIB;
import static dev.cleave.contiguity.CompactedPools.UNIT;
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

@DisplayName("What stands in the way of compaction")
class CompactionObstaclesTest {
    private final CompactedPools pools = new CompactedPools();

    @AfterEach
    void nothingIsLost() {
        pools.close();
    }

    @Test
    @DisplayName("steps over pins: it goes where none is, and says which stand in the way where one is everywhere")
    void stepsOverPins() {
        Pool pool = pools.pool(8 * MIB);
        MovableBlocks blocks = pools.over(pool);
        List<MovableBlock> kept = everyOther(blocks, 8 * MIB, 64 * KIB);
        List<LongPin> pins = new ArrayList<>();
        for (MovableBlock block : kept.subList(0, kept.size() - 32)) {
            pins.add(block.pinLong());
        }
        CompactionResult result = blocks.compactor().allocate(2 * MIB, 1, Budget.unlimited());
        assertThat(result.succeeded()).isTrue();

        List<Pin> shortPins = new ArrayList<>();
        kept.subList(kept.size() - 32, kept.size()).forEach(block -> shortPins.add(block.pin()));
        CompactionResult refused = blocks.compactor().allocate(MIB, 1, Budget.unlimited());
        assertThat(refused.succeeded()).isFalse();
        assertThat(refused.address()).isZero();
        assertThat(refused.budgetSpent()).isFalse();
        assertThat(refused.obstacles()).isNotEmpty();

        shortPins.forEach(Pin::close);
        pins.forEach(LongPin::close);
        checkStamps(kept);
    }

    @Test
    @DisplayName("names the pins that stand in its way, their places, and how long each has been held")
    void namesPins() {
        Pool pool = pools.pool(2 * MIB);
        MovableBlocks blocks = pools.over(pool);
        MovableBlock first = blocks.allocate(64 * KIB);
        MovableBlock second = blocks.allocate(64 * KIB);
        try (LongPin _ = first.pinLong(); Pin _ = second.pin()) {
            CompactionResult result = blocks.compactor().compact(2 * MIB, 1, Budget.unlimited());
            assertThat(result.succeeded()).isFalse();
            assertThat(result.obstacles()).extracting(Obstacle::kind)
                    .containsExactlyInAnyOrder(Obstacle.Kind.PINNED_LONG, Obstacle.Kind.PINNED);
            Obstacle longer = result.obstacles().stream()
                    .filter(each -> each.kind() == Obstacle.Kind.PINNED_LONG).findFirst().orElseThrow();
            assertThat(longer.held()).isPositive();
            assertThat(longer.site()).contains("CompactionObstaclesTest.namesPins");
            assertThat(longer.byteSize()).isEqualTo(64 * KIB);
            assertThat(longer.toString()).contains("PINNED_LONG", "CompactionObstaclesTest");
        }
        try (Pin _ = second.pin()) {
            blocks.compactor().allocateAt(address(second), UNIT, Budget.unlimited());
            CompactionResult again = blocks.compactor().allocateAt(address(second), UNIT, Budget.unlimited());
            assertThat(again.obstacles()).singleElement().satisfies(each -> {
                assertThat(each.kind()).isEqualTo(Obstacle.Kind.PINNED);
                assertThat(each.held()).as("since it was first met").isPositive();
            });
        }
        assertThat(blocks.compactor().counts().migrationsFailed()).isPositive();
        assertThat(blocks.compactor().counts().failures()).isEqualTo(3);
    }

    @Test
    @DisplayName("says where there is no place for what would have to move")
    void noPlace() {
        Pool pool = pools.pool(2 * MIB);
        MovableBlocks blocks = pools.over(pool);
        blocks.allocate(UNIT);
        blocks.allocate(2 * MIB - 2 * UNIT);
        CompactionResult result = blocks.compactor().compact(2 * MIB, 1, Budget.unlimited());
        assertThat(result.succeeded()).isFalse();
        assertThat(result.obstacles()).extracting(Obstacle::kind).containsOnly(Obstacle.Kind.NO_PLACE);
    }
}
