package dev.cleave.guard.enclave;

import dev.cleave.handle.PinnedMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * What keeps an object in the budget, and from being freed. It belongs to the thread that pinned
 * the object. Keep it open for as long as you use the memory, and no longer: pinned pages are not
 * evicted.
 */
public final class EnclavePin implements AutoCloseable {
    /** Bytes on the Java heap of a pin of so many pieces. */
    private static final long OBJECT_BYTES = 160;

    private static final long PIECE_BYTES = 96;

    private final EnclavePool pool;
    private final long address;
    private final long byteSize;
    private final int[] frames;
    private final Thread owner = Thread.currentThread();
    private final Arena lifetime = Arena.ofConfined();
    private final List<MemorySegment> pieces;
    private boolean closed;

    /**
     * Of an object whose pages are pinned in these frames; the pieces live as long as their pool.
     */
    EnclavePin(EnclavePool pool, long address, long byteSize, int[] frames, List<MemorySegment> memory) {
        this.pool = pool;
        this.address = address;
        this.byteSize = byteSize;
        this.frames = frames;
        List<MemorySegment> ending = new ArrayList<>(memory.size());
        for (MemorySegment each : memory) {
            ending.add(PinnedMemory.segment(each.address(), each.byteSize(), lifetime));
        }
        pieces = List.copyOf(ending);
    }

    static long tableBytes(int pieces) {
        return OBJECT_BYTES + PIECE_BYTES * pieces;
    }

    /**
     * The object's memory, where it lies in one page. Its lifetime ends with the pin: then every
     * use of it throws {@link IllegalStateException}.
     *
     * @throws IllegalStateException where the pin is closed; or where the object lies in several
     *     pages, which in the budget are not side by side: use {@link #pieces}, or {@link
     *     EnclavePool#read}
     * @throws WrongThreadException where another thread pinned it
     */
    public MemorySegment segment() {
        requireOpen();
        if (pieces.size() > 1) {
            throw new IllegalStateException("the object of " + byteSize + " bytes lies in " + pieces.size()
                    + " pages: use pieces(), or the pool's read and write; slabPages(1) keeps what is no larger than a"
                    + " page in one");
        }
        return pieces.getFirst();
    }

    /**
     * The object's memory, a segment for each page that it lies in, in order. They end as that of
     * {@link #segment}.
     *
     * @throws IllegalStateException where the pin is closed
     * @throws WrongThreadException where another thread pinned it
     */
    public List<MemorySegment> pieces() {
        requireOpen();
        return pieces;
    }

    /** Bytes that were asked for. */
    public long byteSize() {
        return byteSize;
    }

    /**
     * Ends the segments, then lets the pages go.
     *
     * @throws IllegalStateException where the pin is closed already
     * @throws WrongThreadException where another thread pinned it; nothing is changed
     */
    @Override
    public void close() {
        requireOpen();
        if (lifetime.scope().isAlive()) {
            lifetime.close();
        }
        pool.unpin(address, frames);
        closed = true;
    }

    @SuppressWarnings("ReferenceEquality") // a thread equals itself alone
    private void requireOpen() {
        if (Thread.currentThread() != owner) {
            throw new WrongThreadException("this pin is confined to " + owner + ": pin the object in each thread");
        }
        if (closed) {
            throw new IllegalStateException("this pin is closed");
        }
    }
}
