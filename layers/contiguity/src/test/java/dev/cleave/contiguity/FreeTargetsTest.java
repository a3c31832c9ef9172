package dev.cleave.contiguity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.handle.HandleTable;
import dev.cleave.handle.HandleWord;
import dev.cleave.memory.Pool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Places for what leaves a window")
class FreeTargetsTest {
    private static final int UNIT = 4096;
    private static final int CELL = 8;
    private static final int CELLS = 6;

    private final Pool pool = Pool.builder().capacity(CELLS * CELL * UNIT).purge(false).build();
    private final BlockPlaces places = BlockPlaces.of(pool);
    private final BlockStore store = new BlockStore(pool.leases(), null);
    private final HandleTable table = new HandleTable(CELLS * CELL, HandleWord.LAST_GENERATION);
    private final BlockOwners owners = new BlockOwners(places);

    @AfterEach
    void close() {
        pool.closeAbandoning();
    }

    private void lay(long cell, long units, boolean movable) {
        long address = places.addressOf(cell * CELL);
        assertThat(pool.tryAllocateAt(address, units * UNIT)).isTrue();
        if (movable) {
            owners.set(address, table.open(address, units * UNIT, 1));
        }
    }

    private FreeTargets targets(boolean mayBreak) {
        Landscape landscape = Landscape.survey(pool.space(), table, owners, Integer.numberOfTrailingZeros(CELL));
        return new FreeTargets(store, places, landscape, new Window(0, CELL, 0), mayBreak);
    }

    private long cellOf(long address) {
        return places.unitOf(address) / CELL;
    }

    /**
     * The window, a half full cell, a nearly full one, one with a fixed block, two that are whole.
     */
    private void scene() {
        lay(0, 1, true);
        lay(1, 4, true);
        lay(2, 6, true);
        lay(3, 1, false);
    }

    @Test
    @DisplayName("are in cells that are spoilt anyway, then in the fullest, then in others, never in the window")
    void order() {
        scene();
        FreeTargets targets = targets(false);
        assertThat(cellOf(targets.find(7 * UNIT, 1))).as("beside what is fixed").isEqualTo(3);
        assertThat(cellOf(targets.find(2 * UNIT, 1))).as("the fullest").isEqualTo(2);
        assertThat(cellOf(targets.find(2 * UNIT, 1))).as("the next").isEqualTo(1);
        assertThat(cellOf(targets.find(2 * UNIT, 1))).isEqualTo(1);
        assertThat(targets.find(1, 1)).as("only the window and whole cells are left").isEqualTo(BlockStore.NONE);
    }

    @Test
    @DisplayName("are in whole cells only where those may be broken, and nothing else would do")
    void wholeCells() {
        scene();
        assertThat(targets(false).find(8 * UNIT, 1)).isEqualTo(BlockStore.NONE);
        FreeTargets breaking = targets(true);
        assertThat(cellOf(breaking.find(2 * UNIT, 1))).as("not yet").isEqualTo(3);
        long broken = places.unitOf(breaking.find(8 * UNIT, 1));
        assertThat(broken + 8).as("it reaches into a whole cell").isBetween(4L * CELL + 1, 6L * CELL);
    }

    @Test
    @DisplayName("keep their alignment, and may lie across cells")
    void alignmentAndBorders() {
        lay(0, 1, true);
        lay(2, 4, true);
        lay(3, 1, false);
        assertThat(pool.tryAllocateAt(places.addressOf(CELL), 5 * UNIT)).isTrue();
        assertThat(places.unitOf(targets(false).find(UNIT, 4 * UNIT))).isEqualTo(3 * CELL + 4);

        assertThat(pool.tryAllocateAt(places.addressOf(3 * CELL + 1), 3 * UNIT)).isTrue();
        assertThat(pool.tryAllocateAt(places.addressOf(3 * CELL + 5), 3 * UNIT)).isTrue();
        pool.free(places.addressOf(2 * CELL));
        assertThat(pool.tryAllocateAt(places.addressOf(2 * CELL + 4), 4 * UNIT)).isTrue();
        assertThat(places.unitOf(targets(false).find(6 * UNIT, 1))).as("three units of one cell, three of the next")
                .isEqualTo(CELL + 5);
    }
}
