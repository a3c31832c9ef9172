package dev.cleave.gpu;

import java.util.List;

/**
 * The memory of one device as its driver hands it out: the small port that device heaps stand on.
 * Few large blocks are reserved here, mapped, flushed, copied from and to, and released.
 *
 * <p>Bytes are counted from the beginning of a block. Types and heaps go by their index in {@link
 * DeviceInfo}.
 *
 * <p><strong>Threads.</strong> Any thread may call {@link #info()}, {@link #budget}, {@link
 * #reserve} and {@link #copy} at any time; an implementation whose driver does not allow that locks
 * for itself.
 *
 * <p><strong>Errors.</strong> A device that is lost answers every call with a {@link
 * DeviceLostException}.
 */
public interface DeviceMemory extends AutoCloseable {
    /** What the device is and what memory it has. It never changes. Cost: a field's. */
    DeviceInfo info();

    /**
     * What a memory heap allows this process now, and what the process uses of it, by the driver's
     * account where it keeps one. Cost: a call of the driver.
     *
     * @param heap 0 to the number of heaps - 1
     * @throws IndexOutOfBoundsException where there is no such heap
     */
    HeapBudget budget(int heap);

    /**
     * Reserves a block. Its contents are undefined. Cost: a call of the driver, often many
     * microseconds.
     *
     * @param type index of a memory type
     * @param byteSize 1 or more
     * @param dedication the one resource that the block is for, or {@link Dedication#NONE}
     * @throws OutOfDeviceMemoryException where the driver has no such block; nothing is changed
     * @throws IndexOutOfBoundsException where there is no such type
     * @throws IllegalArgumentException where the size is not positive, or is more than a block can
     *     have
     */
    DeviceBlock reserve(int type, long byteSize, Dedication dedication);

    /**
     * Copies bytes from ranges to others on the device, in no order, after all that was copied
     * before. No range that is written may overlap another one of the call.
     *
     * @return passes when all bytes are where they are to be
     * @throws IllegalArgumentException where a block is another device's, or is dedicated to a
     *     resource; nothing is copied
     * @throws IndexOutOfBoundsException where a range reaches out of its block; nothing is copied
     */
    DeviceFence copy(List<RangeCopy> copies);

    /**
     * Lets go of the device. Harmless a second time.
     *
     * @throws IllegalStateException where blocks are still reserved; it stays open
     */
    @Override
    void close();
}
