package dev.cleave.cache;

import dev.cleave.cache.EntryCopies.EntryCopy;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/**
 * The entries of a cache in a file, big-endian.
 *
 * <pre>
 *   "CLVCACHE" 8 | version 4
 *   for each entry:  1 | key bytes 4 | value bytes 4 | nanoseconds left 8, 0 for ever | key | value
 *   0 | entries 8 | CRC-32C of all before 8
 * </pre>
 */
final class CacheSnapshot {
    private static final long MAGIC = 0x434C_5643_4143_4845L;
    private static final int VERSION = 1;
    private static final byte ENTRY = 1;
    private static final byte END = 0;

    private CacheSnapshot() {}

    static <K, V> long save(CacheOperations<K, V> cache, Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Path part = Files.createTempFile(folder, file.getFileName().toString(), ".part");
        try {
            long entries;
            CheckedOutputStream checked =
                    new CheckedOutputStream(new BufferedOutputStream(Files.newOutputStream(part)), new CRC32C());
            try (DataOutputStream out = new DataOutputStream(checked)) {
                out.writeLong(MAGIC);
                out.writeInt(VERSION);
                entries = writeEntries(cache, out);
                out.writeByte(END);
                out.writeLong(entries);
                out.writeLong(checked.getChecksum().getValue());
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return entries;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static <K, V> long writeEntries(CacheOperations<K, V> cache, DataOutputStream out) throws IOException {
        long entries = 0;
        for (EntryCopies copies = new EntryCopies(cache.entries); copies.hasNext(); entries++) {
            EntryCopy copy = copies.next();
            out.writeByte(ENTRY);
            out.writeInt(copy.key().length);
            out.writeInt(copy.value().length);
            out.writeLong(copy.deadline() == Expiry.NEVER ? 0 : Math.max(1, cache.left(copy.deadline())));
            out.write(copy.key());
            out.write(copy.value());
        }
        return entries;
    }

    static <K, V> long load(CacheOperations<K, V> cache, Path file) throws IOException {
        long unused = read(cache, file, false);
        return read(cache, file, true);
    }

    /** Reads a file whole; puts its entries if told, which it was found sound before. */
    private static <K, V> long read(CacheOperations<K, V> cache, Path file, boolean puts) throws IOException {
        CheckedInputStream checked =
                new CheckedInputStream(new BufferedInputStream(Files.newInputStream(file)), new CRC32C());
        try (DataInputStream in = new DataInputStream(checked)) {
            require(in.readLong() == MAGIC, file, "it does not begin as a snapshot of a cache");
            int version = in.readInt();
            require(version == VERSION, file, "it is of version " + version + ", known is " + VERSION);
            long entries = readEntries(cache, in, file, puts);
            require(in.readLong() == entries, file, "it has not as many entries as it says");
            long computed = checked.getChecksum().getValue();
            require(in.readLong() == computed, file, "its bytes are not those that were written: the checksum differs");
            require(in.read() < 0, file, "something follows its end");
            return entries;
        } catch (EOFException torn) {
            throw new SnapshotDamagedException(file + ": it ends too early: it was torn off");
        }
    }

    private static <K, V> long readEntries(CacheOperations<K, V> cache, DataInputStream in, Path file, boolean puts)
            throws IOException {
        long entries = 0;
        for (byte kind = in.readByte(); kind != END; kind = in.readByte()) {
            require(kind == ENTRY, file, "entry " + entries + " is of no known kind: " + kind);
            int keyBytes = in.readInt();
            int valueBytes = in.readInt();
            long left = in.readLong();
            require(keyBytes >= 0 && valueBytes >= 0 && left >= 0, file,
                    "the sizes of entry " + entries + " are less than 0");
            require((long) keyBytes + valueBytes <= Files.size(file), file,
                    "entry " + entries + " is said to be larger than the file");
            byte[] key = in.readNBytes(keyBytes);
            byte[] value = in.readNBytes(valueBytes);
            if (key.length < keyBytes || value.length < valueBytes) {
                throw new EOFException();
            }
            if (puts) {
                cache.putBytes(key, value, left);
            }
            entries++;
        }
        return entries;
    }

    private static void require(boolean holds, Path file, String otherwise) throws SnapshotDamagedException {
        if (!holds) {
            throw new SnapshotDamagedException(file + ": " + otherwise);
        }
    }
}
