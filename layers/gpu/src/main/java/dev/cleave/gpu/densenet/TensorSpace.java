package dev.cleave.gpu.densenet;

/**
 * Where the tensors of a sequence lie: an allocator, and bytes behind it or none.
 *
 * <p>One thread at a time.
 */
public interface TensorSpace extends AutoCloseable {
    /** The answer to a request that cannot be served. */
    long FULL = -1;

    /**
     * A place for a tensor.
     *
     * @param bytes 1 or more
     * @return the place, 0 or more, or {@link #FULL}
     */
    long allocate(long bytes);

    /** The tensor that begins at a place ends. */
    void free(long place);

    /**
     * Copies rows from one tensor to another.
     *
     * @param from the place of the tensor that is read
     * @param to the place of the tensor that is written
     */
    void copy(long from, long to, Step.Copy rows);

    /** Bytes that are kept from others now, for tensors or for reuse. */
    long reservedBytes();

    /** Ends all that lies here. */
    @Override
    void close();
}
