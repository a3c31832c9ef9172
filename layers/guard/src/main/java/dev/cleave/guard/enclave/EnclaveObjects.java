package dev.cleave.guard.enclave;

import static dev.cleave.guard.enclave.SlabShape.PAGE_BYTES;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * Objects in pages: what lies where, and how long it is. An address is the number of a page and an
 * offset in it. For one thread at a time.
 */
final class EnclaveObjects {
    private final Paging paging;
    private final PageRuns runs;
    private final MetadataAccount account;
    private final Placement placement;
    private final Shelves shelves;

    /** What each page is used for. */
    private final @Nullable PageUse[] uses;

    private long largeObjects;
    private long largeBytes;
    private long largePages;
    private long lostPages;

    /** Told of each piece of an object that lies in one page. */
    @FunctionalInterface
    interface PieceVisitor {
        void visit(int page, int offset, int length);
    }

    EnclaveObjects(Paging paging, PageRuns runs, MetadataAccount account, Placement placement, Shelves shelves) {
        this.paging = paging;
        this.runs = runs;
        this.account = account;
        this.placement = placement;
        this.shelves = shelves;
        uses = new @Nullable PageUse[runs.used() + runs.free()];
    }

    /** Bytes on the Java heap of the table of so many pages. */
    static long tableBytes(int pages) {
        return (long) Integer.BYTES * pages;
    }

    // -------------------------------------------------------------------------------------------------------- allocate

    /** Room for an object; its address. */
    long allocate(long bytes) {
        return bytes <= PAGE_BYTES ? allocateSlot((int) bytes, false) : allocateLarge(bytes);
    }

    private long allocateLarge(long bytes) {
        int tailBytes = (int) (bytes % PAGE_BYTES);
        boolean shares = tailBytes > 0 && shelves.shelfOf(tailBytes).sharesPages();
        int pages = (int) (bytes / PAGE_BYTES) + (tailBytes > 0 && !shares ? 1 : 0);
        long tail = shares ? allocateSlot(tailBytes, true) : LargeObject.NO_TAIL;
        int first = PageRuns.NONE;
        try {
            first = placement.objectRun(runs, pages);
            if (first == PageRuns.NONE) {
                throw full(bytes);
            }
            LargeObject object = new LargeObject(first, pages, bytes, tail);
            account.charge(object.tableBytes());
            use(object, object);
        } catch (RuntimeException | Error failure) {
            undoLarge(tail, first, pages);
            throw failure;
        }
        largeObjects++;
        largeBytes += bytes - (shares ? tailBytes : 0);
        largePages += pages;
        return (long) first * PAGE_BYTES;
    }

    private void undoLarge(long tail, int first, int pages) {
        if (first != PageRuns.NONE) {
            runs.free(first, pages);
        }
        if (tail != LargeObject.NO_TAIL) {
            freeSlot((Slab) requireUse(tail), tail);
        }
    }

    /**
     * A slot for a small object, or for the tail of a large one. Each round but the last condemns a
     * slab.
     */
    private long allocateSlot(int size, boolean isTail) {
        shelves.requested();
        while (true) {
            Shelf shelf = shelves.shelfOf(size);
            while (shelf.freeSlots() < placement.leastChoices()) {
                openSlab(shelf);
            }
            Shelves.Choice choice = shelves.choose(shelf, placement);
            Slab slab = choice.slab();
            int slot = choice.slot();
            try {
                int slack = shelf.slotBytes() - size;
                if (slack > 0) {
                    writeSlack(slab.address(slot) + shelf.slotBytes(), slack);
                }
            } catch (TamperedPageException tampered) {
                condemn(slab);
                continue;
            }
            slab.take(slot, size, isTail);
            shelves.began(shelf, slab, size);
            return slab.address(slot);
        }
    }

    private void openSlab(Shelf shelf) {
        SlabShape shape = shelf.nextShape();
        account.charge(Slab.tableBytes(shape));
        int first = PageRuns.NONE;
        try {
            first = placement.run(runs, shape.pages());
            if (first == PageRuns.NONE) {
                throw full((long) shape.pages() * PAGE_BYTES);
            }
            Slab slab = new Slab(first, shape);
            use(slab, slab);
            shelf.add(slab);
        } catch (RuntimeException | Error failure) {
            if (first != PageRuns.NONE) {
                runs.free(first, shape.pages());
            }
            account.credit(Slab.tableBytes(shape));
            throw failure;
        }
    }

