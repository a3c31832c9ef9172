package dev.cleave.gpu;

/**
 * The life of an allocation.
 *
 * <pre>
 *                free, no fence                   free
 *     LIVE -----------------------&gt; FREED   MOVING ----&gt; MOVING_FREED
 *      | ^                            ^       ^  |             |
 *      | | end of a pass              |       |  |             | end of the pass
 *      | +-------------- MOVING ------|-------|--+             |
 *      |   begin of a pass  ^---------|-- LIVE                 |
 *      |                              |                        |
 *      +--&gt; PENDING ------------------+&lt;-----------------------+
 *      free, fence    the fence has passed
 * </pre>
 */
enum AllocationState {
    /** In use. */
    LIVE,
    /** In use, and a defragmentation has a second place for it. */
    MOVING,
    /** Freed meanwhile: the defragmentation that moves it gives back both places. */
    MOVING_FREED,
    /** Freed; its place is given back when its fence has passed. */
    PENDING,
    /** Its place was given back. */
    FREED;

    /** Whether it is its user's. */
    boolean isUsable() {
        return this == LIVE || this == MOVING;
    }

    /** Why it cannot be used as somebody wanted. */
    IllegalStateException refusal(String what, String allocation) {
        return new IllegalStateException(switch (this) {
            case PENDING -> "cannot " + what + " " + allocation
                    + ": it was freed already, and waits for its fence to pass; free an allocation once";
            case MOVING_FREED -> "cannot " + what + " " + allocation
                    + ": it was freed already, while a defragmentation moves it; free an allocation once";
            case FREED -> "cannot " + what + " " + allocation + ": it was freed already; free an allocation once";
            case MOVING -> "cannot " + what + " " + allocation
                    + ": a defragmentation moves it; end the pass first";
            case LIVE -> "cannot " + what + " " + allocation + ": it is in use";
        });
    }
}
