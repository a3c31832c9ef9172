package dev.cleave.gpu.cuda;

import dev.cleave.gpu.OutOfDeviceMemoryException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Memory of a card that grows where it lies: its addresses are reserved once, and physical memory is
 * mapped behind what is there as it grows. What a kernel was told of it stays true; nothing is
 * copied.
 *
 * <p>Sizes are in bytes. What is mapped is a multiple of the card's granularity, 2 MiB on today's
 * cards; addresses cost nothing but addresses.
 *
 * <p><strong>Threads.</strong> Any thread may call anything; changes happen one after another.
 * Whoever shrinks or closes a range sees to it that the card does not use what goes: a {@link
 * CudaFence} of the stream that does has passed.
 */
public final class CudaRange implements AutoCloseable {
    private final CudaContext context;
    private final LongConsumer mapped;
    private final Consumer<CudaRange> ended;
    private final long address;
    private final long mostBytes;
    private final Deque<Long> chunks = new ArrayDeque<>();
    private long mappedBytes;
    private boolean closed;

    /**
     * Reserves addresses, and maps nothing.
     *
     * @param mapped told by how many bytes more, or less, are mapped
     * @param ended told when it is closed
     * @throws OutOfDeviceMemoryException when the driver has no such addresses
     */
    CudaRange(CudaContext context, long mostBytes, LongConsumer mapped, Consumer<CudaRange> ended) {
        this.context = context;
        this.mapped = mapped;
        this.ended = ended;
        this.mostBytes = context.roundUp(mostBytes);
        address = context.get(() -> context.driver().reserveAddresses(this.mostBytes, context.granularity()));
    }

    /** Where it begins, for the card; the same for as long as it lives. */
    public long address() {
        return address;
    }

    /** Bytes that are mapped now. */
    public synchronized long byteSize() {
        return mappedBytes;
    }

    /** The most bytes that it can grow to. */
    public long mostBytes() {
        return mostBytes;
    }

    /**
     * Grows in place, so that at least so many bytes are mapped; what is there stays as it is. Does
     * nothing where they are. Cost: three calls of the driver.
     *
     * @param byteSize 0 to {@link #mostBytes()}
     * @throws OutOfDeviceMemoryException when the card has no more; nothing is changed
     * @throws IllegalArgumentException when its addresses end before
     * @throws IllegalStateException when it is closed
     */
    public synchronized void grow(long byteSize) {
        requireOpen();
        if (byteSize < 0 || byteSize > mostBytes) {
            throw new IllegalArgumentException(
                    "a range of " + byteSize + " bytes: its addresses are for 0 to " + mostBytes);
        }
        long more = context.roundUp(byteSize) - mappedBytes;
        if (more > 0) {
            context.run(() -> mapChunk(more));
            chunks.addLast(more);
            mappedBytes += more;
            mapped.accept(more);
        }
    }

    /** The handle is given up as soon as the memory is mapped: unmapping gives the memory back. */
    private void mapChunk(long byteSize) {
        CudaDriver driver = context.driver();
        long end = address + mappedBytes;
        long handle = driver.createMemory(context.device(), byteSize);
        try {
            driver.map(end, byteSize, handle);
        } finally {
            driver.releaseMemory(handle);
        }
        try {
            driver.allowAccess(end, byteSize, context.device());
        } catch (RuntimeException refused) {
            driver.unmap(end, byteSize);
            throw refused;
        }
    }

    /**
     * Gives physical memory back from the end, as long as at least so many bytes stay mapped. It
     * goes in the pieces in which it came: more may stay than was asked for.
     *
     * @param byteSize 0 or more
     * @return bytes given back
     * @throws IllegalArgumentException when it is negative
     * @throws IllegalStateException when it is closed
     */
    public synchronized long shrink(long byteSize) {
        requireOpen();
        if (byteSize < 0) {
            throw new IllegalArgumentException("a range of " + byteSize + " bytes: it must be 0 or more");
        }
        return context.get(() -> unmapAbove(byteSize));
    }

    private long unmapAbove(long byteSize) {
        long before = mappedBytes;
        while (!chunks.isEmpty() && mappedBytes - chunks.getLast() >= byteSize) {
            long chunk = chunks.getLast();
            context.driver().unmap(address + mappedBytes - chunk, chunk);
            chunks.removeLast();
            mappedBytes -= chunk;
            mapped.accept(-chunk);
        }
        return before - mappedBytes;
    }

    /** Gives memory and addresses back. Harmless a second time. */
    @Override
    public synchronized void close() {
        if (!closed) {
            context.run(() -> {
                unmapAbove(0);
                context.driver().freeAddresses(address, mostBytes);
            });
            closed = true;
            ended.accept(this);
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the range is closed");
        }
    }
}
