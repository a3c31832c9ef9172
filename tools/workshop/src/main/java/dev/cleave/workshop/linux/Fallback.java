package dev.cleave.workshop.linux;

/**
 * What to do when a mobility's own lists have nothing: take from another's, so that the kinds mix as little as can be.
 *
 * <pre>
 *   unmovable asks, its lists are empty
 *        │  largest block of another kind, of at least the order asked for
 *        ├─ a whole pageblock or more ──────────▶ convert it, split it into our lists
 *        ├─ in a pageblock of which half is free
 *        │  or holds what is like us ───────────▶ convert the pageblock: all that is free in it is ours from now on
 *        └─ else ───────────────────────────────▶ take only this block; what is left of it stays theirs
 * </pre>
 *
 * <p>The largest comes first because it is the likeliest to bring its whole pageblock along, so that the next such
 * request finds its own lists filled. A movable request that cannot have the pageblock takes the smallest instead: its
 * page can be moved away later, and a large block is not broken for it. Whoever calls holds the zone's lock. Cost: a
 * step an order, and once a pageblock's length where it is converted.
 */
final class Fallback {
    private final Zone zone;
    private long events;
    private long fragmenting;
    private long converted;

    Fallback(Zone zone) {
        this.zone = zone;
    }

    /** A block from another mobility's lists, or {@link PageLists#NONE} where these are empty too. */
    int take(int order, Mobility mobility) {
        for (int current = zone.maxOrder; current >= order; current--) {
            int page = firstOther(current, mobility);
            if (page != PageLists.NONE) {
                boolean whole = mayTakePageblock(current, mobility, zone.pageblockOrder);
                return whole || current == order
                        ? steal(page, current, order, mobility, whole)
                        : takeSmallest(order, mobility);
            }
        }
        return PageLists.NONE;
    }

    /**
     * Whether a block of this order may bring its pageblock along. What cannot be moved should be together, at any
     * price.
     */
    static boolean mayTakePageblock(int order, Mobility asking, int pageblockOrder) {
        return asking != Mobility.MOVABLE || order >= pageblockOrder / 2;
    }

    /**
     * Whether a pageblock is worth to be converted: at least half of it is free, or holds what is like the asking kind.
     *
     * @param free its free pages
     * @param movable its pages in movable blocks
     */
    static boolean isWorthConverting(int free, int movable, Mobility asking, Mobility was, int pageblockOrder) {
        int pages = 1 << pageblockOrder;
        int alike = asking == Mobility.MOVABLE ? movable : was == Mobility.MOVABLE ? pages - free - movable : 0;
        return 2 * (free + alike) >= pages;
    }

    private int takeSmallest(int order, Mobility mobility) {
        for (int current = order; current <= zone.maxOrder; current++) {
            int page = firstOther(current, mobility);
            if (page != PageLists.NONE) {
                return steal(page, current, order, mobility, false);
            }
        }
        return PageLists.NONE;
    }

    private int firstOther(int order, Mobility mobility) {
        int page = zone.lists.first(Zone.list(order, mobility.fallback(0)));
        return page != PageLists.NONE ? page : zone.lists.first(Zone.list(order, mobility.fallback(1)));
    }

    private int steal(int page, int current, int order, Mobility mobility, boolean whole) {
        Mobility was = zone.mobilityOf(page);
        events++;
        if (current >= zone.pageblockOrder) {
            zone.convert(page, 1 << current, mobility);
            converted += 1L << current - zone.pageblockOrder;
            return zone.takeAndSplit(page, current, order, mobility);
        }
        fragmenting++;
        if (whole && isWorthConverting(zone.freeIn(page), zone.movableIn(page), mobility, was, zone.pageblockOrder)) {
            zone.moveFreeBlocks(page, mobility);
            converted++;
            return zone.takeOwn(order, mobility);
        }
        return zone.takeAndSplit(page, current, order, was);
    }

    FallbackCounts counts() {
        return new FallbackCounts(events, fragmenting, converted);
    }
}
