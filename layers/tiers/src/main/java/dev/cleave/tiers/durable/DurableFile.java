package dev.cleave.tiers.durable;

import java.lang.foreign.MemorySegment;

/**
 * The file under a durable heap: all that a heap asks of its disk goes through here. It is public
 * so that others can stand between the two: what counts, what fails on purpose, what loses the
 * writes that were not synced. {@link DurableFiles} opens those of the system.
 *
 * <p>What {@link #write} was given is seen in {@link #map mapped memory} at once, and survives the
 * process from then on. It survives the machine only once a {@link #sync()} that began later has
 * returned; until then any part of it may be on the disk, in any order.
 *
 * <p><strong>Threads.</strong> Any thread may call at any time, but {@link #close} after all others
 * have returned. Offsets and sizes are in bytes.
 */
public interface DurableFile extends AutoCloseable {
    /** What it is called in errors: its path. */
    String name();

    /** How a sync makes bytes durable, in words. */
    default String syncsBy() {
        return "a sync of its own";
    }

    /** Its size now, as the system says: smaller than it was grown to where somebody cut it. */
    long byteSize();

    /**
     * Makes it this long, with room on its disk for all of it. What is gained reads as zeroes. That
     * it is longer is durable once a {@link #sync()} has returned.
     *
     * @throws dev.cleave.memory.DiskFullException where there is no room; the file is as it was
     */
    void grow(long byteSize);

    /**
     * Its bytes as memory, those it will have as well; called once. Bytes at and behind
     * {@link #byteSize} must not be touched: that is an {@link InternalError}, and the JVM lives.
     *
     * @param mostBytes what it will never grow beyond
     * @return memory that ends when the file is closed
     */
    MemorySegment map(long mostBytes);

    /** Reads as many bytes as a native segment has; they must be there. */
    void read(long offset, MemorySegment into);

    /** Writes all bytes of a native segment, within {@link #byteSize}. */
    void write(long offset, MemorySegment from);

    /** Waits until all that was written and grown is durable. */
    void sync();

    /**
     * Waits until what was written in a range is durable; it must have been {@link #map mapped}.
     * What was written elsewhere may become so or not.
     */
    default void sync(long offset, long byteSize) {
        sync();
    }

    /** Ends memory that was mapped, and the lock. Does not sync. Closing twice does nothing. */
    @Override
    void close();
}
