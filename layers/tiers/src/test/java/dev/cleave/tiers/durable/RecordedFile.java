package dev.cleave.tiers.durable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * A file in memory that remembers what was done to it, so that tests can ask what of it a disk may
 * have had at any moment.
 */
final class RecordedFile implements DurableFile {
    private static final long MOST = 2L << 20;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory = arena.allocate(MOST);
    private final List<Event> events = new ArrayList<>();
    private final byte[] before;
    private long size;
    private long mostSize = MOST;

    /** Something that was done: a write in one sector, a growth without bytes, a sync of a range. */
    record Event(long offset, byte[] bytes, long byteSize, boolean isSync) {
        boolean covers(Event other) {
            return isSync && offset <= other.offset && other.offset + other.byteSize <= offset + byteSize;
        }
    }

    /** A file with these bytes. */
    RecordedFile(byte[] image) {
        before = image;
        size = image.length;
        MemorySegment.copy(image, 0, memory, ValueLayout.JAVA_BYTE, 0, image.length);
    }

    /** From now on its disk is full beyond this. */
    void fullAt(long bytes) {
        mostSize = bytes;
    }

    /** Somebody else makes it shorter. */
    void cutTo(long bytes) {
        size = bytes;
    }

    synchronized List<Event> events() {
        return List.copyOf(events);
    }

    /** What memory has now, with what was stored there and not written. */
    byte[] memoryImage() {
        return memory.asSlice(0, size).toArray(ValueLayout.JAVA_BYTE);
    }

    byte[] image() {
        return image(events.size(), _ -> true);
    }

    /** What a disk has after so many events, of which it may have lost some that were not synced. */
    byte[] image(int count, IntPredicate kept) {
        byte[] image = Arrays.copyOf(before, (int) MOST);
        long end = before.length;
        for (int at = 0; at < count; at++) {
            Event each = events.get(at);
            if (!each.isSync() && kept.test(at)) {
                System.arraycopy(each.bytes(), 0, image, (int) each.offset(), each.bytes().length);
                end = Math.max(end, each.offset() + each.byteSize());
            }
        }
        return Arrays.copyOf(image, (int) end);
    }

    /** Which of the first events a disk may lose: those that no later sync among them covers. */
    List<Integer> unsynced(int count) {
        List<Integer> unsynced = new ArrayList<>();
        for (int at = 0; at < count; at++) {
            Event each = events.get(at);
            boolean covered = each.isSync();
            for (int later = at + 1; later < count && !covered; later++) {
                covered = events.get(later).covers(each);
            }
            if (!covered) {
                unsynced.add(at);
            }
        }
        return unsynced;
    }

    @Override
    public String name() {
        return "recorded";
    }

    @Override
    public long byteSize() {
        return size;
    }

    @Override
    public synchronized void grow(long byteSize) {
        if (byteSize > mostSize) {
            throw new DurableHeapException("disk full at " + mostSize);
        }
        if (byteSize > size) {
            events.add(new Event(size, new byte[0], byteSize - size, false));
            size = byteSize;
        }
    }

    @Override
    public MemorySegment map(long mostBytes) {
        return memory.asSlice(0, mostBytes);
    }

    @Override
    public void read(long offset, MemorySegment into) {
        MemorySegment.copy(memory, offset, into, 0, into.byteSize());
    }

    @Override
    public synchronized void write(long offset, MemorySegment from) {
        if (offset + from.byteSize() > size) {
            throw new IllegalStateException("a write up to " + (offset + from.byteSize()) + " of " + size + " bytes");
        }
        byte[] bytes = from.toArray(ValueLayout.JAVA_BYTE);
        MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, offset, bytes.length);
        for (int at = 0; at < bytes.length;) {
            int next = (int) (Layout.toSectors(offset + at + 1) - offset);
            byte[] sector = Arrays.copyOfRange(bytes, at, Math.min(next, bytes.length));
            events.add(new Event(offset + at, sector, sector.length, false));
            at += sector.length;
        }
    }

    @Override
    public void sync() {
        sync(0, MOST);
    }

    @Override
    public synchronized void sync(long offset, long byteSize) {
        events.add(new Event(offset, new byte[0], byteSize, true));
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
