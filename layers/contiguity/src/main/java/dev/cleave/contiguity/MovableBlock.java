package dev.cleave.contiguity;

import dev.cleave.handle.HandleTable;
import dev.cleave.handle.HandleWord;

/**
 * A block that may be moved: it has no address of its own, but only while somebody has it pinned.
 * What is in it stays what it is, wherever it lies.
 *
 * {@snippet :
 * MovableBlock block = blocks.allocate(100_000);
 * try (Pin pin = block.pin()) {
 *     pin.segment().fill((byte) 1);
 * }
 * block.free(); }
 *
 * <p><strong>Threads.</strong> Any thread may call anything. Many may have a block pinned at once;
 * what they write to it is theirs to order. A pin waits for nobody: one that meets a move cancels
 * it.
 *
 * <p>Two objects are equal if they stand for the same block.
 */
public final class MovableBlock {
    /** So often a read is tried without a pin. */
    private static final int OPTIMISTIC_ATTEMPTS = 4;

    private final BlockLife owner;
    private final HandleTable table;
    private final long handle;
    private final long byteSize;

    MovableBlock(BlockLife owner, HandleTable table, long handle, long byteSize) {
        this.owner = owner;
        this.table = table;
        this.handle = handle;
        this.byteSize = byteSize;
    }

    /**
     * Pins the block for a short while: it stays where it is until the pin is closed, and cannot be
     * freed. Cost: a compare-and-set.
     *
     * @throws IllegalStateException where the block was freed, or has 65,535 pins already
     */
    public Pin pin() {
        return new Pin(table, handle, table.pin(handle), byteSize);
    }

    /**
     * Reads the block without a pin: nothing is written to memory that other threads share, and no
     * move is cancelled. If the block moved or was freed meanwhile, what was read is forgotten, and
     * it is read again: after some times with a pin.
     *
     * <p>So the reader may be called several times, and may see the bytes of another block, though
     * never memory that is not there: it does nothing but read, goes by no address or length that
     * it has read without checking it, and keeps nothing of the segment. What it answers or throws
     * counts only where all that it saw was the block's.
     *
     * <p>What others write to the block meanwhile is theirs to order with the reader, as with pins.
     *
     * @throws IllegalStateException where the block was freed
     */
    public <T> T readOptimistically(BlockReader<T> reader) {
        for (int attempt = 0; attempt < OPTIMISTIC_ATTEMPTS; attempt++) {
            long moves = table.moves(handle);
            long word = table.stateOf(handle);
            if (word == 0) {
                break;
            }
            try {
                T read = reader.read(owner.memory().readOnly(table.addressIn(handle, word), byteSize));
                if (table.stood(handle, word, moves)) {
                    return read;
                }
            } catch (RuntimeException | Error thrown) {
                if (table.stood(handle, word, moves)) {
                    throw thrown;
                }
            }
        }
        return readPinned(reader);
    }

    private <T> T readPinned(BlockReader<T> reader) {
        try (Pin pin = pin()) {
            return reader.read(pin.segment().asReadOnly());
        }
    }

    /**
     * Pins the block for long. First it moves to where other such blocks are, if it is not pinned
     * and there is room: if not, it is pinned where it is.
     *
     * @throws IllegalStateException where the block was freed, or has 4,095 long pins already; and
     *     where it lies in a {@link Reservation} and cannot move out
     */
    public LongPin pinLong() {
        return owner.pinLong(handle, byteSize);
    }

    /**
     * Gives the block back. A move that is under way comes to nothing.
     *
     * @throws IllegalStateException where it was freed already, or is pinned: nothing is changed
     */
    public void free() {
        owner.free(handle);
    }

    /** Whether the block has not been freed. */
    public boolean isLive() {
        return table.isLive(handle);
    }

    /**
     * Whether somebody has the block pinned, for short or for long; false where it was freed. An
     * estimate, as others may pin it meanwhile.
     */
    public boolean isPinned() {
        long word = table.stateOf(handle);
        return HandleWord.pins(word) + HandleWord.longPins(word) > 0;
    }

    /** Bytes that were asked for. */
    public long byteSize() {
        return byteSize;
    }

    /**
     * Names the block for as long as it lives, and nothing ever after: for whoever keeps numbers
     * rather than objects.
     */
    public long handle() {
        return handle;
    }

    BlockLife owner() {
        return owner;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MovableBlock block && block.handle == handle && block.table.equals(table);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(handle);
    }

    @Override
    public String toString() {
        return "movable block of " + byteSize + " bytes, handle 0x" + Long.toHexString(handle);
    }
}
