package dev.cleave.contiguity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.buddy.BuddySpace;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The window that is chosen, beside one found by trying all of them block by block. */
class WindowChoicePropertyTest {
    private static final int UNITS = 300;
    private static final long BASE = 0x7000_0000_0000L;
    private static final int UNIT_SHIFT = 12;

    /** What lies somewhere: a block of so many units, movable or not. */
    private record Lying(long offset, long count, boolean movable, boolean pinned) {
        boolean overlaps(long from, long end) {
            return offset < end && offset + count > from;
        }
    }

    private final BuddySpace space = BuddySpace.of(UNITS);
    private final HandleTable table = new HandleTable(UNITS, HandleWord.LAST_GENERATION);
    private final BlockPlaces places = new BlockPlaces(BASE, UNIT_SHIFT, UNITS);
    private final BlockOwners owners = new BlockOwners(places);
    private final List<Lying> lying = new ArrayList<>();

    @Property(tries = 500)
    void isTheCheapestOfAll(
            @ForAll @Size(min = 1, max = 60) List<@IntRange(min = 0, max = 1999) Integer> blocks,
            @ForAll @IntRange(min = 1, max = 150) int count,
            @ForAll @IntRange(min = 0, max = 5) int cellOrder) {
        blocks.forEach(this::lay);
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
