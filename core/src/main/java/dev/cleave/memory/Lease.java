package dev.cleave.memory;

/**
 * A block that an arena holds: its address, its bytes, and whether all of them are zero. {@link
 * Leases} fills it, and empties it when the block goes back; so one object serves an arena for as
 * long as it lives, block after block. Not thread-safe.
 */
public final class Lease {
    static final int NO_SPARE = -1;

    /** The stripe of which this is the spare: see {@link SpareLeases}. */
    final int stripe;

    private long address;
    private long byteSize;
    private boolean zero;

    /** The recording that knows of this holder, or 0: see {@link Leases#cutOff}. */
    int recording;

    /** A lease that holds no block yet. */
    public Lease() {
        this(NO_SPARE);
    }

    Lease(int stripe) {
        this.stripe = stripe;
    }

    /** The block's first byte; 0 where no block is held. */
    public long address() {
        return address;
    }

    /** The bytes that were asked for; 0 where no block is held. */
    public long byteSize() {
        return byteSize;
    }

    /**
     * Whether every byte of the block was zero when it was leased, so that it need not be zeroed.
     */
    public boolean isZero() {
        return zero;
    }

    /** Whether a block is held. */
    public boolean isHeld() {
        return address != 0;
    }

    /** For {@link Leases#cutOff}. */
    public int recording() {
        return recording;
    }

    void hold(long newAddress, long newByteSize, boolean isZero, int newRecording) {
        address = newAddress;
        byteSize = newByteSize;
        zero = isZero;
        recording = newRecording;
    }

    /**
     * Keeps the block for the next holder, who does not know what is in it. Leases of stripes lie
     * side by side: what need not be written is not.
     */
    void becomeUsed() {
        if (zero) {
            zero = false;
        }
    }

    void drop() {
        hold(0, 0, false, 0);
    }
}
