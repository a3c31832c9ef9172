package dev.cleave.guard.enclave;

/**
 * Pages that go back, of what was freed: it is named by the address that its free was given, for
 * which another one goes on where the Java heap had no room for the first. Made before anything
 * changes. For one thread at a time.
 */
final class Leaving implements PageUse {
    private final PageUse what;
    private final long address;
    private boolean isTailFree;

    /**
     * The pages of a large object, or of a slab.
     *
     * @param address of the object, or of the last one in the slab; the page that it lies in goes
     *     last
     */
    Leaving(PageUse what, long address) {
        this.what = what;
        this.address = address;
    }

    long address() {
        return address;
    }

    /** The page that goes last. */
    int lastPage() {
        return (int) (address / SlabShape.PAGE_BYTES);
    }

    /** The address of a tail that is yet to be freed, or {@link LargeObject#NO_TAIL}. */
    long tail() {
        return what instanceof LargeObject object && !isTailFree ? object.tail() : LargeObject.NO_TAIL;
    }

    void tailIsFree() {
        isTailFree = true;
    }

    /** What had the pages. */
    PageUse what() {
        return what;
    }

    @Override
    public int firstPage() {
        return what.firstPage();
    }

    @Override
    public int pages() {
        return what.pages();
    }

    @Override
    public long tableBytes() {
        return what.tableBytes();
    }
}
