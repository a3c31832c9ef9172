package dev.cleave.contiguity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.memory.Pool;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What a compaction would have to do")
class CompactionProspectTest {
    private static final long MIB = 1 << 20;

    private final Pool pool = Pool.builder().capacity(16 * MIB).unit(4096).build();
    private final MovableBlocks movable = MovableBlocks.over(pool);
    private final List<MovableBlock> blocks = new ArrayList<>();

    @AfterEach
    void close() {
        movable.close();
        pool.closeAbandoning();
    }

    /** A block of a MiB at each odd MiB. */
    private void fillEveryOther() {
        for (int each = 0; each < 16; each++) {
            blocks.add(movable.allocate(MIB));
        }
        for (int each = 0; each < 16; each += 2) {
            blocks.get(each).free();
        }
    }

    @Test
    @DisplayName("is told to the byte, moves nothing, and is what a compaction then does")
    void possible() {
        fillEveryOther();
        CompactionProspect prospect = movable.compactor().prospect(4 * MIB, 1);
        assertThat(prospect.possible()).isTrue();
        assertThat(prospect.bytesToMove()).isEqualTo(2 * MIB);
        assertThat(prospect.byteSize()).isEqualTo(4 * MIB);
        assertThat(prospect.obstacles()).isEmpty();
        assertThat(movable.compactor().counts().migrated()).isZero();
        CompactionResult result = movable.compactor().compact(4 * MIB, 1, Budget.unlimited());
        assertThat(result.succeeded()).isTrue();
        assertThat(result.copiedBytes()).isEqualTo(prospect.bytesToMove());
    }

    @Test
    @DisplayName("is nothing where something that cannot move stands everywhere, and then tells what")
    void impossible() {
        fillEveryOther();
        List<LongPin> pins = new ArrayList<>();
        for (int each = 1; each < 16; each += 2) {
            pins.add(blocks.get(each).pinLong());
        }
        CompactionProspect prospect = movable.compactor().prospect(4 * MIB, 1);
        assertThat(prospect.possible()).isFalse();
        assertThat(prospect.obstacles()).isNotEmpty()
                .allMatch(each -> each.kind() == Obstacle.Kind.PINNED_LONG);
        pins.forEach(LongPin::close);
        assertThat(movable.compactor().prospect(4 * MIB, 1).possible()).isTrue();
    }

    @Test
    @DisplayName("refuses what is no size")
    void wrong() {
        assertThatThrownBy(() -> movable.compactor().prospect(0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> movable.compactor().prospect(17 * MIB, 1)).hasMessageContaining("larger capacity");
        assertThatThrownBy(() -> movable.compactor().prospect(MIB, 3)).hasMessageContaining("power of two");
    }

    @Test
    @DisplayName("is seen a pageblock at a time: free, movable, pinned, fixed")
    void pageblocks() {
        MovableBlock moves = movable.allocate(MIB);
        long fixed = pool.allocateAddress(2 * MIB, 2 * MIB);
        List<PageblockContent> seen = new ArrayList<>();
        try (Pin pin = moves.pin()) {
            assertThat(pin.segment().byteSize()).isEqualTo(MIB);
            movable.compactor().forEachPageblock(seen::add);
        }
        assertThat(seen).hasSize(8);
        assertThat(seen).filteredOn(PageblockContent::fixed).singleElement()
                .satisfies(each -> assertThat(each.from()).isEqualTo(fixed));
        assertThat(seen).filteredOn(each -> each.movableBytes() == MIB).singleElement()
                .satisfies(each -> assertThat(each.pinned()).isTrue());
        assertThat(seen.stream().mapToLong(PageblockContent::freeBytes).sum()).isEqualTo(13 * MIB);
        moves.free();
        pool.free(fixed);
    }
}
