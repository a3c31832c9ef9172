package dev.cleave.tiers.durable;

import dev.cleave.tiers.durable.HeapSurvey.Finding;
import java.lang.foreign.MemorySegment;

/** The log of an image: done, record by record, and looked at behind its end. */
final class LogSurvey {
    private final HeapImage image;
    private final Header header;
    private final MemorySegment log;

    LogSurvey(HeapImage image, Header header) {
        this.image = image;
        this.header = header;
        log = image.memory().asSlice(Layout.LOG, header.layout().logBytes());
    }

    void run() {
        LogReader reader = new LogReader(image.memory(), header);
        long offset = 0;
        long sequence = header.firstSequence();
        for (MemorySegment changes = reader.next(); changes != null; changes = reader.next()) {
            take(offset, sequence, changes);
            offset = reader.position();
            sequence = reader.nextSequence();
        }
        image.logEndsAt(sequence);
        lookBehind(offset, sequence);
    }

    private void take(long offset, long sequence, MemorySegment changes) {
        long begin = header.layout().data();
        long end = header.layout().fileBytes(header.dataBytes());
        int[] count = new int[1];
        long[] bytes = new long[1];
        Redo.forEach(changes, (at, change) -> {
            count[0]++;
            bytes[0] += change.byteSize();
            if (at < begin || at > end - change.byteSize()) {
                image.fault(Layout.LOG + offset, "record " + sequence + " of the log changes " + change.byteSize()
                        + " bytes at offset " + at + ", where no data are");
            } else {
                image.memory().asSlice(at, change.byteSize()).copyFrom(change);
            }
        });
        image.log.add(new HeapSurvey.LogEntry(Layout.LOG + offset, sequence,
                LogRecord.transactions(log.asSlice(offset)), count[0], bytes[0]));
    }

    /**
     * A record says which ones were durable when it was written. So a whole one may say that a torn one
     * was whole once, and its commits acknowledged. One that does not was under way at the same time.
     */
    private void lookBehind(long end, long sequence) {
        int later = 0;
        boolean wasWhole = false;
        for (long at = end + Layout.SECTOR; at < log.byteSize(); at += Layout.SECTOR) {
            MemorySegment rest = log.asSlice(at);
            long itsSequence = LogRecord.sequence(rest);
            if (itsSequence > sequence && LogRecord.payloadBytes(rest, header.epoch(), itsSequence) >= 0) {
                later += LogRecord.transactions(rest);
                wasWhole |= LogRecord.durable(rest) >= sequence;
            }
        }
        if (wasWhole) {
            image.fault(Layout.LOG + end,
                    "record " + sequence + " of the log is damaged, and behind it whole ones have "
                            + later + " commits more: these are lost, and those in it");
        } else if (end < log.byteSize() && LogRecord.sequence(log.asSlice(end)) == sequence
                && LogRecord.isOf(log.asSlice(end), header.epoch())) {
            image.notes.add(new Finding(Layout.LOG + end, "record " + sequence
                    + " of the log is torn, as after a crash: its commits were not acknowledged"));
        }
    }
}
