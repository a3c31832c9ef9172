package dev.cleave.contiguity;

import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * A large request served by a few blocks instead of one, as a device takes it that can gather: the
 * fewest blocks that there are. Nothing is moved and nothing copied.
 *
 * {@snippet :
 * try (GatherList list = GatherList.of(pool, 64L << 20)) {
 *     list.view().put(0, (byte) 1);
 *     list.view().transfer().writeAll(channel);
 * }
 * }
 *
 * <p>The blocks are leased: the pool cannot be closed while the list is open. They are not zeroed.
 *
 * <p><strong>Threads.</strong> Any thread may use the list and close it.
 *
 * <p><strong>Cost.</strong> Where one block will do: that of a block. Else a read for each 64 units
 * of the pool, a sort of its free runs, and some hundred nanoseconds for each piece. Closing costs
 * the handshake of a shared arena with every thread: 50 µs and more.
 */
public final class GatherList implements AutoCloseable {
    private final PieceLease blocks;
    private final Arena lifetime = Arena.ofShared();
    private final GatherView view;

    /** Guarded by the monitor. */
    private boolean closed;

    private GatherList(PieceLease blocks) {
        this.blocks = blocks;
        List<MemorySegment> pieces = new ArrayList<>();
        for (int each = 0; each < blocks.count(); each++) {
            pieces.add(segment(blocks.addresses()[each], blocks.byteSizes()[each]));
        }
        view = GatherView.of(pieces);
    }

    @SuppressWarnings("restricted") // the block is the list's, and goes back after the segment has ended
    private MemorySegment segment(long address, long byteSize) {
        return MemorySegment.ofAddress(address).reinterpret(byteSize, lifetime, null);
    }

    /**
     * A list of exactly so many bytes, in the fewest pieces, the lowest first: each but the last
     * has whole units. All of it is had, or nothing.
     *
     * @throws IllegalArgumentException where the size is less than 1
     * @throws IllegalStateException where the pool is closed
     * @throws PoolExhaustedException where too little is free, even after the pool's pressure
     *     listeners were asked
     */
    public static GatherList of(Pool pool, long byteSize) {
        PieceLease blocks = PieceLease.of(pool, byteSize, 1);
        boolean made = false;
        try {
            GatherList list = new GatherList(blocks);
            made = true;
            return list;
        } finally {
            if (!made) {
                blocks.giveBack();
            }
        }
    }

    /** The pieces as one logical buffer: it ends with the list. */
    public GatherView view() {
        return view;
    }

    /** The pieces, in their order: they end with the list. */
    public List<MemorySegment> pieces() {
        return view.pieces();
    }

    /** Bytes that were asked for. */
    public long byteSize() {
        return view.byteSize();
    }

    /**
     * Ends the pieces and gives the blocks back.
     *
     * @throws IllegalStateException where the list is closed already, or while a transfer or a
     *     foreign call uses a piece: then it stays open
     */
    @Override
    public synchronized void close() {
        if (closed) {
            throw new IllegalStateException("the gather list is closed: close a list once");
        }
        lifetime.close();
        closed = true;
        blocks.giveBack();
    }
}
