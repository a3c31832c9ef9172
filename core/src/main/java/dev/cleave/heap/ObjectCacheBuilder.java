package dev.cleave.heap;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Settings of an {@link ObjectCache}, each with a default but the size. Not thread-safe. */
public final class ObjectCacheBuilder {
    private static final long USUAL_ALIGNMENT = 16;
    private static final long LEAST_BYTES = 8;

    final Heap heap;
    final long byteSize;
    String name;
    long byteAlignment;
    @Nullable
    Consumer<MemorySegment> constructor;

    @Nullable
    Consumer<MemorySegment> destructor;

    ObjectCacheBuilder(Heap heap, long byteSize) {
        if (byteSize < 1 || byteSize > ObjectCache.LARGEST_OBJECT) {
            throw new IllegalArgumentException("objects of " + byteSize + " bytes: allowed are 1 to "
                    + ObjectCache.LARGEST_OBJECT);
        }
        this.heap = heap;
        this.byteSize = byteSize;
        name = "of " + byteSize + " bytes";
        byteAlignment = byteSize <= LEAST_BYTES ? LEAST_BYTES : USUAL_ALIGNMENT;
    }

    /** What reports and messages call the cache; "of n bytes" unless told. */
    public ObjectCacheBuilder name(String text) {
        name = Objects.requireNonNull(text, "name");
        return this;
    }

    /**
     * What the address of every object is a multiple of: a power of two, at most the unit of the heap's pool. 16 unless told, 8 for objects of at most 8
     * bytes.
     */
    public ObjectCacheBuilder alignment(long bytes) {
        long unit = heap.pool().unit();
        if (bytes < 1 || bytes > unit || Long.bitCount(bytes) != 1) {
            throw new IllegalArgumentException("an alignment of " + bytes + ": allowed are powers of two from 1 to "
                    + unit + ", the unit of pool " + heap.pool().name());
        }
        byteAlignment = bytes;
        return this;
    }

    /**
     * What makes an object of its memory, which holds whatever was there: run once an object, when
     * its slab is opened, by whichever thread asked for one. What it throws comes out of that
     * thread's {@link ObjectCache#take}; objects made before it in the same slab are destructed,
     * and no memory is kept. It may use other caches, and this one; but where it asks for an object
     * that would have to be constructed first, it gets an {@link IllegalStateException}. Where it
     * closes this cache, the caller of {@code take} gets one.
     */
    public ObjectCacheBuilder constructor(Consumer<MemorySegment> action) {
        constructor = Objects.requireNonNull(action, "constructor");
        return this;
    }

    /**
     * What undoes the constructor: run once an object, when its slab is given back, by whichever
     * thread does that: also by one that finds the pool full, and by the one that purges all pools.
     * So it should be short and wait for nothing. What it throws comes out of the call that gave
     * the slab back, once all other objects are destructed and all memory is given back: what was
     * thrown first, with the others suppressed; on the thread that purges it is logged. It may give
     * objects of this cache back, and take some. It may close the cache, but for when the pool has
     * it give memory back.
     */
    public ObjectCacheBuilder destructor(Consumer<MemorySegment> action) {
        destructor = Objects.requireNonNull(action, "destructor");
        return this;
    }

    /** Bytes from one object to the next. */
    int slotBytes() {
        long bytes = Math.max(byteSize, LEAST_BYTES);
        return (int) (bytes + byteAlignment - 1 & -byteAlignment);
    }

    /**
     * Opens the cache. Nothing is allocated before the first object is taken.
     *
     * @throws IllegalStateException where the heap is closed
     */
    public ObjectCache build() {
        return ObjectCache.open(this);
    }
}
