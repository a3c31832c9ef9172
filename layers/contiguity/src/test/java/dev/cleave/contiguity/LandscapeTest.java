package dev.cleave.contiguity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.handle.HandleTable;
import dev.cleave.handle.HandleWord;
import dev.cleave.memory.Pool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A landscape")
class LandscapeTest {
    private static final int UNIT = 4096;
    private static final int CELL_SHIFT = 3;

    private final Pool pool = Pool.builder().capacity(30 * UNIT).purge(false).build();
    private final BlockPlaces places = BlockPlaces.of(pool);
    private final HandleTable table = new HandleTable(30, HandleWord.LAST_GENERATION);
    private final BlockOwners owners = new BlockOwners(places);

    @AfterEach
    void close() {
        pool.close();
    }

    private long lay(long unit, long units) {
        long address = places.addressOf(unit);
        assertThat(pool.tryAllocateAt(address, units * UNIT)).isTrue();
        long handle = table.open(address, units * UNIT - 1, 1);
        owners.set(address, handle);
        return handle;
    }

    private Landscape survey() {
        return Landscape.survey(pool.space(), table, owners, CELL_SHIFT);
    }

    @Test
    @DisplayName("tells of each cell what begins in it, what reaches into it, and what is free")
    void cells() {
        lay(2, 3);
        lay(6, 12);
        Landscape seen = survey();

        assertThat(seen.cells()).isEqualTo(4);
        assertThat(seen.begun).containsExactly(15 * UNIT - 2, 0, 0, 0);
        assertThat(seen.straddling).containsExactly(0, 12 * UNIT - 1, 12 * UNIT - 1, 0);
        assertThat(seen.straddler).containsExactly(Landscape.NONE, 6, 6, Landscape.NONE);
        assertThat(seen.free).containsExactly(3, 0, 6, 6);
        assertThat(seen.longestRun).containsExactly(2, 0, 6, 6);
        assertThat(seen.isEmpty(3)).as("the last cell is shorter").isTrue();
        assertThat(seen.isEmpty(2)).isFalse();
        assertThat(seen.fixed.isEmpty()).isTrue();
    }

    @Test
    @DisplayName("knows what cannot move: ordinary blocks, what was taken past the pool, and what is pinned for long")
    void fixed() {
        pool.tryAllocateAt(places.addressOf(7), 2 * UNIT);
        pool.space().tryAllocateAt(16, 1);
        table.pinLong(lay(26, 1));
        assertThat(survey().fixed.stream()).containsExactly(0, 1, 2, 3);
    }

    @Test
    @DisplayName("tells what is pinned for short, or on the move")
    void pinned() {
        table.pin(lay(0, 1));
        table.beginMove(lay(9, 1));
        lay(17, 1);
        Landscape seen = survey();
        assertThat(seen.pinned.stream()).containsExactly(0, 1);
        assertThat(seen.fixed.isEmpty()).isTrue();
    }

    @Test
    @DisplayName("has cells as long as the window, no longer than a pageblock, and not too many")
    void cellSize() {
        assertThat(Landscape.cellShift(1 << 18, 1, 9)).isZero();
        assertThat(Landscape.cellShift(1 << 18, 17, 9)).isEqualTo(4);
        assertThat(Landscape.cellShift(1 << 18, 1 << 14, 9)).isEqualTo(9);
        assertThat(Landscape.cellShift(1L << 24, 1, 9)).isEqualTo(4);
    }
}
