package dev.cleave.workshop.linux;

import java.util.ArrayList;
import java.util.List;

/**
 * The small blocks that one processor keeps for itself, orders 0 to {@link #COSTLY_ORDER} in lists of their own by
 * mobility, so that most requests never see the zone's lock.
 *
 * <pre>
 *               first ◀── hot                     cold ──▶ last
 *   allocate ◀─── ┤ 17 ├─┤ 4 ├─┤ 96 ├─ … ─┤ 3 ├ ◀── refill: a batch from the zone, one lock for all
 *   free     ───▶                              ──▶ drain: at the high mark, a batch to the zone
 * </pre>
 *
 * <p>The last block freed is handed out first: its bytes are still in the processor's cache. A block in these lists is
 * not merged, and in the zone's books is nobody's. Whoever calls holds {@link #lock}; the zone's lock is taken inside
 * it, never the other way round. Cost: a list operation; once a batch, that many of the zone's.
 */
final class PerCpuLists {
    /** The largest order that is kept: {@code PAGE_ALLOC_COSTLY_ORDER}. */
    static final int COSTLY_ORDER = 3;

    /** How many list numbers one processor uses: those of two processors never share a cache line. */
    static final int LISTS = PageLists.STRIDE;

    /** Spaces smaller than this have lists as the kernel boots with: they keep nothing. */
    static final int SMALLEST_CACHED = 1024;

    private static final int MOST_BATCH_SHARE = 256;

    final SpinLock lock = new SpinLock();
    private final Zone zone;
    private final int firstList;
    private final int batch;
    private final int high;
    private int count;

    PerCpuLists(Zone zone, int firstList, long pages) {
        this.zone = zone;
        this.firstList = firstList;
        batch = batch(pages);
        high = 4 * batch;
    }

    /**
     * How many pages go to or from the zone at once: near one in 4096 of the zone, at most 63, and never a power of
     * two.
     */
    static int batch(long pages) {
        long share = Math.max(1, Math.min(pages / 1024, MOST_BATCH_SHARE) / 4);
        return Math.max(1, Integer.highestOneBit((int) (share + share / 2)) - 1);
    }

    /** A block, or {@link PageLists#NONE} where the zone has none either. */
    int take(int order, Mobility mobility) {
        int list = list(order, mobility);
        if (zone.lists.isEmpty(list)) {
            refill(list, order, mobility);
        }
        int page = zone.lists.first(list);
        if (page != PageLists.NONE) {
            remove(page, order);
        }
        return page;
    }

    private void refill(int list, int order, Mobility mobility) {
        zone.lock.lock();
        for (int wanted = Math.max(batch >> order, 2); wanted > 0; wanted--) {
            int page = zone.take(order, mobility);
            if (page == PageLists.NONE) {
                break;
            }
            zone.lists.addLast(list, page);
            count += 1 << order;
        }
        zone.lock.unlock();
    }

    /** Keeps a block; at the high mark, a batch of the coldest goes to the zone. */
    void put(int page, int order) {
        zone.lists.addFirst(list(order, zone.mobilityOf(page)), page);
        count += 1 << order;
        if (count >= high) {
            zone.lock.lock();
            drain(count - batch);
            zone.lock.unlock();
        }
    }

    /**
     * Gives the coldest blocks to the zone, a list after the other in turn, until at most so many pages are left. The
     * zone's lock is held.
     */
    void drain(int left) {
        while (count > left) {
            for (int order = 0; order <= COSTLY_ORDER; order++) {
                for (int mobility = 0; mobility < Mobility.COUNT && count > left; mobility++) {
                    int page = zone.lists.last(list(order, Mobility.of(mobility)));
                    if (page != PageLists.NONE) {
                        remove(page, order);
                        zone.put(page, order);
                    }
                }
            }
        }
    }

    private void remove(int page, int order) {
        zone.lists.remove(page);
        count -= 1 << order;
    }

    private int list(int order, Mobility mobility) {
        return firstList + Zone.list(order, mobility);
    }

    /** The pages at which kept blocks of this order begin, hottest first of each mobility. */
    List<Integer> kept(int order) {
        List<Integer> kept = new ArrayList<>();
        for (int mobility = 0; mobility < Mobility.COUNT; mobility++) {
            for (int page = zone.lists.first(list(order, Mobility.of(mobility))); page != PageLists.NONE;) {
                kept.add(page);
                page = zone.lists.after(page);
            }
        }
        return kept;
    }

    /** Pages kept now. */
    int count() {
        return count;
    }
}
