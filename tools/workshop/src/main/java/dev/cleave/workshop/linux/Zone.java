package dev.cleave.workshop.linux;

import dev.cleave.workshop.contract.Shape;

/**
 * The buddy system itself: free lists by order and mobility, pageblocks, splitting and merging. Whoever calls holds
 * {@link #lock}, but for the three methods on allocated pages, which any thread calls at any time.
 *
 * <p>Cost: splitting and merging are a step an order. The buddy of the block of order k at page p is at p XOR 2^k.
 */
final class Zone {
    final SpinLock lock = new SpinLock();
    final PageLists lists;
    final int maxOrder;
    final int pageblockOrder;

    private final int pages;
    private final byte[] states;
    private final byte[] pageblocks;
    private final Fallback fallback;

    /** A zone wholly free and movable; lists up to {@code moreLists} beyond its own are for others to use. */
    Zone(Shape shape, int pageblockOrder, int moreLists) {
        pages = (int) shape.units();
        maxOrder = shape.maxOrder();
        this.pageblockOrder = pageblockOrder;
        lists = new PageLists(pages, listsOf(maxOrder) + moreLists);
        states = Atomics.bytes(pages);
        pageblocks = Atomics.bytes((pages - 1 >> pageblockOrder) + 1);
        convert(0, pages, Mobility.MOVABLE);
        fallback = new Fallback(this);
        shape.forEachRoot((page, units) -> addFree((int) page, Long.numberOfTrailingZeros(units), Mobility.MOVABLE));
    }

    /** How many list numbers a zone of this largest order uses, rounded up to whole cache lines. */
    static int listsOf(int maxOrder) {
        return (maxOrder + 1) * Mobility.COUNT + PageLists.STRIDE & -PageLists.STRIDE;
    }

    /** The list of the free blocks of this order in pageblocks of this mobility. */
    static int list(int order, Mobility mobility) {
        return order * Mobility.COUNT + mobility.ordinal();
    }

    /** Takes a block out, of its own mobility's lists if there is one, else of another's; or {@link PageLists#NONE}. */
    int take(int order, Mobility mobility) {
        int page = takeOwn(order, mobility);
        return page != PageLists.NONE ? page : fallback.take(order, mobility);
    }

    /** The first block of the smallest order that will do, split down: lower half kept, upper half to its list. */
    int takeOwn(int order, Mobility mobility) {
        for (int current = order; current <= maxOrder; current++) {
            int page = lists.first(list(current, mobility));
            if (page != PageLists.NONE) {
                return takeAndSplit(page, current, order, mobility);
            }
        }
        return PageLists.NONE;
    }

    /** Takes a free block out and all but its first 2^order pages back, to the lists of {@code mobility}. */
    int takeAndSplit(int page, int current, int order, Mobility mobility) {
        removeFree(page);
        for (int half = current - 1; half >= order; half--) {
            addFree(page + (1 << half), half, mobility);
        }
        return page;
    }

    /** Puts a block back, merged with its buddy as often as that is free. */
    void put(int freed, int freedOrder) {
        Mobility mobility = mobilityOf(freed);
        int page = freed;
        int order = freedOrder;
        while (order < maxOrder && isFree(page ^ 1 << order, order)) {
            int buddy = page ^ 1 << order;
            removeFree(buddy);
            if (order >= pageblockOrder) {
                convert(buddy, 1 << order, mobility);
            }
            page &= ~(1 << order);
            order++;
        }
        if (mergesSoon(page, order)) {
            lists.addLast(list(order, mobility), page);
            Atomics.setRelease(states, page, PageState.free(order));
        } else {
            addFree(page, order, mobility);
        }
    }

    /** Whether only this block's buddy is missing for one of two orders more: then it is better handed out late. */
    private boolean mergesSoon(int page, int order) {
        int pair = page & ~(1 << order);
        return order + 1 < maxOrder && isFree(pair ^ 1 << order + 1, order + 1);
    }

    private boolean isFree(int page, int order) {
        return page < pages && Atomics.getAcquire(states, page) == PageState.free(order);
    }

    private void addFree(int page, int order, Mobility mobility) {
        lists.addFirst(list(order, mobility), page);
        Atomics.setRelease(states, page, PageState.free(order));
    }

