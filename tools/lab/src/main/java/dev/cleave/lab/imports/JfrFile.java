package dev.cleave.lab.imports;

import dev.cleave.lab.trace.MalformedTraceException;
import dev.cleave.lab.trace.TraceInput;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.zip.ZipException;

/**
 * The file of a JFR recording: one chunk behind the other, each whole. What comes packed or from
 * standard input is unpacked into a temporary file first, as the JDK reads files alone.
 *
 * <pre>
 *   ┌ head, 68 bytes: ──────────────────────────────────────────────────────┬─ events ─┬ next head ─ …
 *   0 "FLR", 0    8 bytes of the chunk    32 start, ns    64 0 when finished │          │
 * </pre>
 */
final class JfrFile implements AutoCloseable {
    private static final byte[] MAGIC = {'F', 'L', 'R', 0};
    private static final long NANOS_A_SECOND = 1_000_000_000;
    private static final int HEAD_BYTES = 68;
    private static final int SIZE_AT = 8;
    private static final int START_AT = 32;
    private static final int STATE_AT = 64;

    private final String name;
    private final Path path;
    private final boolean temporary;
    private final NavigableMap<Long, Long> positionOfStart = new TreeMap<>();
    private long length;

    private JfrFile(String name, Path path, boolean temporary) {
        this.name = name;
        this.path = path;
        this.temporary = temporary;
    }

    /**
     * Opens a recording and looks at the head of each chunk.
     *
     * @throws MalformedTraceException when it is none, or not whole
     * @throws IOException when it cannot be unpacked for want of room
     */
    static JfrFile open(ImportSource source) throws MalformedTraceException, IOException {
        JfrFile file = find(source);
        try {
            file.readHeads();
            return file;
        } catch (MalformedTraceException | IOException | RuntimeException failure) {
            file.close();
            throw failure;
        }
    }

    private static JfrFile find(ImportSource source) throws MalformedTraceException, IOException {
        String name = source.name();
        try (InputStream plain = TraceInput.open(source.file(), source.expected());
                BufferedInputStream stream = new BufferedInputStream(plain)) {
            if (!TraceInput.isStandardInput(source.file()) && Arrays.equals(beginningOf(stream), MAGIC)) {
                return new JfrFile(name, Path.of(source.file()), false);
            }
            try (BufferedInputStream unpacked = new BufferedInputStream(TraceInput.unpacked(stream))) {
                requireRecording(source, beginningOf(unpacked));
                return unpack(name, unpacked);
            }
        } catch (EOFException | ZipException broken) {
            throw new MalformedTraceException(name, 0,
                    "the gzip data is cut short or damaged; copy or record it again");
        }
    }

    /** The first bytes, which are read again afterwards. */
    private static byte[] beginningOf(BufferedInputStream stream) throws IOException {
        stream.mark(MAGIC.length);
        byte[] beginning = stream.readNBytes(MAGIC.length);
        stream.reset();
        return beginning;
    }

    private static void requireRecording(ImportSource source, byte[] beginning) throws MalformedTraceException {
        if (beginning.length == 0) {
            throw new MalformedTraceException(source.name(), 0, "is empty: expected " + source.expected());
        }
        if (!Arrays.equals(beginning, MAGIC)) {
            throw new MalformedTraceException(source.name(), 0, "is no " + source.format().title()
                    + ": it begins with " + LineSource.quoted(new String(beginning, StandardCharsets.ISO_8859_1))
                    + ", where a recording has 'FLR'");
        }
    }

    private static JfrFile unpack(String name, InputStream stream) throws IOException {
        JfrFile file = new JfrFile(name, Files.createTempFile("cleave-import", ".jfr"), true);
        try {
            Files.copy(stream, file.path, StandardCopyOption.REPLACE_EXISTING);
            return file;
        } catch (IOException failure) {
            file.close();
            throw failure;
        }
    }

    private void readHeads() throws MalformedTraceException, IOException {
        try (FileChannel channel = FileChannel.open(path)) {
            length = channel.size();
            ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES);
            for (long at = 0; at < length; at += sizeOf(head, at)) {
                head.clear().limit((int) Math.min(HEAD_BYTES, length - at));
                while (head.hasRemaining() && channel.read(head, at + head.position()) >= 0) {
                    // a head is read as a whole
                }
                head.flip();
                requireHead(head, at);
                positionOfStart.putIfAbsent(head.getLong(START_AT), at);
            }
        }
    }

    private void requireHead(ByteBuffer head, long at) throws MalformedTraceException {
        if (head.limit() >= MAGIC.length && !head.slice(0, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))) {
            throw damaged("it has no chunk at byte " + at + ", where one should begin");
        }
        if (head.limit() < HEAD_BYTES) {
            throw cut(at, HEAD_BYTES);
        }
        if (head.get(STATE_AT) != 0) {
            throw new MalformedTraceException(name, 0, "its chunk at byte " + at + " was never finished: the program"
                    + " was still recording, or crashed; dump the recording with 'jcmd PID JFR.dump', or take what the"
                    + " JVM left at its exit");
        }
        if (sizeOf(head, at) > length - at) {
            throw cut(at, sizeOf(head, at));
        }
    }

    private long sizeOf(ByteBuffer head, long at) throws MalformedTraceException {
        long size = head.getLong(SIZE_AT);
        if (size < HEAD_BYTES) {
            throw damaged("its chunk at byte " + at + " says that it has " + size + " bytes, and a head alone has "
                    + HEAD_BYTES);
        }
        return size;
    }

    private MalformedTraceException cut(long at, long expected) {
        return new MalformedTraceException(name, 0, "is cut short: expected " + expected + " bytes from byte " + at
                + " on, and the file ends after " + (length - at) + " of them; copy or dump it again");
    }

    /** A complaint about what is in the file. */
    MalformedTraceException damaged(String problem) {
        return new MalformedTraceException(name, 0, "is damaged: " + problem + "; copy or dump it again");
    }

    /** What messages call it. */
    String name() {
        return name;
    }

    /** Where it can be read, unpacked. */
    Path path() {
        return path;
    }

    /** Its bytes, unpacked. */
    long length() {
        return length;
    }

    /** Where the chunk begins that an event of this time is in: how far it is read at least. */
    long positionOf(Instant time) {
        Map.Entry<Long, Long> chunk = positionOfStart.floorEntry(nanosOf(time));
        return chunk == null ? 0 : chunk.getValue();
    }

    /** A time as heads and events have it: nanoseconds since 1970. */
    static long nanosOf(Instant time) {
        return time.getEpochSecond() * NANOS_A_SECOND + time.getNano();
    }

    @Override
    public void close() throws IOException {
        if (temporary) {
            Files.deleteIfExists(path);
        }
    }
}
