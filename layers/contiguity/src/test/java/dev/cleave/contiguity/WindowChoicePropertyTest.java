package dev.cleave.contiguity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.buddy.BuddySpace;
import dev.cleave.handle.HandleTable;
import dev.cleave.handle.HandleWord;
import dev.cleave.histories.ByteHistory;
import dev.cleave.histories.RandomHistories;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The window that is chosen, beside one found by trying all of them block by block. */
@DisplayName("The window that is chosen")
class WindowChoicePropertyTest {
    private static final int UNITS = 300;
    private static final long BASE = 0x7000_0000_0000L;
    private static final int UNIT_SHIFT = 12;
    private static final int MOST_BLOCKS = 60;

    /** What lies somewhere: a block of so many units, movable or not. */
    private record Lying(long offset, long count, boolean movable, boolean pinned) {
        boolean overlaps(long from, long end) {
            return offset < end && offset + count > from;
        }
    }

    @Test
    @DisplayName("is the cheapest of all")
    void isTheCheapestOfAll() {
        RandomHistories.check(500, 3 + 2 * MOST_BLOCKS, history -> new Ground().isTheCheapestOfAll(history));
    }

    /** What the window is chosen in. */
    private static final class Ground {
        private final BuddySpace space = BuddySpace.of(UNITS);
        private final HandleTable table = new HandleTable(UNITS, HandleWord.LAST_GENERATION);
        private final BlockPlaces places = new BlockPlaces(BASE, UNIT_SHIFT, UNITS);
        private final BlockOwners owners = new BlockOwners(places);
        private final List<Lying> lying = new ArrayList<>();

        void isTheCheapestOfAll(ByteHistory history) {
            int count = history.tell(history.between(1, 150));
            int cellOrder = history.tell(history.between(0, 5));
            for (int block = 0; history.hasMore() && block < MOST_BLOCKS; block++) {
                lay(history.tell(history.below(2_000)));
            }
            int cellShift = Landscape.cellShift(UNITS, count, cellOrder);
            Landscape landscape = Landscape.survey(space, table, owners, cellShift);
            Window chosen = new WindowChoice(landscape).cheapest(count, 1, 0, new BitSet());

            Window unpinned = cheapest(cellShift, count, false);
            Window expected = unpinned != null ? unpinned : cheapest(cellShift, count, true);
            assertThat(chosen).isEqualTo(expected);
        }

        /** Coded in a number: its length, what kind it is. */
        private void lay(int code) {
            long units = 1L + code % 20;
            long offset = space.allocateExtent(Math.min(units, UNITS));
            boolean movable = code / 20 % 5 != 0;
            if (offset == BuddySpace.NO_BLOCK) {
                return;
            }
            if (code / 100 % 3 == 0) {
                space.free(offset);
                return;
            }
            boolean pinned = movable && code / 300 % 6 == 0;
            if (movable) {
                long handle = table.open(places.addressOf(offset), units << UNIT_SHIFT, 1);
                owners.set(places.addressOf(offset), handle);
                if (pinned) {
                    table.pin(handle);
                }
            }
            lying.add(new Lying(offset, units, movable, pinned));
        }

        /**
         * The first of the cheapest. What stands in the way does so in all of the cells that it
         * touches.
         */
        private Window cheapest(int cellShift, long count, boolean pinsAllowed) {
            Window best = null;
            for (long from = 0; from + count <= UNITS; from += 1L << cellShift) {
                long end = from + count;
                long lastCellEnd = (end + (1L << cellShift) - 1 >> cellShift) << cellShift;
                long start = from;
                boolean blocked = lying.stream().anyMatch(block -> block.overlaps(start, lastCellEnd)
                        && (!block.movable() || block.pinned() && !pinsAllowed));
                long bytes = lying.stream().filter(block -> block.movable() && block.overlaps(start, lastCellEnd))
                        .mapToLong(block -> block.count() << UNIT_SHIFT).sum();
                if (!blocked && (best == null || bytes < best.bytesToMove())) {
                    best = new Window(from, end, bytes);
                }
            }
            return best;
        }
    }
}
