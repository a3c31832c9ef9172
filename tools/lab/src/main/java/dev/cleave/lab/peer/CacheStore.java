package dev.cleave.lab.peer;

import org.jspecify.annotations.Nullable;

/** A cache of arrays of bytes, by numbers: what caches are compared by. Any thread may use it. */
@SuppressWarnings("exports") // null marks are for compilers: nobody needs them to run
public interface CacheStore extends AutoCloseable {
    /** The value of a key, or null. What is answered is not to be written. */
    byte @Nullable [] get(long key);

    /** Gives a key a value, which is the cache's from then on. */
    void put(long key, byte[] value);

    /** Gives all memory back. */
    @Override
    void close();
}
