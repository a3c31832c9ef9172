package dev.cleave.cache;

import java.lang.foreign.MemorySegment;

/**
 * What turns keys or values into bytes, and bytes into keys or values again.
 *
 * <p>Two keys are one where their bytes are the same. A codec of keys must therefore give equal
 * keys the same bytes, and different keys different ones.
 *
 * <p>{@code Codecs} has ready ones.
 *
 * <p><strong>Threads.</strong> Several threads may ask a codec at once. A codec is never asked
 * while its map holds a lock, so it may use the map.
 *
 * <p><strong>Errors.</strong> Where a codec throws, says null, or says another size than it writes,
 * the call on the map throws a {@link CodecException}, and the map is as it was.
 *
 * @param <T> keys or values; never null
 */
public interface Codec<T> {
    /**
     * How many bytes a value takes.
     *
     * @return from 0 to {@link Integer#MAX_VALUE}
     */
    long byteSize(T value);

    /**
     * Writes a value.
     *
     * @param target of exactly {@link #byteSize} bytes, in which anything may lie; valid during the
     *     call
     * @return how many bytes were written: must be {@link #byteSize} again
     */
    long encode(T value, MemorySegment target);

    /**
     * Reads a value.
     *
     * @param source exactly the bytes that were written; valid during the call, not to be written
     */
    T decode(MemorySegment source);
}
