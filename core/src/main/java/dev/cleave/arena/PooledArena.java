package dev.cleave.arena;

import dev.cleave.memory.Pool;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * An {@link Arena} whose memory comes from a {@link Pool}: many allocations out of few blocks, all given back at once when
 * it is closed. It goes wherever an {@code Arena} or a {@code SegmentAllocator} goes.
 *
 * <table class="striped">
 * <caption>Three kinds of arenas</caption>
 * <tr><th scope="col">kind</th><th scope="col">used by</th><th scope="col">a use after closing</th>
 *     <th scope="col">closing costs</th></tr>
 * <tr><th scope="row">{@link #ofConfined confined}</th><td>the thread that opened it</td>
 *     <td>throws</td><td>nanoseconds</td></tr>
 * <tr><th scope="row">{@link #ofShared shared, checked}</th><td>any thread</td>
 *     <td>throws</td><td>a handshake with every thread: 50 µs and more</td></tr>
 * <tr><th scope="row">{@link #ofTrusted shared, trusted}</th><td>any thread</td>
 *     <td>is not noticed until the pool is closed</td><td>nanoseconds</td></tr>
 * </table>
 *
 * <p>Segments are filled with zeroes, as {@code Arena} demands, unless {@link #uninitialized()} gave that up; memory that
 * comes fresh from the operating system is known to be zero and is not filled again. Alignments are honoured up to
 * {@link Pool#maxAlignment()}. A request that the pool cannot serve throws {@link dev.cleave.memory.PoolExhaustedException}
 * and leaves the arena as it was. A pool cannot be closed while an arena holds blocks of it.
 */
public abstract sealed class PooledArena implements Arena permits ConfinedPooledArena, SharedPooledArena {
    /** Uninitialised until {@link #uninitialized()}: written before the arena is handed to other threads. */
    private boolean zeroing = true;

    private final long maxAlignment;

    PooledArena(Pool pool) {
        maxAlignment = pool.maxAlignment();
    }

    /** An arena for the current thread alone: any other that uses it or its segments gets {@link WrongThreadException}. */
    public static PooledArena ofConfined(Pool pool) {
        return new ConfinedPooledArena(pool);
    }

    /** An arena for all threads, whose segments throw {@link IllegalStateException} when used after it was closed. */
    public static PooledArena ofShared(Pool pool) {
        return SharedPooledArena.checked(pool);
    }

    /**
     * An arena for all threads, whose segments live as long as the pool: closing it gives their memory back, and whoever
     * uses them afterwards reads or writes what may be somebody else's. Closing it twice throws.
     *
     * <p>What others bind to the arena itself, mapped files, upcall stubs, and segments {@linkplain MemorySegment#reinterpret reinterpreted} with a
     * cleanup, ends when the arena is closed, and closing costs a handshake with every thread then. So the {@link #scope()} of the arena is not that
     * of its segments.
     */
    public static PooledArena ofTrusted(Pool pool) {
        return SharedPooledArena.trusted(pool);
    }

    /**
     * Gives up zeroing: segments allocated from now on hold whatever was there before. Call it right after opening.
     *
     * @return this arena
     */
    public PooledArena uninitialized() {
        zeroing = false;
        return this;
    }

    boolean isZeroing() {
        return zeroing;
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

    /** Refuses sizes and alignments that no segment can have. */
    final void check(long byteSize, long byteAlignment) {
        if (byteSize < 0 || byteAlignment < 1 || byteAlignment > maxAlignment
                || (byteAlignment & byteAlignment - 1) != 0) {
            throw refusal(byteSize, byteAlignment);
        }
    }

    private IllegalArgumentException refusal(long byteSize, long byteAlignment) {
        if (byteSize < 0) {
            return new IllegalArgumentException("a segment of " + byteSize + " bytes: ask for at least 0");
        }
        return new IllegalArgumentException(byteAlignment > maxAlignment
                ? "alignment " + byteAlignment + " is more than the pool can give: at most " + maxAlignment
                : "alignment " + byteAlignment + " is not a power of two");
    }

    static IllegalStateException alreadyClosed() {
        return new IllegalStateException("Already closed");
    }
}
