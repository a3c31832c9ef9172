package dev.cleave.workshop.show;

import dev.cleave.workshop.contract.BlockAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The free blocks of a space at one moment, by offset; splits and joins make the next moment's. */
final class FreeSet {
    private final NavigableMap<Long, Long> blocks;

    private FreeSet(NavigableMap<Long, Long> blocks) {
        this.blocks = blocks;
    }

    /**
     * A run of units.
     *
     * @param offset its first
     * @param units how many
     */
    record Run(long offset, long units) {
        long end() {
            return offset + units;
        }

        boolean covers(Run other) {
            return offset <= other.offset && other.end() <= end();
        }

        boolean overlaps(Run other) {
            return offset < other.end() && other.offset < end();
        }

        /** Whether it is a power of two of units at a multiple of its length, as binary buddies are. */
        boolean aligned() {
            return Long.bitCount(units) == 1 && offset % units == 0;
        }

        /** Its buddy, if it is aligned. */
        Run buddy() {
            return new Run(offset ^ units, units);
        }

        String range() {
            return Piece.range(offset, units);
        }
    }

    /** What the allocator reports. */
    static FreeSet of(BlockAllocator allocator) {
        TreeMap<Long, Long> blocks = new TreeMap<>();
        allocator.forEachFreeBlock(blocks::put);
        return new FreeSet(blocks);
    }

    FreeSet copy() {
        return new FreeSet(new TreeMap<>(blocks));
    }

    List<Run> runs() {
        List<Run> runs = new ArrayList<>();
        for (Map.Entry<Long, Long> block : blocks.entrySet()) {
            runs.add(new Run(block.getKey(), block.getValue()));
        }
        return runs;
    }

    /** The blocks that share units with this run, lowest first. */
    List<Run> touching(Run run) {
        return runs().stream().filter(run::overlaps).toList();
    }

    /** The block that covers this run, if one does. */
    @Nullable
    Run covering(Run run) {
        Map.Entry<Long, Long> floor = blocks.floorEntry(run.offset());
        if (floor == null) {
            return null;
        }
        Run found = new Run(floor.getKey(), floor.getValue());
        return found.covers(run) ? found : null;
    }

    boolean has(Run run) {
        return Objects.equals(blocks.get(run.offset()), run.units());
    }

    void add(Run run) {
        blocks.put(run.offset(), run.units());
    }

    void remove(Run run) {
        blocks.remove(run.offset());
    }

    long largest() {
        return blocks.values().stream().mapToLong(Long::longValue).max().orElse(0);
    }

    /**
     * Halves a block until one half is the run, showing the block before each cut; then takes the run out.
     *
     * @return false, and nothing of use done, when halving does not lead there
     */
    boolean halveDownTo(Run block, Run run, Consumer<Run> beforeEachCut) {
        Run at = block;
        while (!at.equals(run)) {
            if (!at.aligned() || at.units() == 1 || at.units() <= run.units()) {
                return false;
            }
            beforeEachCut.accept(at);
            Run low = new Run(at.offset(), at.units() / 2);
            Run high = low.buddy();
            remove(at);
            add(low);
            add(high);
            at = low.covers(run) ? low : high;
        }
        remove(run);
        return true;
    }

    /** Two free buddies that lie in one block of the goal, the one around {@code first} before others; or null. */
    @Nullable
    Run joinableToward(FreeSet goal, @Nullable Run first) {
        Run around = first == null ? null : covering(first);
        if (around != null && canJoin(around, goal)) {
            return around;
        }
        return runs().stream().filter(run -> canJoin(run, goal)).findFirst().orElse(null);
    }

    private boolean canJoin(Run run, FreeSet goal) {
        if (!run.aligned() || !has(run.buddy())) {
            return false;
        }
        return goal.covering(run.buddy().offset() < run.offset() ? join(run.buddy()) : join(run)) != null;
    }

    private static Run join(Run lower) {
        return new Run(lower.offset(), lower.units() * 2);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FreeSet set && blocks.equals(set.blocks);
    }

    @Override
    public int hashCode() {
        return blocks.hashCode();
    }
}
