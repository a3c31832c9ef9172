package dev.cleave.gpu;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Whether the processor sees a block: how many want it mapped, and for how long it stays so when
 * nobody does. Thread-safe by a monitor; the driver is called inside it.
 */
final class BlockMapping {
    private final DeviceBlock block;
    private final IdleMappings<BlockMapping> idle;
    private int users;
    private @Nullable MemorySegment bytes;

    BlockMapping(DeviceBlock block, IdleMappings<BlockMapping> idle) {
        this.block = block;
        this.idle = idle;
    }

    /** The block's bytes, mapped until as many unmap as have mapped, and for a while after. */
    MemorySegment map() {
        boolean wasIdle;
        MemorySegment mapped;
        synchronized (this) {
            mapped = bytes;
            wasIdle = mapped != null && users == 0;
            if (mapped == null) {
                mapped = block.map();
                bytes = mapped;
            }
            users++;
        }
        if (wasIdle) {
            idle.remove(this);
        }
        return mapped;
    }

    /** One less wants it mapped. */
    void unmap() {
        synchronized (this) {
            if (users == 0) {
                throw new IllegalStateException("the block is not mapped: unmap as often as you map");
            }
            users--;
            if (users > 0) {
                return;
            }
        }
        BlockMapping longestIdle = keepIdle();
        if (longestIdle != null) {
            longestIdle.unmapIfIdle();
        }
    }

    /** Which one is to be unmapped: this one, where there is no memory to keep it in mind. */
    private @Nullable BlockMapping keepIdle() {
        try {
            return idle.add(this);
        } catch (OutOfMemoryError full) {
            return this;
        }
    }

    /** How many want it mapped. */
    synchronized int users() {
        return users;
    }

    /** Whether the processor sees it now. */
    synchronized boolean isMapped() {
        return bytes != null;
    }

    /** The block goes back to the driver, which unmaps it. */
    void end() {
        idle.remove(this);
    }

    private synchronized void unmapIfIdle() {
        if (users == 0 && bytes != null) {
            block.unmap();
            bytes = null;
        }
    }
}
