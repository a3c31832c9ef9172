package dev.cleave.tiers.durable;

/**
 * How an encrypted object is cut into chunks, each sealed by itself. Pure functions.
 *
 * <pre>
 *   life (16) | number (8) | up to 4096 bytes, encrypted | tag (16)      … and the next
 * </pre>
 */
final class Chunks {
    /** Bytes that a chunk has unsealed; the last of an object may have fewer. */
    static final int PLAIN_BYTES = 4096;

    /** Bytes that sealing adds before the encrypted ones. */
    static final int HEAD_BYTES = 24;

    /** Bytes that it adds in all. */
    static final int SEAL_BYTES = HEAD_BYTES + 16;

    /** Bytes from one sealed chunk to the next. */
    static final int SEALED_BYTES = PLAIN_BYTES + SEAL_BYTES;

    private Chunks() {}

    /** Chunks of an object of so many bytes. */
    static long count(long plainBytes) {
        return (plainBytes - 1) / PLAIN_BYTES + 1;
    }

    /** Bytes that they take sealed. */
    static long sealedBytes(long plainBytes) {
        return plainBytes + count(plainBytes) * SEAL_BYTES;
    }

    /** Bytes that an object has unsealed, by what it takes. */
    static long plainBytes(long sealedBytes) {
        return sealedBytes - ((sealedBytes - 1) / SEALED_BYTES + 1) * SEAL_BYTES;
    }

    /** Bytes of one chunk of an object, unsealed. */
    static int plainBytesOf(long chunk, long plainBytes) {
        return (int) Math.min(PLAIN_BYTES, plainBytes - chunk * PLAIN_BYTES);
    }
}
