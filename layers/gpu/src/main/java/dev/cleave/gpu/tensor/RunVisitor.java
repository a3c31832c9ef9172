package dev.cleave.gpu.tensor;

/**
 * Takes elements of a tensor that lie next to each other.
 *
 * @param <M> the kind of memory
 */
@FunctionalInterface
public interface RunVisitor<M extends TensorMemory> {
    /**
     * One run.
     *
     * @param memory where it lies
     * @param byteOffset of its first element
     * @param elements how many there are
     */
    void visit(M memory, long byteOffset, long elements);
}
