package dev.cleave.workshop.linux;

/**
 * What the books say of a page, in one byte; pure functions. The kernel keeps the same in {@code struct page}.
 *
 * <pre>
 *   7      6 5       4       0
 *   ┌─────┬─────────┬─────────┐    kind 0      a free block begins here, in a list of the zone
 *   │begin│  kind   │  order  │    kind 1..3   an allocated block begins here, of mobility kind - 1
 *   └─────┴─────────┴─────────┘    all zero    no block begins here, or it is kept, or in the hands of a call
 * </pre>
 */
final class PageState {
    /** No block begins here, as far as the byte says. */
    static final byte NOTHING = 0;

    private static final int BEGINS = 0x80;
    private static final int KIND_SHIFT = 5;
    private static final int KIND_MASK = 3;
    private static final int ORDER_MASK = 31;

    private PageState() {}

    static byte free(int order) {
        return (byte) (BEGINS | order);
    }

    static byte allocated(int order, Mobility mobility) {
        return (byte) (BEGINS | mobility.ordinal() + 1 << KIND_SHIFT | order);
    }

    static boolean isFree(byte state) {
        return begins(state) && kind(state) == 0;
    }

    static boolean isAllocated(byte state) {
        return begins(state) && kind(state) != 0;
    }

    /** Of a state that says that a block begins. */
    static int order(byte state) {
        return state & ORDER_MASK;
    }

    static boolean isMovable(byte state) {
        return isAllocated(state) && kind(state) == Mobility.MOVABLE.ordinal() + 1;
    }

    private static boolean begins(byte state) {
        return (state & BEGINS) != 0;
    }

    private static int kind(byte state) {
        return state >>> KIND_SHIFT & KIND_MASK;
    }
}
