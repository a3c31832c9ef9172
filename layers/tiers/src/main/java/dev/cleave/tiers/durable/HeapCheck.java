package dev.cleave.tiers.durable;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The file of a durable heap, looked at and repaired without being opened as one. Any thread may
 * call; a file is locked meanwhile.
 */
public final class HeapCheck {
    private static final String BACKUP = ".before-repair";
    private static final String UNFINISHED = ".repairing";
    private static final int PIECE = 1 << 20;

    private HeapCheck() {}

    /**
     * Surveys a file. It is locked meanwhile, where it may be written, so that no heap changes it.
     *
     * @throws DurableHeapException where it cannot be read, or is open as a heap, here or in another
     *     process
     */
    public static HeapSurvey survey(Path path) {
        try (Arena arena = Arena.ofShared(); HeapImage image = HeapImage.read(path, arena)) {
            return image.survey();
        }
    }

    /** Where {@link #repair} leaves the file as it was. */
    public static Path backupOf(Path path) {
        return path.resolveSibling(path.getFileName() + BACKUP);
    }

    /**
     * Repairs a file, if something is wrong with it. Everything whole stays: objects with their
     * handles, roots. What is not is given up, and said. The repaired heap is written beside it, opened
     * and verified there, and takes its place in one step; the file as it was becomes the backup.
     *
     * @throws DamagedHeapException where too little is left to repair it; the file is as it was
     * @throws DurableHeapException where there is a backup already, or the file is open as a heap
     */
    public static HeapRepair repair(Path path) {
        Path backup = backupOf(path);
        Path repaired = path.resolveSibling(path.getFileName() + UNFINISHED);
        try (Arena arena = Arena.ofShared(); HeapImage image = HeapImage.read(path, arena)) {
            if (image.faults.isEmpty()) {
                return new HeapRepair(List.of(), Optional.empty());
            }
            Header header = image.header().orElseThrow(() -> new DamagedHeapException(path
                    + " cannot be repaired: " + image.faults.getFirst().what()));
            if (Files.exists(backup)) {
                throw new DurableHeapException(backup + " is there from an earlier repair: move it away first");
            }
            try {
                write(mended(image, header), repaired);
                verify(repaired);
                keep(path, backup);
                Files.move(repaired, path, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(repaired);
            }
            return new HeapRepair(image.faults, Optional.of(backup));
        } catch (IOException refused) {
            throw new DurableHeapException("cannot repair " + path + " (" + refused + ")", refused);
        }
    }

    /** The file under a second name, where the file system has such; so it is never without the first. */
    private static void keep(Path path, Path backup) throws IOException {
        try {
            Files.createLink(backup, path);
        } catch (UnsupportedOperationException | FileSystemException noLinks) {
            Files.move(path, backup);
        }
    }

    /** The image with what is damaged taken out, and headers that say so. */
    private static MemorySegment mended(HeapImage image, Header header) {
        Layout layout = header.layout();
        MemorySegment memory = image.memory();
        IndexSurvey index = image.indexSurvey();
        List<Long> chunks = new ArrayList<>();
        for (int chunk = 0; chunk < image.chunks.length; chunk++) {
            long place = image.chunks[chunk];
            boolean known = place != Header.NO_CHUNK;
            if (!known) {
                place = index.placeForChunk();
                if (place == Places.NONE) {
                    throw new DamagedHeapException(image.path + " cannot be repaired: it has no room for chunk " + chunk
                            + " of its index, which is lost");
                }
            }
            long before = chunks.isEmpty() ? Header.NO_CHUNK : chunks.getLast();
            write(memory, layout.offsetOf(place), chunk, before, known, header.tag());
            chunks.add(place);
        }
        image.lost.forEach((number, slot) -> slot.write(memory,
                layout.offsetOf(chunks.get(number / Index.CHUNK_SLOTS))
                        + (long) (number % Index.CHUNK_SLOTS) * Slot.BYTES,
                number, header.tag()));
        Header last = new Header(header.identity(), layout, true, header.counter(), header.epoch(),
                header.firstSequence(), header.dataBytes(), chunks.isEmpty() ? Header.NO_CHUNK : chunks.getLast(),
                chunks.size());
        for (int times = 0; times < 2; times++) {
            last = last.emptied(header.epoch() + 1, image.nextSequence());
            last.write(memory.asSlice(last.offset(), Header.BYTES));
        }
        return memory.asSlice(0, layout.fileBytes(header.dataBytes()));
    }

    /** The head of a chunk; and its slots where it is a new one, whose handles were given out once. */
    private static void write(
            MemorySegment memory, long offset, int chunk, long placeBefore, boolean known, long tag) {
        new Slot(Slot.Kind.CHUNK, chunk, placeBefore, 0).write(memory, offset, chunk * Index.CHUNK_SLOTS, tag);
        Slot retired = new Slot(Slot.Kind.RETIRED, Handle.LAST_GENERATION, 0, 0);
        for (int slot = 1; slot < Index.CHUNK_SLOTS && !known; slot++) {
            retired.write(memory, offset + (long) slot * Slot.BYTES, chunk * Index.CHUNK_SLOTS + slot, tag);
        }
    }

    private static void write(MemorySegment image, Path to) throws IOException {
        try (FileChannel channel = FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (long at = 0; at < image.byteSize();) {
                at += channel.write(
                        image.asSlice(at, Math.min(PIECE, image.byteSize() - at)).asByteBuffer(), at);
            }
            channel.force(true);
        }
    }

    private static void verify(Path repaired) {
        try (DurableHeap heap = DurableHeap.openAny(DurableFiles.open(repaired), DurableSettings.usual())) {
            heap.verify();
        }
    }
}
