package dev.cleave.netty;

import dev.cleave.heap.Heap;
import dev.cleave.memory.Pool;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a {@link CleaveByteBufAllocator}, all of which have defaults. Not thread-safe.
 */
public final class CleaveByteBufAllocatorBuilder {
    final Pool pool;
    final @Nullable Heap heap;
    boolean preferDirect = true;
    boolean remembersReleases;

    CleaveByteBufAllocatorBuilder(Pool pool, @Nullable Heap heap) {
        this.pool = pool;
        this.heap = heap;
    }

    /** Whether {@code buffer()} gives direct buffers; it does unless told. */
    public CleaveByteBufAllocatorBuilder preferDirect(boolean enabled) {
        preferDirect = enabled;
        return this;
    }

    /**
     * Whether each buffer keeps where its last reference was released, so that who releases it once
     * more learns who did before: for the search of such a fault. Costs a stack trace for each
     * buffer.
     */
    public CleaveByteBufAllocatorBuilder rememberReleases(boolean enabled) {
        remembersReleases = enabled;
        return this;
    }

    /**
     * An allocator with these settings.
     *
     * @throws IllegalStateException where the pool is closed
     */
    public CleaveByteBufAllocator build() {
        return new CleaveByteBufAllocator(this);
    }
}
