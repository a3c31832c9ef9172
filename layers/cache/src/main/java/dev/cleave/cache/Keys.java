package dev.cleave.cache;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Keys as they are looked for. A <em>probe</em> is what a key is compared by: the key itself where
 * it is a number or an array of bytes, its bytes in an array where not. So a look-up by such a key
 * makes nothing.
 */
final class Keys<K> {
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG_THERE =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final long MIX = 0xD6E8FEB86659FD93L;

    private final CodecCalls<K> codec;
    private final @Nullable NumberCodec<K> numbers;
    private final long seed;

    Keys(Codec<K> codec, long seed) {
        this.codec = new CodecCalls<>(codec, "key");
        numbers = codec instanceof NumberCodec<K> known ? known : null;
        this.seed = seed;
    }

    Object probe(K key) {
        Objects.requireNonNull(key, "key");
        return numbers != null ? key : codec.bytesOf(key);
    }

    long hash(Object probe) {
        return numbers != null ? hash(numbers.bits(key(probe))) : hash((byte[]) probe);
    }

    /** The hash of the key of so many bytes that lies there; those may be no key's. */
    long hashAt(MemorySegment memory, long offset, int keyBytes) {
        return numbers != null
                ? hash(numbers.bitsAt(memory, offset))
                : hash(ReadyCodec.copy(memory, offset, keyBytes));
    }

    /** Whether a key may have so many bytes. */
    boolean mayHave(int keyBytes) {
        return numbers != null ? keyBytes == numbers.byteSize : keyBytes >= 0;
    }

    private long hash(long bits) {
        int unused = Long.SIZE - Byte.SIZE * Objects.requireNonNull(numbers).byteSize;
        return mixed(mixed((bits << unused) + GOLDEN ^ seed));
    }

    private long hash(byte[] bytes) {
        long hash = seed ^ bytes.length * GOLDEN;
        int at = 0;
        for (; at <= bytes.length - Long.BYTES; at += Long.BYTES) {
            hash = mixed(hash ^ (long) LONG.get(bytes, at));
        }
        long rest = 0;
        for (; at < bytes.length; at++) {
            rest = rest << Byte.SIZE | bytes[at] & 0xFF;
        }
        return mixed(mixed(hash ^ rest));
    }

    private static long mixed(long value) {
        long mixed = (value ^ value >>> 32) * MIX;
        return mixed ^ mixed >>> 29;
    }

    int byteSize(Object probe) {
        return numbers != null ? numbers.byteSize : ((byte[]) probe).length;
    }

    /** Whether the key lies there, of which as many bytes do as it has. */
    boolean isAt(Object probe, MemorySegment memory, long offset) {
        return numbers != null
                ? numbers.isAt(numbers.bits(key(probe)), memory, offset)
                : areAt((byte[]) probe, memory, offset);
    }

    private static boolean areAt(byte[] bytes, MemorySegment memory, long offset) {
        int at = 0;
        for (; at <= bytes.length - Long.BYTES; at += Long.BYTES) {
            if ((long) LONG.get(bytes, at) != memory.get(LONG_THERE, offset + at)) {
                return false;
            }
        }
        for (; at < bytes.length; at++) {
            if (bytes[at] != memory.get(JAVA_BYTE, offset + at)) {
                return false;
            }
        }
        return true;
    }

    void write(Object probe, MemorySegment memory, long offset) {
        if (numbers != null) {
            numbers.writeBits(numbers.bits(key(probe)), memory, offset);
        } else {
            ReadyCodec.paste((byte[]) probe, memory, offset);
        }
    }

    /** How keys are read back. */
    CodecCalls<K> codec() {
        return codec;
    }

    @SuppressWarnings("unchecked") // probes of numbers are the keys
    private K key(Object probe) {
        return (K) probe;
    }
}
