package dev.cleave.tiers.durable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * A {@link DurableHeap} whose objects are encrypted in the file, its log included: whoever has the
 * file and not the key learns how many objects there are, how large they are, the names of roots,
 * and what changes when; not a byte of an object.
 *
 * {@snippet :
 * try (EncryptedHeap heap = EncryptedHeap.open(path, DurableSettings.usual(), name -> vault.key(name));
 *         EncryptedTransaction transaction = heap.begin()) {
 *     long order = transaction.allocate(256);
 *     transaction.write(order, 0, bytes);
 *     transaction.setRoot("newest", order);
 *     transaction.commit();
 * }
 * }
 *
 * <p>AES-256-GCM, 4 KiB at a time: 40 bytes more for each 4 KiB of an object, or part. What was
 * changed, moved or cut is a {@link ForgedObjectException} when it is read, or in {@link #verify}. A
 * file that somebody puts back to an older state as a whole is not told from what it was; nor is a
 * single part of an object that he puts back.
 *
 * <p><strong>Threads, failure.</strong> As of a durable heap. There are no views of objects: what lies in
 * the file is encrypted.
 */
public final class EncryptedHeap implements AutoCloseable {
    private final DurableHeap heap;
    private final ChunkCipher cipher;

    private EncryptedHeap(DurableHeap heap, ChunkCipher cipher) {
        this.heap = heap;
        this.cipher = cipher;
    }

    /**
     * Opens an encrypted heap, or creates one where there is no file or an empty one.
     *
     * @throws WrongKeyException where it was created with another key
     * @throws DurableHeapException where the heap has objects and is not encrypted, and as
     *     {@link DurableHeap#open(Path, DurableSettings)}
     * @throws IllegalArgumentException where the key does not have 32 bytes
     */
    public static EncryptedHeap open(Path path, DurableSettings settings, KeySource keys) {
        return open(DurableFiles.open(path), settings, keys);
    }

    /** Opens one on a file that the caller opened; the heap closes it, also where this throws. */
    public static EncryptedHeap open(DurableFile file, DurableSettings settings, KeySource keys) {
        DurableHeap heap = DurableHeap.openAny(file, settings);
        boolean opened = false;
        try {
            heap.provesBySeals();
            EncryptedHeap encrypted = new EncryptedHeap(heap, cipherOf(heap, keys));
            opened = true;
            return encrypted;
        } finally {
            if (!opened) {
                heap.close();
            }
        }
    }

    private static ChunkCipher cipherOf(DurableHeap heap, KeySource keys) {
        boolean marked = EncryptionMark.isOn(heap);
        if (!marked && heap.usage().objects() > 0) {
            throw new DurableHeapException(heap.name()
                    + " has objects that are not encrypted: open it as a DurableHeap, or name another file");
        }
        byte[] key = keys.key(heap.name());
        try {
            if (key.length != ChunkCipher.KEY_BYTES) {
                throw new IllegalArgumentException(
                        "a key of " + key.length + " bytes for " + heap.name() + ": it must have "
                                + ChunkCipher.KEY_BYTES);
            }
            return marked ? fitting(heap, key) : marking(heap, key);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private static ChunkCipher fitting(DurableHeap heap, byte[] key) {
        EncryptionMark mark = EncryptionMark.of(heap);
        ChunkCipher cipher = new ChunkCipher(key, mark.salt());
        if (!cipher.fits(mark)) {
            throw new WrongKeyException(
                    heap.name() + " was encrypted with another key: give the one that it was created with");
        }
        return cipher;
    }

    private static ChunkCipher marking(DurableHeap heap, byte[] key) {
        byte[] salt = EncryptionMark.newSalt();
        ChunkCipher cipher = new ChunkCipher(key, salt);
        new EncryptionMark(salt, cipher.check()).putOn(heap);
        return cipher;
    }

    /** What it is called in errors: the path of its file. */
    public String name() {
        return heap.name();
    }

    /** Begins a transaction; as {@link DurableHeap#begin}. */
    public EncryptedTransaction begin() {
        return new EncryptedTransaction(heap.begin(), cipher, name());
    }

    /**
     * How many bytes an object has.
     *
     * @throws UnknownHandleException where the handle is of no object of this heap
     */
    public long byteSize(long handle) {
        return Chunks.plainBytes(heap.byteSize(handle));
    }

    /**
     * Reads as many bytes as a segment has, from an offset of an object on: all of them as one
     * commit left them.
     *
     * @throws UnknownHandleException where the handle is of no object of this heap
     * @throws IndexOutOfBoundsException where the object has no such bytes
     * @throws ForgedObjectException where they are not what was written
     */
    public void read(long handle, long offset, MemorySegment into) {
        long byteSize = byteSize(handle);
        HeapParts.requireRange(handle, byteSize, offset, into.byteSize());
        if (into.byteSize() == 0) {
            return;
        }
        long first = offset / Chunks.PLAIN_BYTES;
        long last = (offset + into.byteSize() - 1) / Chunks.PLAIN_BYTES;
        long begin = first * Chunks.SEALED_BYTES;
        long end = Math.min((last + 1) * Chunks.SEALED_BYTES, Chunks.sealedBytes(byteSize));
        byte[] sealed = new byte[Math.toIntExact(end - begin)];
        heap.read(handle, begin, MemorySegment.ofArray(sealed));
        for (long chunk = first; chunk <= last; chunk++) {
            int at = Math.toIntExact((chunk - first) * Chunks.SEALED_BYTES);
            byte[] own = Arrays.copyOfRange(sealed, at, Math.min(at + Chunks.SEALED_BYTES, sealed.length));
            byte[] plain = open(cipher, name(), handle, chunk, chunk == Chunks.count(byteSize) - 1, own);
            long from = Math.max(offset, chunk * Chunks.PLAIN_BYTES);
            long to = Math.min(offset + into.byteSize(), chunk * Chunks.PLAIN_BYTES + plain.length);
            MemorySegment.copy(plain, (int) (from - chunk * Chunks.PLAIN_BYTES), into, ValueLayout.JAVA_BYTE,
                    from - offset, (int) (to - from));
        }
    }

    /** Opens a chunk of a heap's object. */
    static byte[] open(ChunkCipher cipher, String name, long handle, long chunk, boolean last, byte[] sealed) {
        try {
            return cipher.open(handle, chunk, last, sealed);
        } catch (GeneralSecurityException forged) {
            throw new ForgedObjectException(name + ": part " + chunk + " of " + Handle.text(handle)
                    + " is not what was written with this key: it was changed, moved or damaged", forged);
        }
    }

    /** The object that a root names. */
    public OptionalLong root(String name) {
        return name.equals(EncryptionMark.ROOT) ? OptionalLong.empty() : heap.root(name);
    }

    /** Roots and what they name, in the order of their names. */
    public Map<String, Long> roots() {
        Map<String, Long> roots = new TreeMap<>(heap.roots());
        roots.remove(EncryptionMark.ROOT);
        return roots;
    }

    /** Shows each object, as {@link DurableHeap#forEach}, with the bytes that it has unsealed. */
    public void forEach(ObjectVisitor visitor) {
        long mark = heap.root(EncryptionMark.ROOT).orElseThrow();
        heap.forEach((handle, byteSize) -> {
            if (handle != mark) {
                visitor.visit(handle, Chunks.plainBytes(byteSize));
            }
        });
    }

    /** What it holds, what encryption takes included. */
    public DurableUsage usage() {
        return heap.usage();
    }

    /** Empties the log; as {@link DurableHeap#checkpoint}. */
    public void checkpoint() {
        heap.checkpoint();
    }

    /**
     * Checks every invariant as {@link DurableHeap#verify}, and reads every object; nobody may
     * change objects meanwhile.
     *
     * @throws ForgedObjectException that names the first object that is not what was written
     */
    public void verify() {
        heap.verify();
        forEach((handle, byteSize) -> {
            for (long at = 0; at < byteSize; at += Chunks.PLAIN_BYTES) {
                read(handle, at, MemorySegment.ofArray(new byte[(int) Math.min(Chunks.PLAIN_BYTES, byteSize - at)]));
            }
        });
    }

    /** Closes it; as {@link DurableHeap#close}. */
    @Override
    public void close() {
        heap.close();
    }
}
