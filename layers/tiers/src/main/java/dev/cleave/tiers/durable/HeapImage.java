package dev.cleave.tiers.durable;

import dev.cleave.tiers.durable.HeapSurvey.Finding;
import dev.cleave.tiers.durable.HeapSurvey.Head;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A file's bytes in memory of our own, in which the log is done and whatever is damaged is looked
 * for, part by part, each as far as the parts before it allow. Of one thread.
 */
final class HeapImage implements AutoCloseable {
    final Path path;
    final long fileBytes;
    final List<Finding> notes = new ArrayList<>();
    final List<Finding> faults = new ArrayList<>();
    final List<HeapSurvey.LogEntry> log = new ArrayList<>();
    final Map<Integer, Slot> objects = new TreeMap<>();
    final Map<String, Long> roots = new TreeMap<>();

    /** Slots of which nothing can be kept, each with what is to be in it. */
    final Map<Integer, Slot> lost = new TreeMap<>();

    /** Where the chunks of the index lie; {@link Header#NO_CHUNK} for one that is not to be found. */
    long[] chunks = {};

    private final @Nullable DurableFile lock;
    private MemorySegment memory;
    private @Nullable Header header;
    private @Nullable IndexSurvey index;
    private long nextSequence;

    private HeapImage(Path path, @Nullable DurableFile lock, MemorySegment memory) {
        this.path = path;
        this.lock = lock;
        this.memory = memory;
        fileBytes = memory.byteSize();
    }

    /**
     * Reads a file and looks through it.
     *
     * @throws DurableHeapException where it cannot be read, or is open as a heap
     */
    static HeapImage read(Path path, Arena arena) {
        if (!Files.isRegularFile(path)) {
            throw new DurableHeapException(path + " is no file that is there: name that of a durable heap");
        }
        boolean writable = Files.isWritable(path);
        DurableFile lock = writable ? DurableFiles.open(path) : null;
        boolean read = false;
        try (FileChannel channel = open(path, writable)) {
            MemorySegment memory = bytesOf(channel, writable, arena);
            HeapImage image = new HeapImage(path, lock, memory);
            image.look(arena);
            read = true;
            return image;
        } catch (IOException refused) {
            throw new DurableHeapException("cannot read " + path + " (" + refused + ")", refused);
        } finally {
            if (!read && lock != null) {
                lock.close();
            }
        }
    }

    private static FileChannel open(Path path, boolean writable) throws IOException {
        return writable
                ? FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)
                : FileChannel.open(path, StandardOpenOption.READ);
    }

    /** Bytes that are ours to change: pages are copied as they are written, where the system lets us. */
    private static MemorySegment bytesOf(FileChannel channel, boolean writable, Arena arena) throws IOException {
        long bytes = channel.size();
        if (bytes == 0) {
            return MemorySegment.NULL;
        }
        if (writable) {
            return channel.map(FileChannel.MapMode.PRIVATE, 0, bytes, arena);
        }
        MemorySegment copy = arena.allocate(bytes, Layout.PAGE);
        copy.copyFrom(channel.map(FileChannel.MapMode.READ_ONLY, 0, bytes, arena));
        return copy;
    }

    /** The bytes, the log done; as many as the file should have. */
    MemorySegment memory() {
        return memory;
    }

    /** The header that counts, if one does. */
    Optional<Header> header() {
        return Optional.ofNullable(header);
    }

    /** The sequence behind the last record of the log that counts. */
    long nextSequence() {
        return nextSequence;
    }

    /** Who looked through the index; there where a header is. */
    IndexSurvey indexSurvey() {
        return Objects.requireNonNull(index, "an image without a header has no index");
    }

    private void look(Arena arena) {
        header = findHeader();
        if (header == null) {
            return;
        }
        if (!header.ready()) {
            notes.add(new Finding(0, "the creation of the heap was broken off: nothing is in it"));
            header = null;
            return;
        }
        long wanted = header.layout().fileBytes(header.dataBytes());
        if (fileBytes < wanted) {
            fault(fileBytes, "the file was cut short: it has " + fileBytes + " bytes where " + wanted + " were");
            MemorySegment whole = arena.allocate(wanted, Layout.PAGE);
            whole.asSlice(0, fileBytes).copyFrom(memory);
            memory = whole;
        }
        new LogSurvey(this, header).run();
        index = new IndexSurvey(this, header);
        index.run();
    }

    private @Nullable Header findHeader() {
        if (fileBytes < Layout.LOG) {
            fault(0, "this is no durable heap, or one that was cut short: it has " + fileBytes
                    + " bytes, and the headers of a heap take " + Layout.LOG);
            return null;
        }
        MemorySegment first = memory.asSlice(0, Header.BYTES);
        MemorySegment second = memory.asSlice(Layout.PAGE, Header.BYTES);
        try {
            Header newest = Headers.newest(path.toString(), first, second);
            noteTorn(first, 0);
            noteTorn(second, Layout.PAGE);
            return newest;
        } catch (DamagedHeapException refusal) {
            fault(0, refusal.getMessage());
            return null;
        }
    }

    /** A second header that was never written is zero. */
    private void noteTorn(MemorySegment bytes, long offset) {
        boolean written = bytes.mismatch(MemorySegment.ofArray(new byte[Header.BYTES])) >= 0;
        if (written && !(Header.hasMagic(bytes) && Header.isSound(bytes))) {
            notes.add(new Finding(offset, "this header is torn, as after a crash; the other one counts"));
        }
    }

    void fault(long offset, @Nullable String what) {
        faults.add(new Finding(offset, String.valueOf(what)));
    }

    /** What was found. */
    HeapSurvey survey() {
        Optional<Head> head = header().map(each -> new Head(each.identity(), Header.VERSION, each.counter(),
                each.epoch(), each.firstSequence(), each.layout().capacity(), each.layout().unit(),
                each.layout().logBytes(), each.dataBytes(), each.chunks()));
        List<HeapSurvey.ObjectEntry> entries = new ArrayList<>();
        header().ifPresent(known -> objects.forEach((number, slot) -> entries.add(new HeapSurvey.ObjectEntry(
                Handle.of(known.tag(), slot.generation(), number), number, known.layout().offsetOf(slot.place()),
                slot.byteSize()))));
        return new HeapSurvey(path, fileBytes, head, log, entries, new TreeMap<>(roots), notes, faults);
    }

    void logEndsAt(long sequence) {
        nextSequence = sequence;
    }

    @Override
    public void close() {
        if (lock != null) {
            lock.close();
        }
    }
}
