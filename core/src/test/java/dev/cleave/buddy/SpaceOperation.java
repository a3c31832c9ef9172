package dev.cleave.buddy;

/**
 * One step of a random history: what to do, and two numbers that are folded into the range of what is there. So any
 * numbers make a legal history, and a shrunk or mutated one stays legal.
 */
public record SpaceOperation(Kind kind, int first, int second) {
    /** What a step does. */
    public enum Kind {
        /** Allocate a block of one of the eight smallest orders. */
        ALLOCATE,
        /** Allocate a block of any order. */
        ALLOCATE_ANY_ORDER,
        /** Allocate 1 to 130 units exactly. */
        ALLOCATE_UNITS,
        /** Allocate any number of units exactly. */
        ALLOCATE_ANY_UNITS,
        /** Allocate 1 to 130 adjacent units, aligned or not. */
        ALLOCATE_EXTENT,
        /** Allocate any number of adjacent units, aligned or not. */
        ALLOCATE_ANY_EXTENT,
        /** Allocate 1 to 130 adjacent units that begin at a multiple of some power of two. */
        ALLOCATE_ALIGNED,
        /** Allocate 1 to 130 adjacent units inside some range. */
        ALLOCATE_WITHIN,
        /** Claim a given range. */
        ALLOCATE_AT,
        /** Claim up to 130 given units, aligned or not. */
        TRY_ALLOCATE_AT,
        /** Allocate 0 to 99 blocks at once. */
        ALLOCATE_MANY,
        /** Make a live block up to 130 units long. */
        RESIZE,
        /** Make a live block any length. */
        RESIZE_ANY,
        /** Free a live block. */
        FREE,
        /** Free a live block in two steps, resized in between. */
        FREE_CLAIMED,
        /** Claim a live block, resize it, and hand it out again. */
        RESIZE_CLAIMED,
        /** Free some live blocks at once. */
        FREE_MANY,
        /** Give the magazines back. */
        FLUSH,
        /** Ask what is at a live block, and somewhere. */
        ASK,
        /** Free any unit: mostly misuse. */
        MISUSE_FREE_ANYWHERE,
        /** Free a block, then free it again. */
        MISUSE_FREE_TWICE,
        /** Free from inside a block. */
        MISUSE_FREE_INSIDE,
        /** Free, and ask for, what no space holds. */
        MISUSE_OUTSIDE,
        /** Free many at once, one of them twice. */
        MISUSE_FREE_MANY_TWICE,
        /** Resize any unit, mostly misuse, and to lengths out of range. */
        MISUSE_RESIZE,
        /** Orders and counts out of range. */
        MISUSE_SIZE,
        /** Ranges misaligned, or out of the space. */
        MISUSE_RANGE
    }

    private static final int SMALL_ORDERS = 8;
    private static final int SMALL_UNITS = 130;

    /** Does this step; an {@link AssertionError} says what was wrong. */
    public void applyTo(CheckedSpace checked) {
        switch (kind) {
            case ALLOCATE -> checked.allocate(fold(first, Math.min(SMALL_ORDERS, orders(checked))));
            case ALLOCATE_ANY_ORDER -> checked.allocate(fold(first, orders(checked)));
            case ALLOCATE_UNITS ->
                    checked.allocateUnits(1 + fold(first, Math.min(SMALL_UNITS, checked.space().units())));
            case ALLOCATE_ANY_UNITS -> checked.allocateUnits(1 + fold(first, checked.space().units()));
            case ALLOCATE_EXTENT ->
                    checked.allocateExtent(1 + fold(first, Math.min(SMALL_UNITS, checked.space().units())));
            case ALLOCATE_ANY_EXTENT -> checked.allocateExtent(1 + fold(first, checked.space().units()));
            case ALLOCATE_ALIGNED ->
                    checked.allocateExtent(1 + fold(first, Math.min(SMALL_UNITS, checked.space().units())),
                            fold(second, orders(checked)));
            case ALLOCATE_WITHIN -> allocateWithin(checked);
            case ALLOCATE_AT -> allocateAt(checked);
            case TRY_ALLOCATE_AT ->
                    checked.tryAllocateAt(unit(checked, first),
                            1 + fold(second, Math.min(SMALL_UNITS, checked.space().units())));
            case ALLOCATE_MANY ->
                    checked.allocateMany(fold(first, Math.min(SMALL_ORDERS, orders(checked))), fold(second, 100));
            case RESIZE ->
                    checked.resize(blockNear(checked, first),
                            1 + fold(second, Math.min(SMALL_UNITS, checked.space().units())));
            case RESIZE_ANY -> checked.resize(blockNear(checked, first), 1 + unit(checked, second));
            case FREE -> checked.free(blockNear(checked, first));
            case FREE_CLAIMED ->
                    checked.freeClaimed(blockNear(checked, first),
                            1 + fold(second, Math.min(SMALL_UNITS, checked.space().units())));
            case RESIZE_CLAIMED ->
                    checked.resizeClaimed(blockNear(checked, first),
                            1 + fold(second, Math.min(SMALL_UNITS, checked.space().units())));
            case FREE_MANY -> checked.freeMany(someBlocks(checked));
            case FLUSH -> checked.space().flush();
            case ASK -> ask(checked);
            case MISUSE_FREE_ANYWHERE -> checked.free(unit(checked, first));
            case MISUSE_FREE_TWICE -> freeTwice(checked);
            case MISUSE_FREE_INSIDE -> freeInside(checked);
            case MISUSE_OUTSIDE -> outside(checked);
            case MISUSE_FREE_MANY_TWICE -> freeManyTwice(checked);
            case MISUSE_RESIZE -> resize(checked);
            case MISUSE_SIZE -> size(checked);
            case MISUSE_RANGE -> range(checked);
        }
    }

