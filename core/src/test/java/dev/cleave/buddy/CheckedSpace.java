package dev.cleave.buddy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.cleave.buddy.InvalidBlockException.Reason;
import dev.cleave.buddy.PlainBuddy.Place;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/**
 * A {@link BuddySpace} used by one thread with a {@link PlainBuddy} beside it: each call goes to both, and the first
 * disagreement is an {@link AssertionError}. The space chooses where a block goes, the model says whether it could.
 *
 * <p>A refusal must be deserved: of an order when no aligned block of it is free, of units when no run of them is free that is aligned as was
 * asked for.
 */
public final class CheckedSpace {
    private final BuddySpace space;
    private final PlainBuddy model;
    private final FreeBlockCounter counter;

    /** Watches this space, which must be wholly free. */
    public CheckedSpace(BuddySpace space) {
        this.space = space;
        counter = space.freeBlockCounter();
        this.model = new PlainBuddy(space.units());
        checkFigures();
    }

    /** The watched space. */
    public BuddySpace space() {
        return space;
    }

    /** What the space must look like. */
    public PlainBuddy model() {
        return model;
    }

    /** Allocates a block of the order; an order out of range must be refused. */
    public long allocate(int order) {
        if (order < 0 || order > space.maxOrder()) {
            assertThatIllegalArgumentException().isThrownBy(() -> space.allocate(order))
                    .withMessageContaining("" + order);
            return BuddySpace.NO_BLOCK;
        }
        return allocated(space.allocate(order), 1L << order, model.canAllocate(order));
    }

    /** Allocates exactly so many units; a count out of range must be refused. */
    public long allocateUnits(long count) {
        if (count < 1 || count > space.units()) {
            assertThatIllegalArgumentException().isThrownBy(() -> space.allocateUnits(count))
                    .withMessageContaining("" + count);
            return BuddySpace.NO_BLOCK;
        }
        boolean owed = model.canAllocateWithin(0, space.units(), count, PlainBuddy.orderHolding(count));
        return allocated(space.allocateUnits(count), count, owed);
    }

    /** Allocates exactly so many units wherever they lie; a count out of range must be refused. */
    public long allocateExtent(long count) {
        if (count < 1 || count > space.units()) {
            assertThatIllegalArgumentException().isThrownBy(() -> space.allocateExtent(count))
                    .withMessageContaining("" + count);
            return BuddySpace.NO_BLOCK;
        }
        return placed(space.allocateExtent(count), count, model.canAllocateExtent(count));
    }

    /** Allocates exactly so many units at a multiple of a power of two. */
    public long allocateExtent(long count, int alignment) {
        boolean owed = model.canAllocateWithin(0, space.units(), count, alignment);
        return aligned(space.allocateExtent(count, alignment), count, alignment, owed);
    }

    /** Allocates exactly so many units inside a range, at a multiple of a power of two. */
    public long allocateWithin(long from, long end, long count, int alignment) {
        boolean owed = model.canAllocateWithin(from, end, count, alignment);
        long offset = space.allocateWithin(from, end, count, alignment);
        if (offset != BuddySpace.NO_BLOCK) {
            assertThat(offset).as("%d units inside %d to %d", count, from, end).isBetween(from, end - count);
        }
        return aligned(offset, count, alignment, owed);
    }

    private long aligned(long offset, long count, int alignment, boolean owed) {
        if (offset != BuddySpace.NO_BLOCK) {
            assertThat(offset % (1L << alignment)).as("alignment of %d units at %d", count, offset).isZero();
        }
        return placed(offset, count, owed);
    }

    private long allocated(long offset, long count, boolean owed) {
        if (offset != BuddySpace.NO_BLOCK) {
            assertThat(offset % (1L << PlainBuddy.orderHolding(count)))
                    .as("alignment of %d units at %d", count, offset).isZero();
        }
        return placed(offset, count, owed);
    }

