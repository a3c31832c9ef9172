package dev.cleave.lab.peer;

import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
import dev.cleave.objects.ObjectSpace;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * Cleave's object space, over a pool of its own. What it answers for an address is a handle, as
 * objects move: so it writes to each page of an object itself, and to its last byte.
 */
public final class ObjectHeap extends PooledAllocator {
    private static final int PAGE_BYTES = 4096;

    private final ObjectSpace space;
    private final byte[] written = new byte[1];

    /** A space over a pool, both of which this closes. */
    public ObjectHeap(ObjectSpace space) {
        super(space.pool());
        this.space = space;
    }

    /**
     * A space with usual settings over a pool of its own.
     *
     * @param capacity of the pool, in bytes, rounded up to whole units
     * @param decay after this time, and at most twice of it, what is free goes back to the system
     */
    public static ObjectHeap open(long capacity, Duration decay) {
        Pool pool = Pool.builder().name("objects").capacity(Math.ceilDiv(capacity, PAGE_BYTES) * PAGE_BYTES)
                .decay(decay).build();
        return new ObjectHeap(ObjectSpace.over(pool));
    }

    /** The space, for what only it tells. */
    public ObjectSpace space() {
        return space;
    }

    @Override
    public long allocate(long byteSize, int slot) {
        long handle;
        try {
            handle = space.allocate(byteSize);
        } catch (PoolExhaustedException full) {
            return NO_ADDRESS;
        }
        for (long at = 0; at < byteSize; at += PAGE_BYTES) {
            space.write(handle, at, written, 0, 1);
        }
        space.write(handle, byteSize - 1, written, 0, 1);
        return handle;
    }

    @Override
    public void free(long address, int slot) {
        space.free(address);
    }

    @Override
    public long blockBytes(long address, int slot, long byteSize) {
        return space.heldBytesOf(byteSize);
    }

    @Override
    public void settle() {
        space.trim();
    }

    /**
     * Everything: regions, blocks of giants, and the space's tables on the Java heap, which {@link
     * #javaHeapBytes} leaves out.
     */
    @Override
    public OptionalLong reservedBytes() {
        return OptionalLong.of(space.heldBytes());
    }

    @Override
    public void verifyEmpty() {
        if (space.objects() != 0) {
            throw new IllegalStateException("after every block was freed, the space counts " + space.objects()
                    + " live objects");
        }
        space.trim();
        super.verifyEmpty();
    }

    @Override
    public void close() {
        space.close();
        super.close();
    }
}