    private void use(PageUse what, @Nullable PageUse mark) {
        for (int page = what.firstPage(); page < what.firstPage() + what.pages(); page++) {
            uses[page] = mark;
        }
    }

    private EnclaveFullException full(long bytes) {
        return new EnclaveFullException("no room for " + bytes + " bytes: of " + (runs.used() + runs.free())
                + " pages " + runs.free() + " are free, " + runs.longest() + " of them in a row; free objects, or"
                + " open the pool with a larger capacity");
    }

    // ------------------------------------------------------------------------------------------------------------ free

    /**
     * Wipes an object and gives its room to others. Where the Java heap has no room for that in
     * between, the object is of no use but to be freed again, which goes on.
     *
     * @throws IllegalArgumentException where no object begins there
     */
    void free(long address) {
        PageUse use = requireUse(address);
        boolean goesOn = use instanceof Leaving leaving && leaving.address() == address;
        switch (goesOn ? use : requireObject(address)) {
            case Slab slab -> freeSlot(slab, address);
            case LargeObject object -> leave(object, new Leaving(object, address));
            case Leaving leaving -> release(leaving);
        }
    }

    /** From here on all that is left of it is freed by {@link #release}, now or later. */
    private void leave(PageUse what, Leaving leaving) {
        use(what, leaving);
        release(leaving);
    }

    private void freeSlot(Slab slab, long address) {
        Shelf shelf = shelves.shelfWith(slab.shape());
        int slot = slab.slotAt(address);
        boolean isLast = slab.live() == 1;
        int size = slab.isCondemned() || isLast && isSpare(slab, shelf) ? 0 : wipe(slab, address, slot);
        if (isLast) {
            size = slab.askedBytes();
        }
        Leaving leaving = isLast && isSpare(slab, shelf) ? new Leaving(slab, address) : null;
        slab.release(slot, size);
        shelves.ended(shelf, slab, size);
        if (leaving != null) {
            shelf.remove(slab);
            leave(slab, leaving);
        }
    }

    /** Whether a slab is not kept once it is empty. */
    private boolean isSpare(Slab slab, Shelf shelf) {
        return slab.isCondemned() || !placement.isRandom()
                || shelf.freeSlots() - slab.free() >= placement.leastChoices();
    }

    /**
     * Wipes a slot; answers how many bytes its object had, or 0 where a page of it was tampered
     * with.
     */
    private int wipe(Slab slab, long address, int slot) {
        int slotBytes = slab.shape().slotBytes();
        try {
            int size = slab.isPadded(slot) ? slotBytes - readSlack(address + slotBytes) : slotBytes;
            paging.wipe(address, slotBytes);
            return size;
        } catch (TamperedPageException tampered) {
            condemn(slab);
            return 0;
        }
    }

    /** Each page by itself, that of the address last: so another call finds what is left. */
    private void release(Leaving leaving) {
        if (leaving.tail() != LargeObject.NO_TAIL) {
            freeTail(leaving.tail());
            leaving.tailIsFree();
        }
        for (int page = leaving.firstPage(); page < leaving.firstPage() + leaving.pages(); page++) {
            if (page != leaving.lastPage() && leaving.equals(uses[page])) {
                releasePage(page);
            }
        }
        releasePage(leaving.lastPage());
        account.credit(leaving.tableBytes());
        if (leaving.what() instanceof LargeObject object) {
            largeObjects--;
            largeBytes -= object.bytes() - (object.tail() == LargeObject.NO_TAIL ? 0 : object.bytes() % PAGE_BYTES);
            largePages -= object.pages();
        }
    }

    private void freeTail(long address) {
        if (requireUse(address) instanceof Leaving leaving) {
            release(leaving);
        } else {
            freeSlot((Slab) requireUse(address), address);
        }
    }

    private void releasePage(int page) {
        try {
            paging.forget(page);
            runs.free(page, 1);
        } catch (TamperedPageException noVersion) {
            lostPages++;
        }
        uses[page] = null;
    }