    private long placed(long offset, long count, boolean owed) {
        if (offset == BuddySpace.NO_BLOCK) {
            assertThat(owed).as("%d units were free but refused", count).isFalse();
            return offset;
        }
        model.claim(offset, count);
        checkBlock(offset);
        return offset;
    }

    /** Claims the given range; a range that is misaligned or leaves the space must be refused. */
    public boolean allocateAt(long offset, int order) {
        boolean legal = order >= 0 && order <= space.maxOrder() && offset >= 0
                && offset % (1L << order) == 0 && offset <= space.units() - (1L << order);
        if (!legal) {
            assertThatIllegalArgumentException().isThrownBy(() -> space.allocateAt(offset, order));
            return false;
        }
        boolean free = model.isFree(offset, 1L << order);
        assertThat(space.allocateAt(offset, order)).as("claims order %d at %d", order, offset).isEqualTo(free);
        if (free) {
            model.claim(offset, 1L << order);
            checkBlock(offset);
        }
        return free;
    }

    /** Claims the given units, with nothing in magazines; what leaves the space must be refused. */
    public boolean tryAllocateAt(long offset, long count) {
        if (count < 1 || offset < 0 || offset > space.units() - count) {
            assertThatIllegalArgumentException().isThrownBy(() -> space.tryAllocateAt(offset, count));
            return false;
        }
        space.flush();
        boolean free = model.isFree(offset, count);
        assertThat(space.tryAllocateAt(offset, count)).as("claims %d units at %d", count, offset).isEqualTo(free);
        if (free) {
            model.claim(offset, count);
            checkBlock(offset);
        }
        return free;
    }

    /** Allocates up to {@code count} blocks of a legal order in one call; fewer only when there are no more. */
    public int allocateMany(int order, int count) {
        int margin = 2;
        long untouched = -77;
        long[] into = new long[margin + count + margin];
        Arrays.fill(into, untouched);
        int got = space.allocateMany(order, into, margin, count);
        assertThat(got).isBetween(0, count);
        for (int i = 0; i < into.length; i++) {
            if (i >= margin && i < margin + got) {
                allocated(into[i], 1L << order, true);
            } else {
                assertThat(into[i]).as("array element %d, outside of the %d answered", i, got).isEqualTo(untouched);
            }
        }
        assertThat(got < count && model.canAllocate(order)).as("%d of %d blocks, and more were free", got, count)
                .isFalse();
        return got;
    }

    /** Makes the block at this offset longer or shorter; what is no block, or no length, must be refused, and change nothing. */
    public boolean resize(long offset, long count) {
        if (count < 1 || count > space.units()) {
            assertThatIllegalArgumentException().isThrownBy(() -> space.resize(offset, count))
                    .withMessageContaining("" + count);
            return false;
        }
        if (model.placeOf(offset) != Place.BLOCK) {
            checkRefusal(offset, () -> space.resize(offset, count));
            return false;
        }
        boolean owed = model.canResize(offset, count);
        assertThat(space.resize(offset, count))
                .as("resizes the block at %d from %d to %d units", offset, model.blocks().get(offset), count)
                .isEqualTo(owed);
        if (owed) {
            model.resize(offset, count);
        }
        checkBlock(offset);
        return owed;
    }

    /** Frees a block in two steps and resizes it in between; what is none must be refused. */
    public void freeClaimed(long offset, long count) {
        if (model.placeOf(offset) != Place.BLOCK) {
            checkRefusal(offset, () -> space.claim(offset));
            return;
        }
        long present = claim(offset);
        boolean resized = resizeInHand(offset, present, count);
        space.give(offset, resized ? count : present);
        model.free(offset);
        assertThat(space.isBlock(offset)).as("a block at %d after it was given", offset).isFalse();
        assertThatIllegalStateException().isThrownBy(() -> space.give(offset, present));
    }

