package dev.cleave.guard.enclave;

/**
 * An object of more than a page: whole pages, and what is left over in a slot that it shares a page
 * with.
 *
 * @param firstPage of the whole pages
 * @param pages whole, 1 or more
 * @param bytes asked for
 * @param tail the address of the slot that holds what is left over, or {@link #NO_TAIL}
 */
record LargeObject(int firstPage, int pages, long bytes, long tail) implements PageUse {
    /** Nothing is left over. */
    static final long NO_TAIL = 0;

    private static final long OBJECT_BYTES = 40;

    @Override
    public long tableBytes() {
        return OBJECT_BYTES;
    }
}
