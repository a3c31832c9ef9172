package dev.cleave.tiers.durable;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What the file of a durable heap holds, and what is wrong with it, read without opening it as a
 * heap: nothing is written. Objects and roots are as they will be after the next opening, which does
 * what the log says. Immutable.
 *
 * @param path the file
 * @param fileBytes how long it is
 * @param header what it is; nothing where no header can be read
 * @param log the records that count, the oldest first
 * @param objects all of them, by their slots
 * @param roots names and the handles that they name
 * @param notes what is as after a crash, and is put right by the next opening
 * @param faults what is damaged: where one is, the file does not open, or something is lost
 */
public record HeapSurvey(Path path, long fileBytes, Optional<Head> header, List<LogEntry> log,
        List<ObjectEntry> objects, Map<String, Long> roots, List<Finding> notes, List<Finding> faults) {
    /** Keeps copies. */
    public HeapSurvey {
        log = List.copyOf(log);
        objects = List.copyOf(objects);
        notes = List.copyOf(notes);
        faults = List.copyOf(faults);
    }

    /**
     * The header that counts.
     *
     * @param identity of the heap
     * @param version of the format
     * @param counter of headers written
     * @param epoch of the records in the log that count
     * @param firstSequence of the first of them
     * @param capacity bytes for objects and index
     * @param unit bytes that large objects are rounded to
     * @param logBytes bytes of the log
     * @param dataBytes bytes for objects and index that have room on the disk
     * @param indexChunks how many chunks the index has, before the log is done
     */
    public record Head(UUID identity, int version, long counter, long epoch, long firstSequence, long capacity,
            int unit, long logBytes, long dataBytes, int indexChunks) {}

    /**
     * A record of the log.
     *
     * @param offset in the file
     * @param sequence of the record
     * @param transactions how many were committed together
     * @param changes how many places it changes
     * @param changedBytes bytes in them
     */
    public record LogEntry(long offset, long sequence, int transactions, int changes, long changedBytes) {}

    /**
     * An object.
     *
     * @param handle of it
     * @param slot of the index
     * @param offset of its bytes in the file
     * @param byteSize how many it has
     */
    public record ObjectEntry(long handle, int slot, long offset, long byteSize) {}

    /**
     * Something found at a place.
     *
     * @param offset in the file
     * @param what is there, in words
     */
    public record Finding(long offset, String what) {}

    /** Whether nothing is damaged. */
    public boolean isWhole() {
        return faults.isEmpty();
    }
}
