package dev.cleave.cache;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/** Strings: a byte that says how, then Latin-1, or the characters as they are in UTF-16. */
final class StringCodec extends ReadyCodec<String> {
    static final StringCodec STRINGS = new StringCodec();

    private static final byte LATIN_1 = 0;
    private static final byte UTF_16 = 1;

    private StringCodec() {}

    @Override
    public long byteSize(String value) {
        return 1 + (isLatin1(value) ? value.length() : 2L * value.length());
    }

    @Override
    boolean isWrittenByBytes(String value) {
        return true;
    }

    @Override
    byte[] bytesOf(String value) {
        int length = value.length();
        if (!isLatin1(value)) {
            return utf16(value);
        }
        byte[] bytes = new byte[1 + length];
        latin1(value, bytes);
        return bytes;
    }

    @SuppressWarnings("deprecation") // the low byte of each character is what is wanted
    private static void latin1(String value, byte[] target) {
        value.getBytes(0, value.length(), target, 1);
    }

    private static byte[] utf16(String value) {
        byte[] bytes = new byte[Math.addExact(1, Math.multiplyExact(2, value.length()))];
        bytes[0] = UTF_16;
        for (int each = 0; each < value.length(); each++) {
            bytes[1 + 2 * each] = (byte) value.charAt(each);
            bytes[2 + 2 * each] = (byte) (value.charAt(each) >>> Byte.SIZE);
        }
        return bytes;
    }

    @Override
    void write(String value, MemorySegment target, long offset, long byteSize) {
        paste(bytesOf(value), target, offset);
    }

    @Override
    String read(MemorySegment source, long offset, long byteSize) {
        byte[] bytes = copy(source, offset + 1, byteSize - 1);
        if (source.get(JAVA_BYTE, offset) == LATIN_1) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
        char[] characters = new char[bytes.length / 2];
        for (int each = 0; each < characters.length; each++) {
            characters[each] = (char) (bytes[2 * each] & 0xFF | bytes[2 * each + 1] << Byte.SIZE);
        }
        return new String(characters);
    }

    private static boolean isLatin1(String value) {
        for (int each = 0; each < value.length(); each++) {
            if (value.charAt(each) > 0xFF) {
                return false;
            }
        }
        return true;
    }
}
