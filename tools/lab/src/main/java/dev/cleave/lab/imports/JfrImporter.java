package dev.cleave.lab.imports;

import dev.cleave.lab.report.Progress;
import dev.cleave.lab.report.ProgressStep;
import dev.cleave.lab.trace.MalformedTraceException;
import java.io.IOException;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/**
 * Reads the recordings of the JDK's Flight Recorder: Netty's own events of buffers, and Cleave's of
 * sampled blocks.
 *
 * <p>Threads write their events in pieces, so that a recording is not in the order of time: it is
 * read once, its events are {@linkplain TimeOrder put into order}, and then paired.
 */
final class JfrImporter implements Importer {
    private static final int EVENTS_BETWEEN_REPORTS = 1 << 14;

    private final int longestRun;

    JfrImporter() {
        this(TimeOrder.USUAL_RUN);
    }

    /** @param longestRun how many events are sorted in memory at once */
    JfrImporter(int longestRun) {
        this.longestRun = longestRun;
    }

    @Override
    public long read(ImportSource source, TraceStream trace, Progress progress)
            throws MalformedTraceException, IOException {
        try (JfrFile file = JfrFile.open(source); TimeOrder order = new TimeOrder(longestRun)) {
            JfrEvents events = new JfrEvents(file, trace, order);
            long count = readAll(file, events, progress);
            requireBlocks(source, events, order);
            pairAll(source, events, order, trace, progress);
            return count;
        }
    }

    private static long readAll(JfrFile file, JfrEvents events, Progress progress)
            throws MalformedTraceException, IOException {
        long count = 0;
        try (RecordingFile recording = open(file);
                ProgressStep step = new ProgressStep(progress, "reading " + file.name(), file.length())) {
            long position = 0;
            for (@Nullable RecordedEvent event = next(file, recording); event != null; event = next(file, recording)) {
                take(file, events, event);
                if (++count % EVENTS_BETWEEN_REPORTS == 0) {
                    position = Math.max(position, file.positionOf(event.getStartTime()));
                    step.advance(position);
                }
            }
        }
        return count;
    }

    private static RecordingFile open(JfrFile file) throws MalformedTraceException {
        try {
            return new RecordingFile(file.path());
        } catch (IOException | RuntimeException failure) {
            throw unreadable(file, failure);
        }
    }

    /** What is damaged inside of a chunk shows as any exception of the JDK's reader. */
    private static @Nullable RecordedEvent next(JfrFile file, RecordingFile recording) throws MalformedTraceException {
        try {
            return recording.hasMoreEvents() ? recording.readEvent() : null;
        } catch (IOException | RuntimeException failure) {
            throw unreadable(file, failure);
        }
    }

    private static void take(JfrFile file, JfrEvents events, RecordedEvent event)
            throws MalformedTraceException, IOException {
        try {
            events.take(event);
        } catch (RuntimeException failure) {
            throw unreadable(file, failure);
        }
    }

    private static MalformedTraceException unreadable(JfrFile file, Exception failure) {
        MalformedTraceException malformed = file.damaged("the JDK cannot read it (" + failure + ")");
        malformed.initCause(failure);
        return malformed;
    }

    private static void requireBlocks(ImportSource source, JfrEvents events, TimeOrder order)
            throws MalformedTraceException {
        if (order.size() == 0) {
            throw new MalformedTraceException(source.name(), 0, events.withoutAddress() > 0
                    ? "tells of buffers without an address alone, on the Java heap or where Netty cannot tell it: they"
                            + " cannot be paired with their frees"
                    : "tells of no buffer: record with the settings of samples/buffers.jfc, which switch on"
                            + " io.netty.AllocateBuffer and dev.cleave.AllocationSample with their frees");
        }
    }

    private static void pairAll(
            ImportSource source, JfrEvents events, TimeOrder order, TraceStream trace, Progress progress)
            throws IOException {
        BufferPairing pairing = new BufferPairing(trace, source.scaled());
        try (ProgressStep step = new ProgressStep(progress, "pairing " + source.name(), order.size())) {
            long count = 0;
            for (@Nullable BufferEvent event = order.next(); event != null; event = order.next()) {
                if (events.isBelowAnother(event.allocator())) {
                    trace.passOver("samples of pools left out: heaps over them sample what is in it", 1);
                } else {
                    pairing.take(event);
                }
                if (++count % EVENTS_BETWEEN_REPORTS == 0) {
                    step.advance(count);
                }
            }
        }
    }

    /** The heads of its chunks must be whole. */
    @Override
    public boolean fits(ImportSource source) {
        try (JfrFile file = JfrFile.open(source)) {
            return file.length() > 0;
        } catch (MalformedTraceException | IOException unfit) {
            return false;
        }
    }
}
