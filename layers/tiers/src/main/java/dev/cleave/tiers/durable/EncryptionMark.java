package dev.cleave.tiers.durable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.OptionalLong;

/**
 * The object that says that a heap is encrypted, and with which key; a root of its own names it.
 * It is not encrypted itself.
 *
 * <pre>
 *   version (4) | bytes of a chunk (4) | salt (16) | what the key must come to with the salt (32)
 * </pre>
 *
 * @param salt of the heap's keys; random, and no secret
 * @param check derived from key and salt; the key does not follow from it
 */
record EncryptionMark(byte[] salt, byte[] check) {
    /** The root that names it. */
    static final String ROOT = Roots.ENCRYPTION;

    static final int SALT_BYTES = 16;
    static final int CHECK_BYTES = 32;

    private static final int VERSION = 1;
    private static final int BYTES = 2 * Integer.BYTES + SALT_BYTES + CHECK_BYTES;

    /** Whether a heap has one. */
    static boolean isOn(DurableHeap heap) {
        return heap.root(ROOT).isPresent();
    }

    static byte[] newSalt() {
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        return salt;
    }

    /** Puts it on a heap. */
    void putOn(DurableHeap heap) {
        byte[] bytes =
                ByteBuffer.allocate(BYTES).putInt(VERSION).putInt(Chunks.PLAIN_BYTES).put(salt).put(check).array();
        try (DurableTransaction transaction = heap.begin()) {
            long handle = transaction.allocate(BYTES);
            transaction.write(handle, 0, MemorySegment.ofArray(bytes));
            transaction.setRoot(ROOT, handle);
            transaction.commit();
        }
    }

    /**
     * That of a heap that has one.
     *
     * @throws DamagedHeapException where it is of another version, or damaged
     */
    static EncryptionMark of(DurableHeap heap) {
        OptionalLong handle = heap.root(ROOT);
        MemorySegment view = heap.view(handle.orElseThrow());
        ByteBuffer bytes = ByteBuffer.wrap(view.toArray(ValueLayout.JAVA_BYTE));
        if (bytes.remaining() != BYTES || bytes.getInt() != VERSION || bytes.getInt() != Chunks.PLAIN_BYTES) {
            throw new DamagedHeapException(
                    heap.name() + " is encrypted in a way that this release does not know, or the"
                            + " object \"" + ROOT + "\" is damaged");
        }
        byte[] salt = new byte[SALT_BYTES];
        byte[] check = new byte[CHECK_BYTES];
        bytes.get(salt).get(check);
        return new EncryptionMark(salt, check);
    }
}
