package dev.cleave.tiers;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** A tier without addresses, as far memory is: it keeps bytes under numbers, and fails when it is told to. */
final class FarDouble implements Tier {
    private final String name;
    private final long capacity;
    private final Map<Long, byte[]> places = new ConcurrentHashMap<>();
    private final AtomicLong used = new AtomicLong();
    private final AtomicLong next = new AtomicLong();

    /** Whether every call fails. */
    volatile boolean fails;

    /** Runs in the middle of each read. */
    volatile Runnable whileReading = () -> {};

    /** Runs in the middle of each write. */
    volatile Runnable whileWriting = () -> {};

    /** A write of so many bytes fails, whatever else it is with. */
    volatile long refusedBytes;

    /** How many were written at once, each time that it was asked for. */
    final List<Integer> batches = new CopyOnWriteArrayList<>();

    volatile boolean closed;

    FarDouble(String name, long capacity) {
        this.name = name;
        this.capacity = capacity;
    }

    private void requireAnswer() {
        if (fails) {
            throw new TierFailedException(name, "does not answer: start it");
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long capacity() {
        return capacity;
    }

    @Override
    public long usedBytes() {
        return used.get();
    }

    int count() {
        return places.size();
    }

    @Override
    public long allocate(long byteSize) {
        requireAnswer();
        if (used.addAndGet(byteSize) > capacity) {
            used.addAndGet(-byteSize);
            return NO_PLACE;
        }
        long place = next.getAndIncrement();
        places.put(place, new byte[Math.toIntExact(byteSize)]);
        return place;
    }

    @Override
    public void free(long place) {
        requireAnswer();
        byte[] bytes = places.remove(place);
        if (bytes == null) {
            throw new IllegalArgumentException(place + " is no place of " + name);
        }
        used.addAndGet(-bytes.length);
    }

    @Override
    public long address(long place) {
        return NO_ADDRESS;
    }

    @Override
    public void read(long place, long offset, MemorySegment into) {
        requireAnswer();
        MemorySegment.copy(bytes(place), Math.toIntExact(offset), into, ValueLayout.JAVA_BYTE, 0,
                Math.toIntExact(into.byteSize()));
        whileReading.run();
    }

    @Override
    public void write(long place, long offset, MemorySegment from) {
        requireAnswer();
        if (from.byteSize() == refusedBytes) {
            throw new TierFailedException(name, "takes no object of " + refusedBytes + " bytes: give it another");
        }
        MemorySegment.copy(from, ValueLayout.JAVA_BYTE, 0, bytes(place), Math.toIntExact(offset),
                Math.toIntExact(from.byteSize()));
        whileWriting.run();
    }

    @Override
    public void writeAll(List<Transfer> transfers) {
        batches.add(transfers.size());
        transfers.forEach(each -> write(each.place(), 0, each.memory()));
    }

    private byte[] bytes(long place) {
        byte[] bytes = places.get(place);
        if (bytes == null) {
            throw new IllegalArgumentException(place + " is no place of " + name);
        }
        return bytes;
    }

    @Override
    public void close() {
        closed = true;
    }
}
