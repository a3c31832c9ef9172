package dev.cleave.lab.imports;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Events in the order of their time, however many there are and in whatever order they come; those
 * of one time stay as they came.
 *
 * <p>First all are added, then all are taken. Runs of events are sorted in memory and written to a
 * temporary file, {@value BufferEvent#BYTES} bytes an event; then the runs are merged. Holds one
 * run, or a page of each.
 *
 * <p>Source: merge sort of runs, Knuth, volume 3, section 5.4.
 */
final class TimeOrder implements AutoCloseable {
    /** Events that are sorted at once: about 25 MB of Java objects. */
    static final int USUAL_RUN = 1 << 18;

    private static final int EVENTS_A_PAGE = 512;

    private final int longestRun;
    private final String folder;
    private final FileChannel spool;
    private final List<BufferEvent> run = new ArrayList<>();
    private final PriorityQueue<Cursor> runs = new PriorityQueue<>(
            Comparator.<Cursor>comparingLong(cursor -> cursor.first().nanos()).thenComparingInt(Cursor::number));
    private long size;

    /**
     * Nothing yet.
     *
     * @param longestRun how many events are sorted in memory at once
     * @throws IOException when there can be no temporary file
     */
    TimeOrder(int longestRun) throws IOException {
        this.longestRun = longestRun;
        Path file = Files.createTempFile("cleave-import", ".events");
        folder = String.valueOf(file.getParent());
        spool = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE);
    }

    /** Adds an event. */
    void add(BufferEvent event) throws IOException {
        run.add(event);
        size++;
        if (run.size() == longestRun) {
            endRun();
        }
    }

    /** Events added so far. */
    long size() {
        return size;
    }

    /** The next event, or null after the last; from the first call on nothing may be added. */
    @Nullable
    BufferEvent next() throws IOException {
        if (!run.isEmpty()) {
            endRun();
        }
        Cursor earliest = runs.poll();
        if (earliest == null) {
            return null;
        }
        BufferEvent event = earliest.first();
        if (earliest.advance()) {
            runs.add(earliest);
        }
        return event;
    }

    private void endRun() throws IOException {
        run.sort(Comparator.comparingLong(BufferEvent::nanos));
        long start = spool.size();
        ByteBuffer page = ByteBuffer.allocate(EVENTS_A_PAGE * BufferEvent.BYTES);
        for (BufferEvent event : run) {
            if (!page.hasRemaining()) {
                write(page);
            }
            event.writeTo(page);
        }
        write(page);
        run.clear();
        runs.add(new Cursor(runs.size(), start, spool.size()));
    }

    private void write(ByteBuffer page) throws IOException {
        page.flip();
        try {
            while (page.hasRemaining()) {
                spool.write(page, spool.size());
            }
        } catch (IOException failure) {
            throw new IOException(folder + ", where events are put into order, cannot be written: "
                    + failure.getMessage(), failure);
        }
        page.clear();
    }

    @Override
    public void close() throws IOException {
        spool.close();
    }

    /** How far a run has been read. */
    private final class Cursor {
        private final int number;
        private final long end;
        private final ByteBuffer page = ByteBuffer.allocate(EVENTS_A_PAGE * BufferEvent.BYTES).limit(0);
        private long position;
        private BufferEvent first;

        Cursor(int number, long start, long end) throws IOException {
            this.number = number;
            this.end = end;
            position = start;
            fill();
            first = BufferEvent.readFrom(page);
        }

        int number() {
            return number;
        }

        BufferEvent first() {
            return first;
        }

        /** Goes on to the next event; false where there is none. */
        boolean advance() throws IOException {
            if (!page.hasRemaining() && position == end) {
                return false;
            }
            if (!page.hasRemaining()) {
                fill();
            }
            first = BufferEvent.readFrom(page);
            return true;
        }

        private void fill() throws IOException {
            page.clear().limit((int) Math.min(page.capacity(), end - position));
            while (page.hasRemaining()) {
                position += spool.read(page, position);
            }
            page.flip();
        }
    }
}