    private void condemn(Slab slab) {
        if (!slab.isCondemned()) {
            shelves.shelfWith(slab.shape()).unlist(slab);
            slab.condemn();
        }
    }

    /** A page was tampered with: where it is a slab's, that gives out nothing any more. */
    void condemn(long address) {
        if (requireUse(address) instanceof Slab slab) {
            condemn(slab);
        }
    }

    // ------------------------------------------------------------------------------------------------------------ look

    private PageUse requireUse(long address) {
        int page = (int) (address / PAGE_BYTES);
        PageUse use = address >= 0 && address / PAGE_BYTES < uses.length ? uses[page] : null;
        if (use == null) {
            throw new IllegalArgumentException("address " + address + " is not in this pool, or was freed already");
        }
        return use;
    }

    private PageUse requireObject(long address) {
        PageUse use = requireUse(address);
        boolean begins = switch (use) {
            case LargeObject object -> address == (long) object.firstPage() * PAGE_BYTES;
            case Slab slab -> {
                int slot = slab.slotAt(address);
                yield slot != Slab.NO_SLOT && slab.isTaken(slot) && !slab.isTail(slot);
            }
            case Leaving _ -> false;
        };
        if (!begins) {
            throw new IllegalArgumentException("no object begins at address " + address
                    + ": it is inside of one, or was freed already");
        }
        return use;
    }

    /**
     * Bytes that an object asked for.
     *
     * @throws IllegalArgumentException where no object begins there
     */
    long size(long address) {
        return switch (requireObject(address)) {
            case LargeObject object -> object.bytes();
            case Slab slab -> {
                int slotBytes = slab.shape().slotBytes();
                yield slab.isPadded(slab.slotAt(address)) ? slotBytes - readSlack(address + slotBytes) : slotBytes;
            }
            case Leaving _ -> throw new IllegalStateException("no object is one that was freed");
        };
    }

    /**
     * Tells of the pieces of an object, from an offset on; the object begins there, and is so long.
     */
    void pieces(long address, long from, long length, PieceVisitor visitor) {
        long whole = requireUse(address) instanceof LargeObject object && object.tail() != LargeObject.NO_TAIL
                ? (long) object.pages() * PAGE_BYTES
                : Long.MAX_VALUE;
        long inWhole = Math.clamp(whole - from, 0, length);
        pieces(address + from, inWhole, visitor);
        if (inWhole < length) {
            LargeObject object = (LargeObject) requireUse(address);
            pieces(object.tail() + Math.max(0, from - whole), length - inWhole, visitor);
        }
    }

    private static void pieces(long address, long length, PieceVisitor visitor) {
        long at = address;
        long left = length;
        while (left > 0) {
            int offset = (int) (at % PAGE_BYTES);
            int here = (int) Math.min(left, PAGE_BYTES - offset);
            visitor.visit((int) (at / PAGE_BYTES), offset, here);
            at += here;
            left -= here;
        }
    }

    /** The bytes of a page, which is brought in. */
    MemorySegment bytes(int page) {
        return paging.frames().segment(paging.load(page));
    }

    private void writeSlack(long end, int slack) {
        setByte(end - 1, Slab.slackLast(slack));
        if (Slab.slackLength(slack) == 2) {
            setByte(end - 2, Slab.slackBefore(slack));
        }
    }

    private int readSlack(long end) {
        byte last = getByte(end - 1);
        return Slab.slack(last, Slab.isLongSlack(last) ? getByte(end - 2) : 0);
    }

    private void setByte(long at, byte value) {
        bytes((int) (at / PAGE_BYTES)).set(ValueLayout.JAVA_BYTE, at % PAGE_BYTES, value);
    }

    private byte getByte(long at) {
        return bytes((int) (at / PAGE_BYTES)).get(ValueLayout.JAVA_BYTE, at % PAGE_BYTES);
    }

    // ---------------------------------------------------------------------------------------------------------- counts

    /** Large objects: how many, the bytes that they asked for in whole pages, and those pages. */
    EnclaveClassUsage large() {
        return new EnclaveClassUsage(0, largeObjects, largeBytes, largePages * PAGE_BYTES, 0, 0, 0);
    }

    long lostPages() {
        return lostPages;
    }

    int usedPages() {
        return runs.used();
    }
}
