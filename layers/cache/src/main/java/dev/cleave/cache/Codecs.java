package dev.cleave.cache;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.ByteBuffer;
import java.util.Objects;

/** Ready codecs. They work in place, and make no object but what they decode. */
public final class Codecs {
    private Codecs() {}

    /** Strings: a byte for each character where all are Latin-1, two where not; and a byte more. */
    public static Codec<String> strings() {
        return StringCodec.STRINGS;
    }

    /** Arrays of bytes. As keys they are compared by what is in them. */
    public static Codec<byte[]> bytes() {
        return BytesCodec.BYTES;
    }

    /** Eight bytes each. */
    public static Codec<Long> longs() {
        return NumberCodec.LONGS;
    }

    /** Four bytes each. */
    public static Codec<Integer> ints() {
        return NumberCodec.INTS;
    }

    /** Two bytes each. */
    public static Codec<Short> shorts() {
        return NumberCodec.SHORTS;
    }

    /** Two bytes each. */
    public static Codec<Character> characters() {
        return NumberCodec.CHARACTERS;
    }

    /** A byte each. */
    public static Codec<Boolean> booleans() {
        return NumberCodec.BOOLEANS;
    }

    /** Eight bytes each; as keys they are equal where {@link Double#equals} says so. */
    public static Codec<Double> doubles() {
        return NumberCodec.DOUBLES;
    }

    /** Four bytes each; as keys they are equal where {@link Float#equals} says so. */
    public static Codec<Float> floats() {
        return NumberCodec.FLOATS;
    }

    /**
     * What lies between a buffer's position and its limit, which stay as they are. What is decoded
     * is a buffer on the Java heap, big-endian, from 0 to its capacity.
     */
    public static Codec<ByteBuffer> buffers() {
        return BufferCodec.BUFFERS;
    }

    /** All of a segment. What is decoded is a segment over an array on the Java heap. */
    public static Codec<MemorySegment> segments() {
        return SegmentCodec.SEGMENTS;
    }

    /**
     * Records, by their components: primitives and their boxes, strings, arrays of bytes, enums
     * and further records. A component may be null, unless it is primitive.
     *
     * @throws IllegalArgumentException where a component is of another type, or the record is not
     *     open to this module: give a lookup then
     */
    public static <T extends Record> Codec<T> records(Class<T> type) {
        return records(type, MethodHandles.lookup());
    }

    /**
     * As {@link #records(Class)}, by what a lookup may see: for records that are not open to this
     * module.
     */
    public static <T extends Record> Codec<T> records(Class<T> type, MethodHandles.Lookup lookup) {
        return RecordCodec.of(Objects.requireNonNull(type, "type"), Objects.requireNonNull(lookup, "lookup"));
    }
}