    /** Claims a block, resizes it and hands it out again; what is none must be refused. */
    public void resizeClaimed(long offset, long count) {
        if (model.placeOf(offset) != Place.BLOCK) {
            checkRefusal(offset, () -> space.claim(offset));
            return;
        }
        long present = claim(offset);
        space.unclaim(offset, resizeInHand(offset, present, count) ? count : present);
        checkBlock(offset);
        assertThatIllegalStateException().isThrownBy(() -> space.unclaim(offset, present));
    }

    /** While a block is claimed nobody else can free or resize it. */
    private long claim(long offset) {
        long present = space.claim(offset);
        assertThat(present).as("units of the claimed block at %d", offset).isEqualTo(model.blocks().get(offset));
        assertThat(space.isBlock(offset)).as("a block at %d while it is claimed", offset).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> space.free(offset)).withMessageContaining("another call");
        assertThatIllegalArgumentException().isThrownBy(() -> space.resize(offset, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> space.claim(offset));
        return present;
    }

    private boolean resizeInHand(long offset, long present, long count) {
        boolean owed = model.canResize(offset, count);
        assertThat(space.resizeClaimed(offset, present, count)).as("resizes %d at %d to %d", present, offset, count)
                .isEqualTo(owed);
        if (owed) {
            model.resize(offset, count);
        }
        return owed;
    }

    /** Frees what is at this offset; if no block starts there that must be refused, and change nothing. */
    public void free(long offset) {
        if (model.placeOf(offset) != Place.BLOCK) {
            checkRefusal(offset, () -> space.free(offset));
            return;
        }
        space.free(offset);
        model.free(offset);
        assertThat(space.isBlock(offset)).as("a block at %d after it was freed", offset).isFalse();
    }

    /**
     * Frees these in one call. If one of them is no block, or is there twice, the call must be refused; each of the others
     * is then either freed or still a block, and the model follows.
     */
    public void freeMany(long... offsets) {
        boolean legal = Arrays.stream(offsets).allMatch(offset -> model.placeOf(offset) == Place.BLOCK)
                && Arrays.stream(offsets).distinct().count() == offsets.length;
        if (legal) {
            space.freeMany(offsets, 0, offsets.length);
        } else {
            assertThatIllegalArgumentException().isThrownBy(() -> space.freeMany(offsets, 0, offsets.length));
        }
        for (long offset : offsets) {
            assertThat(space.isBlock(offset) && legal).as("a block at %d after it was freed", offset).isFalse();
            if (model.placeOf(offset) == Place.BLOCK && !space.isBlock(offset)) {
                model.free(offset);
            }
        }
    }

    /** Frees every block; the space must then be as it was when new. */
    public void freeAll() {
        for (long offset : model.blocks().keySet().toArray(Long[]::new)) {
            free(offset);
        }
        checkFigures();
        assertThat(space.freeUnits()).isEqualTo(space.units());
        assertThat(space.freeBlocksByOrder()).isEqualTo(new PlainBuddy(space.units()).freeBlocksByOrder());
        free(allocate(space.maxOrder()));
    }

    /** What the space says of the unit at this offset must be so. */
    public void checkPlace(long offset) {
        if (model.placeOf(offset) == Place.BLOCK) {
            checkBlock(offset);
        } else {
            assertThat(space.isBlock(offset)).as("a block at %d", offset).isFalse();
            checkRefusal(offset, () -> space.unitsOf(offset));
            checkRefusal(offset, () -> space.orderOf(offset));
        }
    }

