package dev.cleave.guard.enclave;

import static dev.cleave.guard.enclave.SlabShape.PAGE_BYTES;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals pages by AES-256 in Galois/Counter Mode (NIST SP 800-38D), and opens them. For one thread at
 * a time.
 *
 * <p>The nonce is the page's version, and no version is given twice: they are counted. Each opening
 * of a pool has a key of its own, derived from the user's and 256 random bits by HKDF-SHA-256 (RFC
 * 5869), so that a count which begins anew repeats no nonce. The number of the page is sealed with
 * it. So what opens under a number and a version is what was sealed under both, and nothing else.
 */
final class PageSeal {
    static final int KEY_BYTES = 32;
    static final int TAG_BYTES = 16;

    /** Bytes of a page that is sealed. */
    static final int SEALED_BYTES = PAGE_BYTES + TAG_BYTES;

    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;
    private static final byte[] LIFE = "cleave enclave pool: life".getBytes(StandardCharsets.US_ASCII);

    private final SecretKey key;
    private final Cipher sealing;
    private final Cipher opening;

    /** @param given the user's; overwritten with zeroes */
    PageSeal(byte[] given) {
        byte[] salt = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(salt);
        try {
            key = derive(given, salt);
            sealing = Cipher.getInstance(CIPHER);
            opening = Cipher.getInstance(CIPHER);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this JVM has no AES-256-GCM, or no HKDF-SHA256", missing);
        } finally {
            Arrays.fill(given, (byte) 0);
        }
    }

    private static SecretKey derive(byte[] given, byte[] salt) throws GeneralSecurityException {
        byte[] life = KDF.getInstance("HKDF-SHA256").deriveData(
                HKDFParameterSpec.ofExtract().addIKM(given).addSalt(salt).thenExpand(LIFE, KEY_BYTES));
        try {
            return new SecretKeySpec(life, "AES");
        } finally {
            Arrays.fill(life, (byte) 0);
        }
    }

    /**
     * The user's key, asked for and looked at.
     *
     * @throws IllegalArgumentException where it has another length than 32 bytes
     * @throws IllegalStateException where it cannot be had
     */
    static byte[] ask(EnclaveKey source) {
        byte[] given;
        try {
            given = source.key();
        } catch (RuntimeException lost) {
            throw new IllegalStateException("the key cannot be had: " + lost.getMessage(), lost);
        }
        if (given.length != KEY_BYTES) {
            int length = given.length;
            Arrays.fill(given, (byte) 0);
            throw new IllegalArgumentException("a key of " + length + " bytes: must be " + KEY_BYTES);
        }
        return given;
    }

    /**
     * Seals a page. Both arrays are trusted memory: the cipher reads back what it has written.
     *
     * @param version that no page was ever sealed with
     */
    void seal(long page, long version, byte[] plain, byte[] sealed) {
        try {
            begin(sealing, Cipher.ENCRYPT_MODE, page, version);
            int unused = sealing.doFinal(plain, 0, PAGE_BYTES, sealed, 0);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("AES-256-GCM refuses to encrypt", impossible);
        }
    }

    /**
     * Opens a page. Both arrays are trusted memory, as what is read twice must not change between.
     *
     * @throws GeneralSecurityException where it is not what was sealed under that number and version
     */
    void open(long page, long version, byte[] sealed, byte[] plain) throws GeneralSecurityException {
        begin(opening, Cipher.DECRYPT_MODE, page, version);
        int unused = opening.doFinal(sealed, 0, SEALED_BYTES, plain, 0);
    }

    private void begin(Cipher cipher, int mode, long page, long version) throws GeneralSecurityException {
        byte[] nonce = ByteBuffer.allocate(NONCE_BYTES).putInt(0).putLong(version).array();
        cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
        cipher.updateAAD(ByteBuffer.allocate(Long.BYTES).putLong(page).flip());
    }
}
