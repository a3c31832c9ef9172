package dev.cleave.lab.attach;

import dev.cleave.lab.trace.MalformedTraceException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Keeps what is told of blocks in a temporary file until the recording is over. One thread is told,
 * another reads when that is done.
 */
public final class RecordingSpool implements PoolObserver, AutoCloseable {
    private static final int FORMAT = 1;
    private static final int BUFFER_BYTES = 1 << 16;

    private final String name;
    private final Path file;
    private final DataOutputStream output;
    private final Map<Integer, String> pools = new TreeMap<>();
    private long batches;
    private long firstBatch;
    private long lost;
    private int oneIn = 1;

    private RecordingSpool(String name, Path file) throws IOException {
        this.name = name;
        this.file = file;
        output = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES));
    }

    /**
     * Makes the temporary file.
     *
     * @param name what messages call the recording
     * @param folder where it is made
     */
    public static RecordingSpool in(Path folder, String name) throws IOException {
        return new RecordingSpool(name, Files.createTempFile(folder, ".cleave-recording", ".unfinished"));
    }

    @Override
    public synchronized void pool(int number, String pool) {
        pools.put(number, pool);
    }

    @Override
    public synchronized void blocks(int format, long batch, long lostSoFar, int share, String text) throws IOException {
        if (format != FORMAT) {
            throw new NotWatchableException(name + " tells of blocks in format " + format
                    + ", and this command knows format " + FORMAT + ": use the command of its version of Cleave");
        }
        if (batches == 0) {
            firstBatch = batch;
        }
        batches++;
        lost = lostSoFar;
        oneIn = Math.max(oneIn, share);
        output.writeInt(text.length());
        output.writeBytes(text);
    }

    /** Whether anything was told yet: then the recording has begun. */
    public synchronized boolean hasBegun() {
        return batches > 0;
    }

    /**
     * Whether blocks that were live at the beginning are in it: not where another recording had
     * begun before.
     */
    synchronized boolean knowsTheBeginning() {
        return firstBatch == 0;
    }

    /** What was told of last: entries that were lost. */
    synchronized long lost() {
        return lost;
    }

    /** Of so many blocks one is recorded, at the end. */
    synchronized int oneIn() {
        return oneIn;
    }

    /** The names of the pools, by their numbers. */
    synchronized Map<Integer, String> pools() {
        return new TreeMap<>(pools);
    }

    String name() {
        return name;
    }

    /** Reads all entries from the first; may be done again. */
    synchronized void read(BlockTextReader.Entries entries) throws MalformedTraceException, IOException {
        output.flush();
        try (DataInputStream input = new DataInputStream(
                new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES))) {
            for (long batch = 0; batch < batches; batch++) {
                byte[] text = new byte[input.readInt()];
                input.readFully(text);
                BlockTextReader.read(name, new String(text, StandardCharsets.US_ASCII), entries);
            }
        } catch (EOFException torn) {
            throw new IOException(file + " was cut short by somebody else", torn);
        }
    }

    /** Removes the file. */
    @Override
    public void close() throws IOException {
        try {
            output.close();
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
