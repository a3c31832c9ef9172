package dev.cleave.tiers.durable;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;

/** Damage to the index of a file, by what its survey says of it. */
final class Damage {
    private Damage() {}

    private static long offsetOfChunk(Path path, int chunk) {
        try (Arena arena = Arena.ofShared(); HeapImage image = HeapImage.read(path, arena)) {
            return image.header().orElseThrow().layout().offsetOf(image.chunks[chunk]);
        }
    }

    /** The slot of an object. */
    static void slotOf(DamagedFile file, Path path, int number) throws IOException {
        int slot = Handle.slot(file.handle(number));
        long chunk = offsetOfChunk(path, slot / Index.CHUNK_SLOTS);
        file.damage(chunk + (long) (slot % Index.CHUNK_SLOTS) * Slot.BYTES + 8);
    }

    /** The head of a chunk. */
    static void headOf(DamagedFile file, Path path, int chunk) throws IOException {
        file.damage(offsetOfChunk(path, chunk) + 8);
    }

    /** All of a chunk. */
    static void allOf(DamagedFile file, Path path, int chunk) throws IOException {
        file.write(offsetOfChunk(path, chunk), new byte[Index.CHUNK_BYTES]);
    }
}
