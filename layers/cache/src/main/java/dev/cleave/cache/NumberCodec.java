package dev.cleave.cache;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;

/** What fits into a {@code long}: little-endian, so many bytes each. */
final class NumberCodec<T> extends ReadyCodec<T> {
    static final NumberCodec<Long> LONGS = new NumberCodec<>(Long.BYTES, Long::longValue, Long::valueOf);
    static final NumberCodec<Integer> INTS =
            new NumberCodec<>(Integer.BYTES, Integer::longValue, bits -> (int) bits);
    static final NumberCodec<Short> SHORTS = new NumberCodec<>(Short.BYTES, Short::longValue, bits -> (short) bits);
    static final NumberCodec<Byte> SINGLES = new NumberCodec<>(Byte.BYTES, Byte::longValue, bits -> (byte) bits);
    static final NumberCodec<Character> CHARACTERS =
            new NumberCodec<>(Character.BYTES, value -> value, bits -> (char) bits);
    static final NumberCodec<Boolean> BOOLEANS =
            new NumberCodec<>(Byte.BYTES, value -> value ? 1 : 0, bits -> (bits & 1) != 0);
    static final NumberCodec<Double> DOUBLES =
            new NumberCodec<>(Double.BYTES, Double::doubleToLongBits, Double::longBitsToDouble);
    static final NumberCodec<Float> FLOATS =
            new NumberCodec<>(Float.BYTES, Float::floatToIntBits, bits -> Float.intBitsToFloat((int) bits));

    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** How many bytes each takes: 1, 2, 4 or 8. */
    final int byteSize;

    private final ToLongFunction<T> toBits;
    private final LongFunction<T> fromBits;

    private NumberCodec(int byteSize, ToLongFunction<T> toBits, LongFunction<T> fromBits) {
        this.byteSize = byteSize;
        this.toBits = toBits;
        this.fromBits = fromBits;
    }

    /** A value's bits, the unused ones above of whatever value. */
    long bits(T value) {
        return toBits.applyAsLong(value);
    }

    /** Whether these bits lie there. */
    boolean isAt(long bits, MemorySegment memory, long offset) {
        int unused = Long.SIZE - Byte.SIZE * byteSize;
        return bitsAt(memory, offset) << unused == bits << unused;
    }

    /** The bits that lie there, the unused ones above of whatever value. */
    long bitsAt(MemorySegment memory, long offset) {
        return switch (byteSize) {
            case Long.BYTES -> memory.get(LONG, offset);
            case Integer.BYTES -> memory.get(INT, offset);
            case Short.BYTES -> memory.get(SHORT, offset);
            default -> memory.get(ValueLayout.JAVA_BYTE, offset);
        };
    }

    void writeBits(long bits, MemorySegment target, long offset) {
        switch (byteSize) {
            case Long.BYTES -> target.set(LONG, offset, bits);
            case Integer.BYTES -> target.set(INT, offset, (int) bits);
            case Short.BYTES -> target.set(SHORT, offset, (short) bits);
            default -> target.set(ValueLayout.JAVA_BYTE, offset, (byte) bits);
        }
    }

    @Override
    boolean isWrittenByBytes(T value) {
        return true;
    }

    @Override
    public long byteSize(T value) {
        long unused = toBits.applyAsLong(value); // what is none is refused here
        return byteSize;
    }

    @Override
    void write(T value, MemorySegment target, long offset, long ignored) {
        writeBits(bits(value), target, offset);
    }

    @Override
    T read(MemorySegment source, long offset, long ignored) {
        return fromBits.apply(bitsAt(source, offset));
    }
}
