package dev.cleave.tiers;

/** No tier has room, even after what could be moved was moved and all clean copies were let go of. */
public class TiersFullException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    /**
     * A refusal.
     *
     * @param what what was asked, what there was, and what to do about it
     */
    public TiersFullException(String what) {
        super(what);
    }
}
