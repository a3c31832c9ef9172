package dev.cleave.tiers.durable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * A {@link DurableTransaction} of an {@link EncryptedHeap}. Everything throws as there; and what is
 * read, or written in part, throws {@link ForgedObjectException} where it is not what was written
 * before.
 *
 * <p><strong>Cost.</strong> Chunks of 4 KiB that are written stay in the Java heap until the commit, and
 * are encrypted once, then.
 */
public final class EncryptedTransaction implements AutoCloseable {
    private final DurableTransaction transaction;
    private final ChunkCipher cipher;
    private final String name;
    private final Map<Long, Content> contents = new LinkedHashMap<>();

    /** What is to be in an object: chunks that were changed, and from which chunk on all are new. */
    private static final class Content {
        private final TreeMap<Long, byte[]> changed = new TreeMap<>();
        private long byteSize;
        private long newFrom;

        Content(long byteSize, long newFrom) {
            this.byteSize = byteSize;
            this.newFrom = newFrom;
        }
    }

    EncryptedTransaction(DurableTransaction transaction, ChunkCipher cipher, String name) {
        this.transaction = transaction;
        this.cipher = cipher;
        this.name = name;
    }

    /** Allocates an object of zeroes; as {@link DurableTransaction#allocate}. */
    public long allocate(long byteSize) {
        long handle = transaction.allocate(sealedBytes(byteSize));
        contents.put(handle, new Content(byteSize, 0));
        return handle;
    }

    /** Sizes that are none stay so, for the heap to refuse; so does what no heap can hold. */
    private static long sealedBytes(long byteSize) {
        return byteSize < 1 || byteSize > Long.MAX_VALUE / 2 ? byteSize : Chunks.sealedBytes(byteSize);
    }

    /** Writes all bytes of a segment into an object; as {@link DurableTransaction#write}. */
    public void write(long handle, long offset, MemorySegment from) {
        Content content = contentOf(handle);
        HeapParts.requireRange(handle, content.byteSize, offset, from.byteSize());
        for (long at = offset; at < offset + from.byteSize();) {
            long chunk = at / Chunks.PLAIN_BYTES;
            byte[] plain = changed(handle, content, chunk);
            int within = (int) (at - chunk * Chunks.PLAIN_BYTES);
            int count = (int) Math.min(plain.length - within, offset + from.byteSize() - at);
            MemorySegment.copy(from, ValueLayout.JAVA_BYTE, at - offset, plain, within, count);
            at += count;
        }
    }

    /** Reads what this transaction sees; as {@link DurableTransaction#read}. */
    public void read(long handle, long offset, MemorySegment into) {
        Content content = contentOf(handle);
        HeapParts.requireRange(handle, content.byteSize, offset, into.byteSize());
        for (long at = offset; at < offset + into.byteSize();) {
            long chunk = at / Chunks.PLAIN_BYTES;
            byte[] plain = plain(handle, content, chunk);
            int within = (int) (at - chunk * Chunks.PLAIN_BYTES);
            int count = (int) Math.min(plain.length - within, offset + into.byteSize() - at);
            MemorySegment.copy(plain, within, into, ValueLayout.JAVA_BYTE, at - offset, count);
            at += count;
        }
    }

    /** How many bytes an object has here; as {@link DurableTransaction#byteSize}. */
    public long byteSize(long handle) {
        return contentOf(handle).byteSize;
    }

    /** Makes an object longer, by zeroes, or shorter; as {@link DurableTransaction#resize}. */
    public void resize(long handle, long byteSize) {
        Content content = contentOf(handle);
        if (byteSize == content.byteSize) {
            return;
        }
        long kept = Math.min(content.byteSize, byteSize);
        long edge = Chunks.count(Math.max(1, kept)) - 1;
        byte[] atEdge = byteSize < 1 ? new byte[0] : plain(handle, content, edge);
        transaction.resize(handle, sealedBytes(byteSize));
        int keptOfEdge = Chunks.plainBytesOf(edge, kept);
        byte[] plain = Arrays.copyOf(Arrays.copyOf(atEdge, keptOfEdge), Chunks.plainBytesOf(edge, byteSize));
        content.changed.tailMap(edge, true).clear();
        content.changed.put(edge, plain);
        content.newFrom = Math.min(content.newFrom, edge + 1);
        content.byteSize = byteSize;
    }

    /** Frees an object; as {@link DurableTransaction#free}. */
    public void free(long handle) {
        transaction.free(handle);
        contents.remove(handle);
    }

    /** Names an object; as {@link DurableTransaction#setRoot}. */
    public void setRoot(String root, long handle) {
        requireFree(root);
        transaction.setRoot(root, handle);
    }

    /** Takes a name away; as {@link DurableTransaction#removeRoot}. */
    public boolean removeRoot(String root) {
        requireFree(root);
        return transaction.removeRoot(root);
    }

    private static void requireFree(String root) {
        if (root.equals(EncryptionMark.ROOT)) {
            throw new IllegalArgumentException(
                    "the root \"" + root + "\" says that the heap is encrypted: take another name");
        }
    }

    /** Makes all of it durable and seen; as {@link DurableTransaction#commit}. */
    public void commit() {
        contents.forEach((handle, content) -> {
            long chunks = Chunks.count(content.byteSize);
            for (long chunk = content.newFrom; chunk < chunks; chunk++) {
                changed(handle, content, chunk);
            }
            content.changed.forEach((chunk, plain) -> transaction.write(handle, chunk * Chunks.SEALED_BYTES,
                    MemorySegment.ofArray(cipher.seal(handle, chunk, chunk == chunks - 1, plain))));
        });
        transaction.commit();
        contents.clear();
    }

    /** Gives up what was not committed. Does nothing after a commit. */
    @Override
    public void close() {
        transaction.close();
    }

    private Content contentOf(long handle) {
        Content content = contents.get(handle);
        if (content == null) {
            content = new Content(Chunks.plainBytes(transaction.byteSize(handle)), Long.MAX_VALUE);
            contents.put(handle, content);
        }
        return content;
    }

    /** A chunk that will be changed. */
    private byte[] changed(long handle, Content content, long chunk) {
        byte[] plain = content.changed.get(chunk);
        if (plain == null) {
            plain = plain(handle, content, chunk);
            content.changed.put(chunk, plain);
        }
        return plain;
    }

    /** A chunk as this transaction has it. */
    private byte[] plain(long handle, Content content, long chunk) {
        byte[] changed = content.changed.get(chunk);
        if (changed != null) {
            return changed;
        }
        int bytes = Chunks.plainBytesOf(chunk, content.byteSize);
        if (chunk >= content.newFrom) {
            return new byte[bytes];
        }
        byte[] sealed = new byte[bytes + Chunks.SEAL_BYTES];
        transaction.read(handle, chunk * Chunks.SEALED_BYTES, MemorySegment.ofArray(sealed));
        return EncryptedHeap.open(cipher, name, handle, chunk, chunk == Chunks.count(content.byteSize) - 1, sealed);
    }
}