    private void allocateAt(CheckedSpace checked) {
        int order = fold(second, orders(checked));
        checked.allocateAt(fold(first, checked.space().units() >> order) << order, order);
    }

    private void allocateWithin(CheckedSpace checked) {
        long one = unit(checked, first);
        long another = unit(checked, second);
        checked.allocateWithin(Math.min(one, another), Math.max(one, another) + 1,
                1 + fold(first ^ second, Math.min(SMALL_UNITS, checked.space().units())),
                fold(first + second, Math.min(SMALL_ORDERS, orders(checked))));
    }

    private void ask(CheckedSpace checked) {
        checked.checkPlace(blockNear(checked, first));
        checked.checkPlace(unit(checked, second));
        checked.checkMap(1 + Math.toIntExact(unit(checked, second)));
        checked.checkFreeRuns(unit(checked, first), unit(checked, second));
        checked.checkBlocks(unit(checked, first), unit(checked, second));
    }

    private void freeTwice(CheckedSpace checked) {
        long block = blockNear(checked, first);
        checked.free(block);
        checked.free(block);
    }

    private void freeInside(CheckedSpace checked) {
        long block = blockNear(checked, first);
        if (block != BuddySpace.NO_BLOCK) {
            checked.free(block + fold(second, checked.model().blocks().get(block)));
        }
    }

    private void outside(CheckedSpace checked) {
        long beyond = checked.space().units() + fold(first, Integer.MAX_VALUE);
        for (long offset : new long[] {beyond, -1 - beyond, 1L << 32, Long.MAX_VALUE, Long.MIN_VALUE,
            BuddySpace.NO_BLOCK}) {
            if (offset < 0 || offset >= checked.space().units()) {
                checked.free(offset);
                checked.checkPlace(offset);
            }
        }
    }

    private void freeManyTwice(CheckedSpace checked) {
        long[] some = someBlocks(checked);
        if (some.length > 1) {
            some[fold(second, some.length - 1)] = some[some.length - 1];
        }
        checked.freeMany(some);
    }

    private void resize(CheckedSpace checked) {
        checked.resize(unit(checked, first), 1 + unit(checked, second));
        checked.resize(-1 - unit(checked, first), 1);
        checked.resize(checked.space().units() + unit(checked, first), 1);
        checked.resize(blockNear(checked, first), -unit(checked, second));
        checked.resize(blockNear(checked, first), checked.space().units() + 1 + unit(checked, second));
    }

    private void size(CheckedSpace checked) {
        checked.allocate(orders(checked) + fold(first, 100));
        checked.allocate(-1 - fold(first, 100));
        checked.allocateUnits(-fold(first, Integer.MAX_VALUE));
        checked.allocateExtent(-fold(first, Integer.MAX_VALUE));
        checked.allocateExtent(checked.space().units() + 1 + fold(first, Integer.MAX_VALUE));
        checked.allocateUnits(checked.space().units() + 1 + fold(first, Integer.MAX_VALUE));
    }

    private void range(CheckedSpace checked) {
        long units = checked.space().units();
        checked.allocateAt(units, 0);
        checked.allocateAt(-1, 0);
        checked.allocateAt(Long.MIN_VALUE, fold(second, orders(checked)));
        checked.allocateAt(0, orders(checked));
        checked.allocateAt(0, -1 - fold(second, 100));
        int order = fold(second, orders(checked));
        if (order > 0) {
            checked.allocateAt(1 + fold(first, (1L << order) - 1), order);
        }
        checked.allocateAt(units >> order << order, order);
        checked.tryAllocateAt(unit(checked, first), units - unit(checked, first) + 1 + unit(checked, second));
        checked.tryAllocateAt(-1 - unit(checked, first), 1);
        checked.tryAllocateAt(unit(checked, first), -unit(checked, second));
    }

    private static int orders(CheckedSpace checked) {
        return checked.space().maxOrder() + 1;
    }

    private static long unit(CheckedSpace checked, int number) {
        return fold(number, checked.space().units());
    }

    /** A live block, or an offset that is none when there is no block. */
    private static long blockNear(CheckedSpace checked, int number) {
        if (checked.model().blocks().isEmpty()) {
            return BuddySpace.NO_BLOCK;
        }
        Long start = checked.model().blocks().floorKey(unit(checked, number));
        return start == null ? checked.model().blocks().firstKey() : start;
    }

    private long[] someBlocks(CheckedSpace checked) {
        return checked.model().blocks().tailMap(unit(checked, first), true).keySet().stream()
                .mapToLong(Long::longValue).limit(fold(second, 100)).toArray();
    }

    private static int fold(int number, int bound) {
        return Math.floorMod(number, bound);
    }

    private static long fold(int number, long bound) {
        return Math.floorMod((long) number, bound);
    }
}
