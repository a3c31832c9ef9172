package dev.cleave.workshop.linux;

import dev.cleave.buddy.Stripes;
import dev.cleave.workshop.contract.BlockAllocator;
import dev.cleave.workshop.contract.Description;
import dev.cleave.workshop.contract.FreeBlockVisitor;
import dev.cleave.workshop.contract.Misuse;
import dev.cleave.workshop.contract.ProcessorStripes;
import dev.cleave.workshop.contract.Progress;
import dev.cleave.workshop.contract.Shape;
import dev.cleave.workshop.contract.ThreadSafety;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The binary buddy as the Linux kernel has it: free lists by order and mobility, pageblocks that keep the mobilities
 * apart, lists of pages for each processor, and one lock around it all.
 *
 * <pre>
 *   allocate(order, mobility)                                     free(page)
 *      │ order 0..3                                    order 0..3   │
 *      ▼                                                            ▼
 *   per-CPU lists ──── miss: a batch ────┐   ┌─── high mark: a batch ── per-CPU lists
 *      │ order 4.. or the lists in use   ▼   ▼                      │ order 4.. or the lists in use
 *      └────────────────────────▶  zone, one lock  ◀────────────────┘
 *                                  order 10   U ─   M 0 → 1024   R ─
 *                                  order 9    U 512 M ─          R ─          none of this mobility: see Fallback
 *                                  …                                          none at all: per-CPU lists are drained
 *                                  order 0    U 7   M 1043 → 96  R ─          into the zone, and one last look
 *                                  pageblocks of 512 pages:  U M M R …
 * </pre>
 *
 * <p>A page is a unit. The memory of a kernel is shared by what can be moved and what cannot. One page table in the
 * middle of 2 MiB forbids a large page there for as long as it lives; so each pageblock has a mobility, blocks lie in
 * the lists of their pageblock's, and requests go elsewhere only when their own lists are empty.
 *
 * <p>Invariants, while no call is on its way: (1) a page is in one free block, one kept block or one allocated block;
 * (2) a free block lies in the list of its order and of its pageblock's mobility; (3) no free block's buddy is free,
 * kept blocks left out; (4) a block of several pageblocks has one mobility.
 *
 * <p>Cost: a hit in the per-CPU lists is a lock nobody else wants and a list operation. The zone is a step an order,
 * under the one lock. A request fails after it held every lock at once, so that what it did not see was not free.
 * Metadata: 9 bytes a page in three arrays (the kernel's {@code struct page} has 64 for this and much else), a byte a
 * pageblock.
 *
 * <p>Source: Linux, {@code mm/page_alloc.c} and {@code include/linux/mmzone.h}. Left out: watermarks, reclaim and
 * compaction, zones and nodes, and high marks that adapt; and the order of a free is looked up, since the contract's
 * callers do not say it.
 */
public final class LinuxBuddy implements BlockAllocator {
    /** What it says of itself. */
    public static final Description DESCRIPTION = new Description("linux", "The binary buddy as Linux has it",
            ThreadSafety.ANY_THREAD, Progress.BLOCKING, true, "Linux, mm/page_alloc.c");

    /** Order of a pageblock of 2 MiB in pages of 4 KiB. */
    private static final int PAGEBLOCK_ORDER = 9;

    private static final int MOST_UNITS = 1 << 30;
    private static final int SHOWN_PAGES = 16;
    private static final int SHOWN_PAGEBLOCKS = 64;

    private final Shape shape;
    private final Zone zone;
    private final PerCpuLists[] processors;

    /** From a thread to its processor, where lists are kept for them. */
    private final Stripes stripes;
    private final int costlyOrder;

    /** A space wholly free; pageblocks are of order 9, or one less than the largest block where that is less. */
    public LinuxBuddy(Shape shape) {
        this(shape, Math.clamp(shape.maxOrder() - 1, 0, PAGEBLOCK_ORDER));
    }

    /**
     * A space wholly free.
     *
     * @param shape at most 2^30 units
     * @param pageblockOrder how many units share a mobility, as a power of two: 0 to the shape's largest order
     * @throws IllegalArgumentException when there are more units, or the order is out of range
     */
    public LinuxBuddy(Shape shape, int pageblockOrder) {
        if (shape.units() > MOST_UNITS) {
            throw new IllegalArgumentException(
                    shape.units() + " units: linux serves up to " + MOST_UNITS + "; open it with fewer units");
        }
        if (pageblockOrder < 0 || pageblockOrder > shape.maxOrder()) {
            throw new IllegalArgumentException(
                    "pageblocks of order " + pageblockOrder + ": allowed are 0 to " + shape.maxOrder());
        }
        this.shape = shape;
        stripes = ProcessorStripes.ofThisMachine();
        int count = shape.units() < PerCpuLists.SMALLEST_CACHED ? 0 : stripes.count();
        zone = new Zone(shape, pageblockOrder, count * PerCpuLists.LISTS);
        processors = new PerCpuLists[count];
        for (int processor = 0; processor < count; processor++) {
            int lists = Zone.listsOf(shape.maxOrder()) + processor * PerCpuLists.LISTS;
            processors[processor] = new PerCpuLists(zone, lists, shape.units());
        }
        costlyOrder = count == 0 ? -1 : PerCpuLists.COSTLY_ORDER;
    }

    @Override
    public Description description() {
        return DESCRIPTION;
    }

    @Override
    public Shape shape() {
        return shape;
    }

    /** Asks for a movable block. */
    @Override
    public long allocate(int order) {
        return allocate(order, Mobility.MOVABLE);
    }

    /**
     * Allocates a block for something of this mobility, near others of the kind as long as there is room.
     *
     * @param order 0 to the shape's largest
     * @param mobility whether what will be in it can be moved
     * @return the offset of its first unit, or {@link #NO_BLOCK} when no such block is free
     * @throws IllegalArgumentException when the order is out of range; nothing has changed
     */
    public long allocate(int order, Mobility mobility) {
        shape.requireOrder(order);
        int page = order <= costlyOrder ? takeKept(order, mobility) : PageLists.NONE;
        if (page == PageLists.NONE) {
            page = takeFromZone(order, mobility);
        }
        if (page == PageLists.NONE && processors.length > 0) {
            page = takeLast(order, mobility);
        }
        if (page == PageLists.NONE) {
            return NO_BLOCK;
        }
        zone.publish(page, order, mobility);
        return page;
    }

    private int takeKept(int order, Mobility mobility) {
        PerCpuLists mine = mine();
        if (!mine.lock.tryLock()) {
            return PageLists.NONE;
        }
        int page = mine.take(order, mobility);
        mine.lock.unlock();
        return page;
    }

    private int takeFromZone(int order, Mobility mobility) {
        zone.lock.lock();
        int page = zone.take(order, mobility);
        zone.lock.unlock();
        return page;
    }

    /** The last look before a request fails: with all locks held nothing that is free is out of sight. */
    private int takeLast(int order, Mobility mobility) {
        lockAll();
        drainAll();
        int page = zone.take(order, mobility);
        unlockAll();
        return page;
    }

    @Override
    public void free(long offset) {
        int page = (int) shape.requireOffset(offset);
        int order = zone.claim(page);
        if (order == PageLists.NONE) {
            throw Misuse.noBlock(offset);
        }
        if (order > costlyOrder || !keep(page, order)) {
            zone.lock.lock();
            zone.put(page, order);
            zone.lock.unlock();
        }
    }

    private boolean keep(int page, int order) {
        PerCpuLists mine = mine();
        if (!mine.lock.tryLock()) {
            return false;
        }
        mine.put(page, order);
        mine.lock.unlock();
        return true;
    }

    private PerCpuLists mine() {
        return processors[stripes.mine()];
    }

    @Override
    public long unitsOf(long offset) {
        int order = zone.orderOf((int) shape.requireOffset(offset));
        if (order == PageLists.NONE) {
            throw Misuse.noBlock(offset);
        }
        return 1L << order;
    }

    /** Gives what all processors keep back to the zone: the kernel's {@code drain_all_pages}. */
    @Override
    public void drain() {
        lockAll();
        drainAll();
        unlockAll();
    }

    /** Processors first and upwards, then the zone: everybody's order, so that nobody waits in a circle. */
    private void lockAll() {
        for (PerCpuLists each : processors) {
            each.lock.lock();
        }
        zone.lock.lock();
    }

    private void drainAll() {
        for (PerCpuLists each : processors) {
            each.drain(0);
        }
    }

    private void unlockAll() {
        zone.lock.unlock();
        for (PerCpuLists each : processors) {
            each.lock.unlock();
        }
    }

    /** How often requests were served from pages of another mobility. */
    public FallbackCounts fallbacks() {
        zone.lock.lock();
        FallbackCounts counts = zone.fallbacks();
        zone.lock.unlock();
        return counts;
    }

    /**
     * The mobility of the pageblock around a unit.
     *
     * @throws IllegalArgumentException when the offset is out of range
     */
    public Mobility mobilityAt(long offset) {
        return zone.mobilityOf((int) shape.requireOffset(offset));
    }

    @Override
    public void forEachFreeBlock(FreeBlockVisitor visitor) {
        for (int order = 0; order <= shape.maxOrder(); order++) {
            for (int mobility = 0; mobility < Mobility.COUNT; mobility++) {
                for (int page : listed(order, Mobility.of(mobility))) {
                    visitor.visit(page, 1L << order);
                }
            }
        }
        for (PerCpuLists each : processors) {
            for (int order = 0; order <= PerCpuLists.COSTLY_ORDER; order++) {
                for (int page : each.kept(order)) {
                    visitor.visit(page, 1L << order);
                }
            }
        }
    }

    private List<Integer> listed(int order, Mobility mobility) {
        List<Integer> listed = new ArrayList<>();
        for (int page = zone.lists.first(Zone.list(order, mobility)); page != PageLists.NONE;) {
            listed.add(page);
            page = zone.lists.after(page);
        }
        return listed;
    }

    @Override
    public long metadataBytes() {
        return zone.byteSize() + (processors.length == 0 ? 0 : processors.length * processors[0].lock.byteSize());
    }

    @Override
    public List<String> picture() {
        List<String> lines = new ArrayList<>();
        for (int order = shape.maxOrder(); order >= 0; order--) {
            StringBuilder line = new StringBuilder("order " + order + ": ");
            for (int mobility = 0; mobility < Mobility.COUNT; mobility++) {
                Mobility each = Mobility.of(mobility);
                line.append(mobility == 0 ? "" : "   ").append(each.letter()).append(' ')
                        .append(pages(listed(order, each)));
            }
            lines.add(line.toString());
        }
        lines.add("pageblocks of " + (1 << zone.pageblockOrder) + ": " + zone.letters(SHOWN_PAGEBLOCKS));
        for (int processor = 0; processor < processors.length; processor++) {
            lines.add("processor " + processor + " keeps: " + kept(processors[processor]));
        }
        return lines;
    }

    private static String kept(PerCpuLists lists) {
        StringBuilder kept = new StringBuilder(lists.count() + " units");
        for (int order = 0; order <= PerCpuLists.COSTLY_ORDER; order++) {
            List<Integer> pages = lists.kept(order);
            kept.append(pages.isEmpty() ? "" : "   order " + order + ": " + pages(pages));
        }
        return kept.toString();
    }

    private static String pages(List<Integer> pages) {
        if (pages.isEmpty()) {
            return "─";
        }
        String shown = pages.stream().limit(SHOWN_PAGES).map(String::valueOf).collect(Collectors.joining(" → "));
        return pages.size() > SHOWN_PAGES ? shown + " → and " + (pages.size() - SHOWN_PAGES) + " more" : shown;
    }
}