    private void removeFree(int page) {
        lists.remove(page);
        Atomics.setRelease(states, page, PageState.NOTHING);
    }

    /**
     * Makes the pageblocks of so many pages pageblocks of this mobility. The lists of the pages are the caller's to
     * set.
     */
    void convert(int page, int count, Mobility mobility) {
        int last = page + count - 1 >> pageblockOrder;
        for (int pageblock = page >> pageblockOrder; pageblock <= last; pageblock++) {
            Atomics.setRelease(pageblocks, pageblock, (byte) mobility.ordinal());
        }
    }

    /** Moves the free blocks inside a page's pageblock to the lists of another mobility, and converts it. */
    void moveFreeBlocks(int page, Mobility mobility) {
        int start = page & -(1 << pageblockOrder);
        for (int at = start; at < endOfPageblock(start); at += lengthAt(at)) {
            byte state = Atomics.getAcquire(states, at);
            if (PageState.isFree(state)) {
                lists.remove(at);
                lists.addFirst(list(PageState.order(state), mobility), at);
            }
        }
        convert(start, 1, mobility);
    }

    /** How many pages of a page's pageblock are free. */
    int freeIn(int page) {
        int start = page & -(1 << pageblockOrder);
        int free = 0;
        for (int at = start; at < endOfPageblock(start); at += lengthAt(at)) {
            free += PageState.isFree(Atomics.getAcquire(states, at)) ? lengthAt(at) : 0;
        }
        return free;
    }

    /**
     * How many pages of a page's pageblock are in movable blocks: an estimate, for these come and go without the lock.
     */
    int movableIn(int page) {
        int start = page & -(1 << pageblockOrder);
        int movable = 0;
        for (int at = start; at < endOfPageblock(start);) {
            byte state = Atomics.getAcquire(states, at);
            int length =
                    state == PageState.NOTHING ? 1 : Math.min(1 << PageState.order(state), endOfPageblock(start) - at);
            movable += PageState.isMovable(state) ? length : 0;
            at += length;
        }
        return movable;
    }

    private int endOfPageblock(int start) {
        return Math.min(pages, start + (1 << pageblockOrder));
    }

    /** How far the next block may begin; an allocated one is stepped through, for its state may change meanwhile. */
    private int lengthAt(int page) {
        byte state = Atomics.getAcquire(states, page);
        return PageState.isFree(state) ? 1 << PageState.order(state) : 1;
    }

    /** The mobility of a page's pageblock: while the lock is not held, what it was a moment ago. */
    Mobility mobilityOf(int page) {
        return Mobility.of(Atomics.getAcquire(pageblocks, page >> pageblockOrder));
    }

    /** Says that an allocated block begins here. The caller owns the block. */
    void publish(int page, int order, Mobility mobility) {
        Atomics.setRelease(states, page, PageState.allocated(order, mobility));
    }

    /** Takes an allocated block away from its owner: its order, or {@link PageLists#NONE} where no block begins. */
    int claim(int page) {
        byte state = Atomics.getAcquire(states, page);
        return PageState.isAllocated(state) && Atomics.compareAndSet(states, page, state, PageState.NOTHING)
                ? PageState.order(state)
                : PageLists.NONE;
    }

    /** The order of the allocated block that begins here, or {@link PageLists#NONE}. */
    int orderOf(int page) {
        byte state = Atomics.getAcquire(states, page);
        return PageState.isAllocated(state) ? PageState.order(state) : PageLists.NONE;
    }

    /** How often requests went to other mobilities' lists. */
    FallbackCounts fallbacks() {
        return fallback.counts();
    }

    /** A letter for each of the first pageblocks. */
    String letters(int most) {
        StringBuilder letters = new StringBuilder();
        int count = (pages - 1 >> pageblockOrder) + 1;
        for (int pageblock = 0; pageblock < Math.min(count, most); pageblock++) {
            letters.append(pageblock == 0 ? "" : " ").append(mobilityOf(pageblock << pageblockOrder).letter());
        }
        return count > most ? letters + " and " + (count - most) + " more" : letters.toString();
    }

    long byteSize() {
        return lists.byteSize() + states.length + pageblocks.length + lock.byteSize();
    }
}
