package dev.cleave.tiers.durable;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** The file of a heap with a few objects, closed, and ways to damage it. */
final class DamagedFile {
    static final int OBJECTS = 600;

    private static final int BATCH = 100;

    private final Path path;
    private final long[] handles = new long[OBJECTS];

    /** Objects of 100 to 699 bytes, each filled with its number; "first" and "last" name two. */
    DamagedFile(Path path) {
        this.path = path;
        try (DurableHeap heap = DurableHeap.open(path, DurableSettings.usual().withCapacity(4 << 20))) {
            for (int first = 0; first < OBJECTS; first += BATCH) {
                try (DurableTransaction transaction = heap.begin()) {
                    for (int each = first; each < first + BATCH; each++) {
                        handles[each] = transaction.allocate(100 + each);
                        transaction.write(handles[each], 0, MemorySegment.ofArray(bytes(each)));
                    }
                    if (first == 0) {
                        transaction.setRoot("first", handles[0]);
                    } else if (first + BATCH == OBJECTS) {
                        transaction.setRoot("last", handles[OBJECTS - 1]);
                    }
                    transaction.commit();
                }
            }
        }
    }

    static byte[] bytes(int number) {
        byte[] bytes = new byte[100 + number];
        Arrays.fill(bytes, (byte) number);
        return bytes;
    }

    long handle(int number) {
        return handles[number];
    }

    /** Turns all bits of one byte. */
    void damage(long offset) throws IOException {
        try (FileChannel channel =
                FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, offset);
            one.put(0, (byte) ~one.get(0)).rewind();
            channel.write(one, offset);
        }
    }

    void write(long offset, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes), offset);
        }
    }

    void cut(long bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.truncate(bytes);
        }
    }

    /** Whether an object of the heap has its bytes. */
    boolean isWhole(DurableHeap heap, int number) {
        return heap.contains(handles[number])
                && heap.view(handles[number]).mismatch(MemorySegment.ofArray(bytes(number))) == -1;
    }
}
