package dev.cleave.lab.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.lab.trace.MalformedTraceException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The heads are made here, as the JDK's own recordings are whole. */
@DisplayName("The file of a recording")
class JfrFileTest {
    private static final int CHUNK_BYTES = 100;

    @TempDir
    private Path folder;

    private static ByteBuffer chunk(long start) {
        return ByteBuffer.allocate(CHUNK_BYTES).put(new byte[] {'F', 'L', 'R', 0}).putLong(8, CHUNK_BYTES)
                .putLong(32, start).rewind();
    }

    private static byte[] twoChunks() {
        return ByteBuffer.allocate(2 * CHUNK_BYTES).put(chunk(1000)).put(chunk(2000)).array();
    }

    private Path file(byte... bytes) throws IOException {
        return Files.write(folder.resolve("recording.jfr"), bytes);
    }

    private static JfrFile open(Path file) throws MalformedTraceException, IOException {
        return JfrFile.open(new ImportSource(ImportFormat.JFR, file.toString()));
    }

    private static void assertRefused(Path file, String message) {
        assertThatThrownBy(() -> open(file)).isInstanceOf(MalformedTraceException.class)
                .hasMessageStartingWith(file + ": ").hasMessageContaining(message);
    }

    @Test
    @DisplayName("is read where it lies, and tells where the chunk of a time begins")
    void chunksAreFound() throws Exception {
        Path path = file(twoChunks());
        try (JfrFile file = open(path)) {
            assertThat(file.path()).isEqualTo(path);
            assertThat(file.length()).isEqualTo(200);
            assertThat(file.positionOf(Instant.ofEpochSecond(0, 999))).isZero();
            assertThat(file.positionOf(Instant.ofEpochSecond(0, 1999))).isZero();
            assertThat(file.positionOf(Instant.ofEpochSecond(0, 2000))).isEqualTo(100);
        }
        assertThat(path).exists();
    }

    @Test
    @DisplayName("is unpacked where it is packed, for as long as it is open")
    void packedFilesAreUnpacked() throws Exception {
        Path packed = folder.resolve("packed");
        try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(packed))) {
            gzip.write(twoChunks());
        }

        Path unpacked;
        try (JfrFile file = open(packed)) {
            unpacked = file.path();
            assertThat(unpacked).hasBinaryContent(twoChunks());
            assertThat(file.length()).isEqualTo(200);
        }
        assertThat(unpacked).doesNotExist();
        Path cut = file(Arrays.copyOf(Files.readAllBytes(packed), 20));
        assertRefused(cut, "the gzip data is cut short or damaged");
        Path stub = file(Arrays.copyOf(Files.readAllBytes(packed), 5));
        assertRefused(stub, "the gzip data is cut short or damaged");
    }

    @Test
    @DisplayName("is refused where it is none")
    void foreignFilesAreRefused() throws IOException {
        assertRefused(file(), "is empty: expected a JFR recording");
        assertRefused(file((byte) 'F', (byte) 'L'),
                "is no JFR recording: it begins with 'FL', where a recording has 'FLR'");
        assertRefused(file("a 0 8 0\n".getBytes(StandardCharsets.US_ASCII)),
                "is no JFR recording: it begins with 'a 0 '");
        assertRefused(folder, "is a directory: expected a JFR recording");
        assertRefused(folder.resolve("none"), "no such file: expected a JFR recording");
    }

    @Test
    @DisplayName("is refused where it is cut short, in a head or behind it, whichever chunk that is")
    void cutFilesAreRefused() throws IOException {
        byte[] whole = twoChunks();
        for (int length = 4; length < whole.length; length++) {
            if (length == CHUNK_BYTES) {
                continue;
            }
            int inChunk = length % CHUNK_BYTES;
            assertRefused(file(Arrays.copyOf(whole, length)), "is cut short: expected " + (inChunk < 68 ? 68 : 100)
                    + " bytes from byte " + (length - inChunk) + " on, and the file ends after " + inChunk);
        }
    }

    @Test
    @DisplayName("is refused where a chunk was never finished, has no size, or is followed by something else")
    void damagedFilesAreRefused() throws IOException {
        assertRefused(file(ByteBuffer.wrap(twoChunks()).put(164, (byte) 1).array()),
                "its chunk at byte 100 was never finished: the program was still recording, or crashed");
        assertRefused(file(ByteBuffer.wrap(twoChunks()).putLong(8, 67).array()),
                "is damaged: its chunk at byte 0 says that it has 67 bytes, and a head alone has 68");
        assertRefused(file(ByteBuffer.wrap(twoChunks()).putLong(108, -1).array()), "says that it has -1 bytes");
        assertRefused(file(ByteBuffer.wrap(twoChunks()).put(100, (byte) 'x').array()),
                "is damaged: it has no chunk at byte 100, where one should begin");
    }
}