    /** The call must be refused because of the offset, and say what is wrong with it. */
    private void checkRefusal(long offset, ThrowingCallable call) {
        Reason[] allowed = switch (model.placeOf(offset)) {
            case OUTSIDE -> new Reason[] {Reason.OUT_OF_RANGE};
            case INSIDE -> new Reason[] {Reason.INSIDE_BLOCK};
            case FREE -> new Reason[] {Reason.FREED_TWICE, Reason.NEVER_ALLOCATED};
            case BLOCK -> throw new IllegalArgumentException("a block begins at " + offset);
        };
        assertThatExceptionOfType(InvalidBlockException.class).isThrownBy(call)
                .withMessageContaining("" + offset)
                .satisfies(refusal -> assertThat(refusal.offset()).isEqualTo(offset))
                .satisfies(refusal -> assertThat(refusal.reason()).isIn((Object[]) allowed));
    }

    private void checkBlock(long offset) {
        long count = model.blocks().get(offset);
        assertThat(space.isBlock(offset)).as("a block at %d", offset).isTrue();
        assertThat(space.unitsOf(offset)).as("units of the block at %d", offset).isEqualTo(count);
        assertThat(space.orderOf(offset)).as("order of the block at %d", offset)
                .isEqualTo(PlainBuddy.orderHolding(count));
    }

    /** Every figure of the space must be the model's, and the space must find itself in order. */
    public void checkFigures() {
        space.verify();
        assertThat(space.units()).isEqualTo(model.units());
        assertThat(space.maxOrder()).isEqualTo(model.maxOrder());
        assertThat(space.freeUnits()).as("free units").isEqualTo(model.freeUnits());
        assertThat(space.freeBlocksByOrder()).as("maximal free blocks").isEqualTo(model.freeBlocksByOrder());
        if (space.snapshot().magazineUnits() == 0) {
            assertThat(counter.count()).as("maximal free blocks, counted").isEqualTo(model.freeBlocksByOrder());
        }
        for (int order = 0; order <= space.maxOrder(); order++) {
            assertThat(space.unusableFreeSpaceIndex(order)).as("unusable free space index of order %d", order)
                    .isCloseTo(model.unusableFreeSpaceIndex(order), within(1e-9));
            assertThat(space.fragmentationIndex(order)).as("fragmentation index of order %d", order)
                    .isCloseTo(model.fragmentationIndex(order), within(1e-9));
        }
    }

    /** The blocks that begin between two offsets must be the model's. */
    public void checkBlocks(long one, long another) {
        long from = Math.min(one, another);
        long end = Math.max(one, another) + 1;
        Map<Long, Long> found = new TreeMap<>();
        space.forEachBlock(from, end, (offset, units) -> found.put(offset, units));
        assertThat(found).as("blocks from %d to before %d", from, end)
                .isEqualTo(model.blocks().subMap(from, true, end, false));
    }

    /** The runs of free units between two offsets must be the model's, each as long as can be. */
    public void checkFreeRuns(long one, long another) {
        long from = Math.min(one, another);
        long end = Math.max(one, another) + 1;
        BitSet free = new BitSet();
        space.flush();
        space.forEachFreeRun(from, end, (offset, length) -> {
            assertThat(offset).as("where a run begins").isGreaterThan(free.length() == 0 ? from - 1 : free.length());
            free.set(Math.toIntExact(offset), Math.toIntExact(offset + length));
        });
        BitSet expected = new BitSet();
        for (long unit = from; unit < end; unit++) {
            expected.set(Math.toIntExact(unit), model.isFree(unit, 1));
        }
        assertThat(free).as("free units from %d to before %d", from, end).isEqualTo(expected);
    }

    /** The used units of each cell, by any cell size, must be the model's. */
    public void checkMap(int unitsPerCell) {
        int[] expected = new int[Math.toIntExact((space.units() + unitsPerCell - 1) / unitsPerCell)];
        for (Map.Entry<Long, Long> block : model.blocks().entrySet()) {
            for (long unit = block.getKey(); unit < block.getKey() + block.getValue(); unit++) {
                expected[Math.toIntExact(unit / unitsPerCell)]++;
            }
        }
        assertThat(space.usedUnits(unitsPerCell)).as("used units by cells of %d", unitsPerCell).isEqualTo(expected);
    }
}
