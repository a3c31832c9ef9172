package dev.cleave.tiers.durable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals chunks by AES-256 in Galois/Counter Mode (NIST SP 800-38D), and opens them. Any thread may
 * call.
 *
 * <p>No nonce is used twice with a key, whatever is done to the file. Each opening of the heap is a
 * <em>life</em> with a random name of 128 bits and a key of its own, derived from the user's by
 * HKDF-SHA-256 (RFC 5869); within a life nonces are counted, and nothing of the count has to be
 * kept. So a file that is put back to an older state, and goes on from there, does not repeat one,
 * as a count kept in the file would. A chunk tells its life and number.
 *
 * <p>What is sealed with a chunk and must be the same on opening: the object's handle, which no other
 * object ever has, which chunk of it this is, and whether it is the last (as in STREAM: Hoang,
 * Reyhanitabar, Rogaway, Vizár, 2015). So a chunk that was moved, or an object that was cut, is found
 * out. An older state of the same chunk is not: nothing outside of the file remembers.
 */
final class ChunkCipher {
    static final int KEY_BYTES = 32;

    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final byte[] CHECK = "cleave durable heap: check".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LIFE = "cleave durable heap: life ".getBytes(StandardCharsets.US_ASCII);

    private final SecretKey root;
    private final UUID life;
    private final SecretKey lifeKey;
    private final AtomicLong numbers = new AtomicLong();
    private final ConcurrentHashMap<UUID, SecretKey> lives = new ConcurrentHashMap<>();

    /**
     * A cipher for one life.
     *
     * @param key the user's
     * @param salt the heap's
     */
    ChunkCipher(byte[] key, byte[] salt) {
        root = extract(key, salt);
        byte[] name = new byte[Long.BYTES * 2];
        new SecureRandom().nextBytes(name);
        ByteBuffer bytes = ByteBuffer.wrap(name);
        life = new UUID(bytes.getLong(), bytes.getLong());
        lifeKey = keyOf(life);
    }

    private static SecretKey extract(byte[] key, byte[] salt) {
        try {
            return KDF.getInstance("HKDF-SHA256").deriveKey("Generic",
                    HKDFParameterSpec.ofExtract().addIKM(key).addSalt(salt).extractOnly());
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this JVM has no HKDF-SHA256", missing);
        }
    }

    private byte[] expand(byte[] purpose, int bytes) {
        try {
            return KDF.getInstance("HKDF-SHA256").deriveData(HKDFParameterSpec.expandOnly(root, purpose, bytes));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this JVM has no HKDF-SHA256", missing);
        }
    }

    private SecretKey keyOf(UUID which) {
        byte[] purpose = ByteBuffer.allocate(LIFE.length + 2 * Long.BYTES).put(LIFE)
                .putLong(which.getMostSignificantBits()).putLong(which.getLeastSignificantBits()).array();
        byte[] key = expand(purpose, KEY_BYTES);
        try {
            return new SecretKeySpec(key, "AES");
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /** What the key comes to with the salt: whoever has the same has the same key. */
    byte[] check() {
        return expand(CHECK, EncryptionMark.CHECK_BYTES);
    }

    /** Whether the key is that of a heap, by its mark; takes as long whatever differs. */
    boolean fits(EncryptionMark mark) {
        return MessageDigest.isEqual(check(), mark.check());
    }

    /** A chunk sealed. */
    byte[] seal(long handle, long chunk, boolean last, byte[] plain) {
        long number = numbers.getAndIncrement();
        ByteBuffer sealed = ByteBuffer.allocate(plain.length + Chunks.SEAL_BYTES)
                .putLong(life.getMostSignificantBits()).putLong(life.getLeastSignificantBits()).putLong(number);
        try {
            int unused = cipher(Cipher.ENCRYPT_MODE, lifeKey, number, handle, chunk, last)
                    .doFinal(ByteBuffer.wrap(plain), sealed);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("AES-256-GCM refuses to encrypt", impossible);
        }
        return sealed.array();
    }

    /**
     * Opens a chunk.
     *
     * @throws GeneralSecurityException where it is not what was sealed with this key for this place
     */
    byte[] open(long handle, long chunk, boolean last, byte[] sealed) throws GeneralSecurityException {
        ByteBuffer bytes = ByteBuffer.wrap(sealed);
        UUID itsLife = new UUID(bytes.getLong(), bytes.getLong());
        long number = bytes.getLong();
        SecretKey known = itsLife.equals(life) ? lifeKey : lives.get(itsLife);
        SecretKey key = known == null ? keyOf(itsLife) : known;
        byte[] plain = cipher(Cipher.DECRYPT_MODE, key, number, handle, chunk, last)
                .doFinal(sealed, Chunks.HEAD_BYTES, sealed.length - Chunks.HEAD_BYTES);
        if (known == null) {
            lives.put(itsLife, key);
        }
        return plain;
    }

    private static Cipher cipher(int mode, SecretKey key, long number, long handle, long chunk, boolean last)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(CIPHER);
        byte[] nonce = ByteBuffer.allocate(NONCE_BYTES).putInt(0).putLong(number).array();
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(ByteBuffer.allocate(2 * Long.BYTES + 1).putLong(handle).putLong(chunk)
                .put((byte) (last ? 1 : 0)).flip());
        return cipher;
    }
}
