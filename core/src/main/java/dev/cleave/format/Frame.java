package dev.cleave.format;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import java.util.zip.CRC32C;

/**
 * The frame of a binary format: what its bytes begin and end with.
 *
 * <pre>
 *   magic | version(1) | body | CRC-32C of all before, 4 bytes, big-endian
 * </pre>
 *
 * <p>Immutable; any thread may call anything.
 *
 * @param <E> what is thrown where bytes are not of the format
 */
public final class Frame<E extends Exception> {
    private static final int CHECKSUM = Integer.BYTES;

    private final byte[] magic;
    private final byte version;
    private final String noun;
    private final Function<String, E> refusal;

    /**
     * The frame of a format.
     *
     * @param magic what its bytes begin with, in ASCII
     * @param version of the format, 0 to 127
     * @param noun what messages call it, such as "snapshot"
     * @param refusal the exception with a message
     */
    public Frame(String magic, int version, String noun, Function<String, E> refusal) {
        this.magic = magic.getBytes(StandardCharsets.US_ASCII);
        this.version = (byte) version;
        this.noun = noun;
        this.refusal = refusal;
    }

    /** A stream that the body is to be written to: it has what comes before. */
    public ByteArrayOutputStream begin(int expectedBytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(expectedBytes);
        out.writeBytes(magic);
        out.write(version);
        return out;
    }

    /** The bytes of a stream that was begun, with what comes after the body. */
    public byte[] end(ByteArrayOutputStream begun) {
        byte[] bytes = begun.toByteArray();
        return ByteBuffer.allocate(bytes.length + CHECKSUM).put(bytes).putInt(checksum(bytes, bytes.length)).array();
    }

    /**
     * Checks all that can be told without reading the body.
     *
     * @return the body
     * @throws E where the bytes are of no such format, of another version, torn or damaged
     */
    public ByteBuffer bodyOf(byte[] bytes) throws E {
        int same = 0;
        while (same < magic.length && same < bytes.length && bytes[same] == magic[same]) {
            same++;
        }
        if (bytes.length == 0) {
            throw refusal.apply("no " + noun + ": there are no bytes");
        }
        if (same < Math.min(magic.length, bytes.length)) {
            throw refusal.apply("no " + noun + ": byte " + same + " is not as in \""
                    + new String(magic, StandardCharsets.US_ASCII) + "\", with which one begins");
        }
        int head = magic.length + 1;
        if (bytes.length < head + CHECKSUM) {
            throw refusal.apply("torn " + noun + ": it ends after " + bytes.length + " bytes, in its head");
        }
        if (bytes[magic.length] != version) {
            throw refusal.apply(noun + " of version " + (bytes[magic.length] & 0xff)
                    + ": this release reads version " + version);
        }
        int end = bytes.length - CHECKSUM;
        if (ByteBuffer.wrap(bytes).getInt(end) != checksum(bytes, end)) {
            throw refusal.apply("torn or damaged " + noun + ": the checksum of its " + end
                    + " bytes is not the one it ends with");
        }
        return ByteBuffer.wrap(bytes, head, end - head);
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, length);
        return (int) checksum.getValue();
    }
}
