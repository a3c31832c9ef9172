package dev.cleave.workshop.llfree;

/**
 * One byte a unit that says which block begins there. The paper's allocator has none, for its callers say the order
 * when they free; ours do not. Every free claims its block here before it touches anything else: of two that free one
 * block exactly one goes on.
 */
final class OrderMap {
    /** No block begins there. */
    static final int NONE = -1;

    private static final byte NOTHING = 0;

    /** The order and one. */
    private final byte[] codes;

    OrderMap(int units) {
        codes = Atomics.bytes(units);
    }

    /** Says that a block begins here. The caller owns it. */
    void publish(int unit, int order) {
        Atomics.setRelease(codes, unit, (byte) (order + 1));
    }

    /** Takes a block away from its owner: its order, or {@link #NONE}. */
    int claim(int unit) {
        byte code = Atomics.getAcquire(codes, unit);
        return code != NOTHING && Atomics.compareAndSet(codes, unit, code, NOTHING) ? code - 1 : NONE;
    }

    /** The order of the block that begins here, or {@link #NONE}. */
    int orderOf(int unit) {
        return Atomics.getAcquire(codes, unit) - 1;
    }

    long byteSize() {
        return codes.length;
    }
}
