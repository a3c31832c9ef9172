package dev.cleave.far;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/**
 * LZ4's block format, by the library's variant in plain Java: it neither loads a native library nor
 * needs {@code Unsafe}, of which the JDK warns.
 */
final class Lz4 {
    /** What compression must save at least, as a part of the whole: 1/16. */
    private static final int WORTHWHILE_SHIFT = 4;

    private static final LZ4Compressor COMPRESSOR = LZ4Factory.safeInstance().fastCompressor();
    private static final LZ4SafeDecompressor DECOMPRESSOR = LZ4Factory.safeInstance().safeDecompressor();

    private Lz4() {}

    /**
     * Compresses behind so many bytes that are left free.
     *
     * @return exactly the bytes free and those compressed, or an empty array where that saves little
     */
    static byte[] compress(MemorySegment plain, int free) {
        int length = Math.toIntExact(plain.byteSize());
        int most = length - (length >>> WORTHWHILE_SHIFT) - 1;
        if (most <= 0) {
            return new byte[0];
        }
        byte[] target = new byte[free + most];
        try {
            int compressed = COMPRESSOR.compress(plain.asByteBuffer(), 0, length, ByteBuffer.wrap(target), free, most);
            return Arrays.copyOf(target, free + compressed);
        } catch (LZ4Exception tooLong) {
            return new byte[0];
        }
    }

    /**
     * Decompresses what stands behind an offset.
     *
     * @return the bytes, or an empty array where they are not exactly {@code length}
     */
    static byte[] decompress(byte[] source, int offset, int length) {
        byte[] plain = new byte[length];
        try {
            int found = DECOMPRESSOR.decompress(source, offset, source.length - offset, plain, 0, length);
            return found == length ? plain : new byte[0];
        } catch (LZ4Exception malformed) {
            return new byte[0];
        }
    }
}
