package dev.cleave.far;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * Bytes of an object as they lie on a server: a head that says whose they are, and the bytes, plain
 * or compressed. All numbers are little-endian.
 *
 * <pre>
 *    0       4         5          6       8       16      24           32       36         40
 *    | magic | version | encoding | zero  | store | place | generation | length | checksum | bytes
 *    | 4     | 1       | 1        | 2     | 8     | 8     | 8          | 4      | 4        |
 * </pre>
 *
 * <p>The length is that of the plain bytes. The checksum is the CRC-32C of all but itself.
 */
final class Parcel {
    /** Bytes of the head. */
    static final int HEAD = 40;

    private static final int MAGIC = 0x46564C43;
    private static final byte VERSION = 1;
    private static final byte PLAIN = 0;
    private static final byte LZ4 = 1;

    private static final int VERSION_AT = 4;
    private static final int ENCODING_AT = 5;
    private static final int STORE_AT = 8;
    private static final int PLACE_AT = 16;
    private static final int GENERATION_AT = 24;
    private static final int LENGTH_AT = 32;
    private static final int CHECKSUM_AT = 36;

    private Parcel() {}

    /** Packs all bytes of a segment. */
    static byte[] pack(Identity identity, MemorySegment bytes, boolean compress) {
        byte[] compressed = compress ? Lz4.compress(bytes, HEAD) : new byte[0];
        boolean plain = compressed.length == 0;
        byte[] parcel = plain ? new byte[Math.toIntExact(HEAD + bytes.byteSize())] : compressed;
        if (plain) {
            MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, 0, parcel, HEAD, parcel.length - HEAD);
        }
        ByteBuffer head = littleEndian(parcel)
                .putInt(MAGIC).put(VERSION).put(plain ? PLAIN : LZ4).putShort((short) 0)
                .putLong(identity.store()).putLong(identity.place()).putLong(identity.generation())
                .putInt(Math.toIntExact(bytes.byteSize()));
        head.putInt(checksum(parcel));
        return parcel;
    }

    /**
     * Unpacks a part of what a parcel holds.
     *
     * @param identity whose it must be
     * @param length how many plain bytes it must have
     * @param from the first of the plain bytes that is wanted
     * @param into as many as it has are wanted
     * @throws MalformedParcelException where it is not that parcel, whole; {@code into} is as it was
     */
    static void unpack(byte[] parcel, Identity identity, int length, int from, MemorySegment into)
            throws MalformedParcelException {
        check(parcel, identity, length);
        byte[] source = parcel;
        int offset = HEAD;
        if (parcel[ENCODING_AT] == LZ4) {
            source = Lz4.decompress(parcel, HEAD, length);
            offset = 0;
        }
        if (source.length - offset != length) {
            throw new MalformedParcelException("says that it has " + length + " bytes, but has others");
        }
        MemorySegment.copy(source, offset + from, into, ValueLayout.JAVA_BYTE, 0, Math.toIntExact(into.byteSize()));
    }

    private static void check(byte[] parcel, Identity identity, int length) throws MalformedParcelException {
        ByteBuffer head = littleEndian(parcel);
        if (parcel.length < HEAD || head.getInt(0) != MAGIC) {
            throw new MalformedParcelException("is none that Cleave wrote");
        }
        if (parcel[VERSION_AT] != VERSION || parcel[ENCODING_AT] < PLAIN || parcel[ENCODING_AT] > LZ4) {
            throw new MalformedParcelException("is of version " + parcel[VERSION_AT] + ", encoding "
                    + parcel[ENCODING_AT] + "; this Cleave reads version " + VERSION + ", encodings 0 and 1");
        }
        if (head.getInt(CHECKSUM_AT) != checksum(parcel)) {
            throw new MalformedParcelException("does not have the checksum that it says: it was damaged");
        }
        Identity found =
                new Identity(head.getLong(STORE_AT), head.getLong(PLACE_AT), head.getLong(GENERATION_AT));
        if (found.store() != identity.store()) {
            throw new MalformedParcelException("is another tier's, that of key " + found.keyText());
        }
        if (!found.equals(identity)) {
            throw new MalformedParcelException("is another object's, that of key " + found.keyText());
        }
        if (head.getInt(LENGTH_AT) != length) {
            throw new MalformedParcelException("has " + head.getInt(LENGTH_AT) + " bytes, not " + length);
        }
    }

    private static ByteBuffer littleEndian(byte[] parcel) {
        return ByteBuffer.wrap(parcel).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int checksum(byte[] parcel) {
        CRC32C crc = new CRC32C();
        crc.update(parcel, 0, CHECKSUM_AT);
        crc.update(parcel, HEAD, parcel.length - HEAD);
        return (int) crc.getValue();
    }
}
