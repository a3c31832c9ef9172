package dev.cleave.guard.enclave;

/**
 * A page that was read from untrusted memory is not what was written there last: its bytes were
 * altered, swapped with another page's, put back to an older state, cut or lost. Nothing of it was
 * let in. The page stays outside: where its right bytes come back, it can be read again. Its slab
 * gives out no more slots, and what lies in it can be freed.
 */
public final class TamperedPageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final long page;

    TamperedPageException(String what, long page, Throwable cause) {
        super(what + ": it was altered, swapped, put back or lost in untrusted memory. Nothing of it was let in;"
                + " free what lies in it, and do not trust that memory", cause);
        this.page = page;
    }

    /** The number of the page, or of the page of versions behind all of those. */
    public long page() {
        return page;
    }
}
