package dev.cleave.contiguity;

import dev.cleave.buddy.BuddySpace;
import dev.cleave.buddy.InvalidBlockException;
import dev.cleave.handle.HandleTable;
import dev.cleave.handle.HandleWord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Finds out what stands in the way, and remembers since when a block has been found pinned. */
final class Obstacles {
    /** The most that a report tells. */
    static final int MOST_TOLD = 16;

    private final BuddySpace space;
    private final HandleTable table;
    private final BlockOwners owners;
    private final BlockPlaces places;
    private final LongPins longPins;

    /** When a block was first found pinned, of those that were so each time since. */
    private final Map<Long, Long> foundPinned = new ConcurrentHashMap<>();

    Obstacles(BuddySpace space, HandleTable table, BlockOwners owners, BlockPlaces places, LongPins longPins) {
        this.space = space;
        this.table = table;
        this.owners = owners;
        this.places = places;
        this.longPins = longPins;
    }

    /** Somebody wanted to move a block and found it pinned. */
    void met(long handle) {
        foundPinned.putIfAbsent(handle, System.nanoTime());
    }

    /**
     * Forgets the blocks that nobody has pinned any more. Cost: a read for each that is remembered.
     */
    void forgetUnpinned() {
        foundPinned.keySet().removeIf(handle -> {
            long word = table.stateOf(handle);
            return word == 0 || HandleWord.pins(word) == 0;
        });
    }

    /**
     * What stands in a window, the lowest first, as far as it is told: also movable blocks, as
     * there was no place for them.
     */
    List<Obstacle> in(Window window) {
        List<Obstacle> found = new ArrayList<>();
        space.forEachBlock(0, window.end(), (offset, count) -> {
            if (window.overlaps(offset, count)) {
                describe(offset, found);
            }
        });
        return List.copyOf(found);
    }

    /** Adds what is known about the block that begins at a unit, if there is room for it. */
    void describe(long offset, List<Obstacle> into) {
        if (into.size() >= MOST_TOLD) {
            return;
        }
        long address = places.addressOf(offset);
        long handle = owners.at(offset);
        long word = handle == BlockOwners.NOBODY ? 0 : table.stateOf(handle);
        if (word == 0) {
            describeUnmovable(offset, into);
        } else if (HandleWord.longPins(word) > 0) {
            longPins.of(handle).forEach(pin -> into.add(new Obstacle(Obstacle.Kind.PINNED_LONG, address,
                    pin.byteSize(), pin.held(), pin.site().orElse(""))));
        } else if (HandleWord.pins(word) > 0 || HandleWord.isMoving(word)) {
            Long since = foundPinned.get(handle);
            Duration held = since == null ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - since);
            into.add(new Obstacle(Obstacle.Kind.PINNED, address, table.byteSize(handle), held, ""));
        } else {
            into.add(plain(Obstacle.Kind.NO_PLACE, address, table.byteSize(handle)));
        }
    }

    /** Adds units that are somebody's who is not done with them, if there is room for them. */
    void describeInTransit(long address, long units, List<Obstacle> into) {
        if (into.size() < MOST_TOLD) {
            into.add(plain(Obstacle.Kind.IN_TRANSIT, address, units << places.unitShift()));
        }
    }

    /** What is no block any more stands in nobody's way. */
    private void describeUnmovable(long offset, List<Obstacle> into) {
        try {
            long count = space.unitsOf(offset);
            into.add(plain(Obstacle.Kind.UNMOVABLE, places.addressOf(offset), count << places.unitShift()));
        } catch (InvalidBlockException freed) {
            // It was freed since it was found.
        }
    }

    private static Obstacle plain(Obstacle.Kind kind, long address, long byteSize) {
        return new Obstacle(kind, address, byteSize, Duration.ZERO, "");
    }
}
