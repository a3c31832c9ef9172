package dev.cleave.cache;

import java.lang.foreign.MemorySegment;

/**
 * Looks at a value where it lies.
 *
 * @param <R> what is made of it
 */
@FunctionalInterface
public interface ValueReader<R> {
    /**
     * Makes something of a value's bytes.
     *
     * @param value exactly the bytes of the value, not to be written, valid during the call and for its
     *     thread; they lie wherever they lie: use unaligned layouts
     */
    R read(MemorySegment value);
}
