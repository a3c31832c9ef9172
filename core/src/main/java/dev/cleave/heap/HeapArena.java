package dev.cleave.heap;

import dev.cleave.memory.Pool;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An {@link Arena} whose segments are blocks of a {@link Heap}: each as large as it must be, whatever the others are, and all freed at once when it
 * is closed. It goes wherever an {@code Arena} or a {@code SegmentAllocator} goes.
 *
 * <table class="striped">
 * <caption>Which arena for what</caption>
 * <tr><th scope="col">kind</th><th scope="col">a segment is</th><th scope="col">a segment costs</th><th scope="col">best for</th></tr>
 * <tr><th scope="row">{@link dev.cleave.arena.PooledArena}</th><td>the next bytes of a block</td>
 *     <td>moving a pointer; what is left at the end of a block is wasted</td><td>many small segments, short lives</td></tr>
 * <tr><th scope="row">{@code HeapArena}</th><td>a slot, or a block of the pool: exact to one unit, or just freed and larger by up to an eighth</td>
 *     <td>a compare-and-set, and 8 bytes to remember it by; an eighth of rounding at most from 128 bytes up, and no waste beside that</td>
 *     <td>large and mixed sizes, few segments, long lives</td></tr>
 * </table>
 *
 * <p>Three kinds differ in who may use them, and in what a use after closing does:
 * <ul>
 * <li>{@link #ofConfined}: the thread that opened it alone; a use after closing throws; closing costs nanoseconds a segment.
 * <li>{@link #ofShared}: any thread; a use after closing throws; closing costs a handshake with every thread, 50 µs and more.
 * <li>{@link #ofTrusted}: any thread; a use after closing is not noticed until the pool is closed.
 * </ul>
 *
 * <p>Segments are filled with zeroes, as {@code Arena} demands, unless {@link #uninitialized()} gave that up. Alignments are honoured up to
 * {@link Pool#maxAlignment()}. A request that cannot be served throws {@link dev.cleave.memory.PoolExhaustedException} and leaves the arena
 * as it was. A heap cannot be closed while an arena over it is open.
 */
public abstract sealed class HeapArena implements Arena permits ConfinedHeapArena, SharedHeapArena {
    /** Tells of an open arena. */
    @SuppressWarnings("UnnecessaryLambda") // made once, where there is room for it
    private static final Function<Object, String> DESCRIPTION = arena -> ((HeapArena) arena).description();

    private final Heap heap;

    /** What ends the lifetime of segments; null where the pool's own memory does. */
    private final @Nullable Arena lifetime;

    private boolean zeroing = true;

    HeapArena(Heap heap, @Nullable Arena lifetime) {
        this.heap = heap;
        this.lifetime = lifetime;
    }

    /**
     * An arena for the current thread alone: any other that uses it or its segments gets {@link WrongThreadException}.
     *
     * @throws IllegalStateException where the heap is closed
     */
    public static HeapArena ofConfined(Heap heap) {
        return entered(new ConfinedHeapArena(heap));
    }

    /**
     * An arena for all threads, whose segments throw {@link IllegalStateException} when used after it was closed.
     *
     * @throws IllegalStateException where the heap is closed
     */
    public static HeapArena ofShared(Heap heap) {
        return entered(new SharedHeapArena(heap, Arena.ofShared()));
    }

    /**
     * An arena for all threads, whose segments live as long as the pool: closing it frees their memory, and whoever uses them afterwards
     * reads or writes what may be somebody else's. What else is bound to it (a mapped file, an upcall stub, a cleanup) ends when it is closed.
     * Closing it twice throws.
     *
     * @throws IllegalStateException where the heap is closed
     */
    public static HeapArena ofTrusted(Heap heap) {
        return entered(new SharedHeapArena(heap, null));
    }

    /** What an arena needs is there before its heap knows of it: an arena that cannot be made keeps no heap from being closed. */
    private static HeapArena entered(HeapArena arena) {
        arena.heap.parts().dependents.enter(arena, DESCRIPTION);
        return arena;
    }

    /**
     * Gives up zeroing: segments allocated from now on hold whatever was there before. Call it right after opening.
     *
     * @return this arena
     */
    public HeapArena uninitialized() {
        zeroing = false;
        return this;
    }

    /**
     * A segment of this arena, zeroed unless {@link #uninitialized()}. One of no bytes has an address of its own.
     *
     * @throws IllegalArgumentException where the size is negative, or the alignment no power of two or larger than
     *     {@link Pool#maxAlignment()}
     * @throws IllegalStateException where the arena is closed
     * @throws WrongThreadException where the arena is confined to another thread
     * @throws dev.cleave.memory.PoolExhaustedException where the pool is full
     */
    @Override
    public abstract MemorySegment allocate(long byteSize, long byteAlignment);

    /** How many segments the arena has handed out, and will free: an estimate while others run. */
    public abstract int segments();

    @Override
    public MemorySegment.Scope scope() {
        return lifetime != null ? lifetime.scope() : heap.pool().memory().scope();
    }

    /** The address of a block for a segment, zeroed where that is wanted: nobody but the caller knows of it yet. */
    final long block(long byteSize, long byteAlignment) {
        if (byteSize < 0) {
            throw new IllegalArgumentException("an arena over pool " + heap.pool().name() + " has no segments of "
                    + byteSize + " bytes: ask for at least 0");
        }
        long bytes = Math.max(byteSize, 1);
        long address = byteAlignment == 1 ? heap.allocate(bytes) : heap.allocate(bytes, byteAlignment);
        if (zeroing) {
            zero(address, byteSize);
        }
        return address;
    }

    /** A block that cannot be written to, as on a disk that is full, goes back. */
    private void zero(long address, long byteSize) {
        boolean zeroed = false;
        try {
            memory(address, byteSize).fill((byte) 0);
            heap.parts().blocks.awaitStores();
            zeroed = true;
        } finally {
            if (!zeroed) {
                takeBack(address);
            }
        }
    }

    /** A block as a segment that lives as long as the arena, or trusted, as the pool. */
    final MemorySegment view(long address, long byteSize) {
        return lifetime != null
                ? MemorySegment.ofAddress(address).reinterpret(byteSize, lifetime, null)
                : memory(address, byteSize);
    }

    private MemorySegment memory(long address, long byteSize) {
        return heap.pool().memory().asSlice(address - heap.pool().baseAddress(), byteSize);
    }

    /** Frees a block of which no segment was handed out. */
    final void takeBack(long address) {
        if (!heap.parts().blocks.isClosed()) {
            heap.takeBack(address);
        }
    }

    /**
     * Ends the lifetime of all segments; an exception where it cannot end now, or has ended. A
     * thread that has no stack to free the blocks afterwards is told before anything has ended.
     */
    final void endLifetime() {
        heap.pool().leases().requireStack();
        if (lifetime != null) {
            lifetime.close();
        }
    }

    /** Frees the blocks of an arena whose segments have ended; those of an {@linkplain Heap#closeAbandoning() abandoned} one are free already. */
    final void freeAll(HeldBlocks blocks) {
        if (heap.parts().blocks.isClosed()) {
            blocks.forget();
        } else {
            blocks.free(heap);
        }
    }

    /** The arena is closed, and no allocation of it is under way: the heap may be closed. */
    final void leave() {
        heap.parts().dependents.leaveArena(this);
    }

    /** The blocks that the arena holds, for reports: an estimate while others run. */
    abstract HeldBlocks held();

    /** What kind of arena it is, for reports. */
    abstract String kind();

    /** What reports say of an open arena. */
    private String description() {
        HeldBlocks held = held();
        long bytes = 0;
        String site = null;
        for (int each = 0; each < held.count(); each++) {
            long address = held.address(each);
            bytes += heap.parts().blocks.roomAt(address);
            site = site != null ? site : heap.parts().siteOf(address);
        }
        return "a " + kind() + " arena with " + held.count() + " segments in " + bytes + " bytes"
                + (site != null ? ", one of them allocated at " + site : "");
    }

    static IllegalStateException alreadyClosed() {
        return new IllegalStateException("Already closed");
    }
}
