package dev.cleave.objects;

import java.lang.foreign.MemorySegment;

/**
 * What is to be learned from an object's bytes: see {@link ObjectSpace#read(long, ObjectReader)}.
 *
 * @param <T> what it is
 */
@FunctionalInterface
public interface ObjectReader<T> {
    /**
     * Reads. It may be called more than once, and the bytes may be anything when it is: what it
     * answers or throws counts only if they were the object's.
     *
     * @param bytes of the object, to be read alone, and until this returns
     */
    T read(MemorySegment bytes);
}
