package dev.cleave.netty;

import dev.cleave.heap.Heap;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.buffer.UnpooledHeapByteBuf;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Netty's buffers on a bounded pool: a {@link io.netty.buffer.ByteBufAllocator} whose direct
 * buffers are blocks of a {@link Heap}. The pool's capacity is a hard cap, what is free goes back
 * to the system, and nothing is bound to a thread.
 *
 * {@snippet :
 * CleaveByteBufAllocator allocator = CleaveByteBufAllocator.of(pool);
 * bootstrap.option(ChannelOption.ALLOCATOR, allocator).childOption(ChannelOption.ALLOCATOR, allocator);
 * }
 *
 * <p>Set it on the server's channel and on its children. The system property {@code
 * io.netty.allocator.type} knows Netty's own allocators alone, and takes the pooled one for
 * whatever else it is told.
 *
 * <p>Buffers have a memory address, so the native transports use them as they are; Unsafe is not
 * needed ({@code -Dio.netty.noUnsafe=true}). Array buffers are Netty's own. Netty's leak detection
 * works as with its own allocators.
 *
 * <p><strong>Threads.</strong> Any thread may allocate, and any may release, virtual ones too.
 *
 * <p><strong>Failures.</strong> A full pool is an {@link OutOfMemoryError}, as with Netty's own
 * allocators, caused by the {@link PoolExhaustedException} that has the figures. A buffer that is
 * released too often throws Netty's {@link io.netty.util.IllegalReferenceCountException}; with
 * {@link CleaveByteBufAllocatorBuilder#rememberReleases} it says who released it before.
 *
 * <p><strong>Cost.</strong> That of the heap's block, and one object a buffer.
 */
public final class CleaveByteBufAllocator extends AbstractByteBufAllocator
        implements
            ByteBufAllocatorMetricProvider,
            AutoCloseable {
    private final Heap heap;
    private final MemorySegment memory;
    private final long base;
    private final boolean ownsHeap;
    private final boolean directByDefault;
    private final boolean remembersReleases;
    private final LongAdder arrayBytes = new LongAdder();
    private final CleaveByteBufAllocatorMetric metric;

    CleaveByteBufAllocator(CleaveByteBufAllocatorBuilder settings) {
        super(settings.preferDirect);
        Heap given = settings.heap;
        heap = given != null ? given : Heap.of(settings.pool);
        ownsHeap = given == null;
        directByDefault = settings.preferDirect;
        remembersReleases = settings.remembersReleases;
        memory = heap.pool().memory();
        base = heap.pool().baseAddress();
        metric = new CleaveByteBufAllocatorMetric(heap, arrayBytes);
    }

    /** An allocator over a heap of its own in this pool, with usual settings. */
    public static CleaveByteBufAllocator of(Pool pool) {
        return builder(pool).build();
    }

    /** Settings of an allocator over a heap of its own in this pool, which may serve others too. */
    public static CleaveByteBufAllocatorBuilder builder(Pool pool) {
        return new CleaveByteBufAllocatorBuilder(Objects.requireNonNull(pool, "pool"), null);
    }

    /**
     * Settings of an allocator over this heap, which may serve others too, and stays open when the
     * allocator is closed.
     */
    public static CleaveByteBufAllocatorBuilder builder(Heap heap) {
        return new CleaveByteBufAllocatorBuilder(heap.pool(), heap);
    }

    // --------------------------------------------------------------------------------------------------------- buffers

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
        return toLeakAwareBuffer(new ArrayBuf(this, initialCapacity, maxCapacity));
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
        return toLeakAwareBuffer(new CleaveByteBuf(this, initialCapacity, maxCapacity));
    }

    /** Whether direct buffers are cheap to have: they are. */
    @Override
    public boolean isDirectBufferPooled() {
        return true;
    }

    /** Netty's array buffer, counted. */
    private static final class ArrayBuf extends UnpooledHeapByteBuf {
        ArrayBuf(CleaveByteBufAllocator allocator, int initialCapacity, int maxCapacity) {
            super(allocator, initialCapacity, maxCapacity);
        }

        @Override
        protected byte[] allocateArray(int initialCapacity) {
            byte[] array = super.allocateArray(initialCapacity);
            ((CleaveByteBufAllocator) alloc()).arrayBytes.add(array.length);
            return array;
        }

        @Override
        protected void freeArray(byte[] array) {
            ((CleaveByteBufAllocator) alloc()).arrayBytes.add(-array.length);
            super.freeArray(array);
        }
    }

    // ---------------------------------------------------------------------------------------- memory of direct buffers

    MemorySegment memory() {
        return memory;
    }

    /** A block of so many bytes: its offset in the pool's memory. */
    long allocate(int capacity) {
        try {
            return heap.allocate(Math.max(1, capacity)) - base;
        } catch (PoolExhaustedException full) {
            throw outOfMemory(capacity, full);
        }
    }

    /** Makes a block longer or shorter, where it is or elsewhere: its offset now. */
    long reallocate(long offset, int capacity) {
        try {
            return heap.reallocate(base + offset, Math.max(1, capacity)) - base;
        } catch (PoolExhaustedException full) {
            throw outOfMemory(capacity, full);
        }
    }

    void free(long offset) {
        heap.free(base + offset);
    }

    private static OutOfMemoryError outOfMemory(int capacity, PoolExhaustedException full) {
        OutOfMemoryError error = new OutOfMemoryError(
                "no direct buffer of " + capacity + " bytes can be had: " + full.getMessage());
        error.initCause(full);
        return error;
    }

    /** The place that releases a buffer now, if that is kept. */
    @Nullable
    Throwable releaseSite() {
        return remembersReleases ? new ReleaseSite() : null;
    }

    // ------------------------------------------------------------------------------------------------- figures and end

    /** The figures: read them as often as you like, a walk over the heap's slabs at most each. */
    @Override
    public CleaveByteBufAllocatorMetric metric() {
        return metric;
    }

    /** The heap that direct buffers are blocks of. */
    public Heap heap() {
        return heap;
    }

    /**
     * Ends the allocator, and the heap if it is the allocator's own; the pool stays open. No other
     * thread may use it meanwhile.
     *
     * @throws IllegalStateException where direct buffers live: it says how many, and by samples who
     *     allocated them; nothing is changed
     */
    @Override
    public void close() {
        if (ownsHeap) {
            heap.closeEmpty();
        }
    }

    @Override
    public String toString() {
        return "CleaveByteBufAllocator(directByDefault: " + directByDefault + ", pool: " + heap.pool().name()
                + ")";
    }
}
