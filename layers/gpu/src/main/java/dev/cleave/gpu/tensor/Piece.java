package dev.cleave.gpu.tensor;

import java.util.Arrays;
import java.util.List;

/**
 * Elements that lie at even distances in one memory.
 *
 * @param <M> the kind of memory
 * @param memory where they lie
 * @param byteOffset of the first
 * @param shape how many there are along each axis
 * @param strides how many elements apart neighbours along each axis lie, 0 or more
 */
public record Piece<M extends TensorMemory>(M memory, long byteOffset, Shape shape, List<Long> strides) {
    /** Keeps a copy of the strides. */
    public Piece {
        strides = List.copyOf(strides);
        if (strides.size() != shape.rank() || strides.stream().anyMatch(stride -> stride < 0)) {
            throw new IllegalArgumentException("strides " + strides + " for a shape of " + shape
                    + ": must be one for each axis, 0 or more");
        }
    }

    Piece(M memory, long byteOffset, Shape shape, long[] strides) {
        this(memory, byteOffset, shape, Arrays.stream(strides).boxed().toList());
    }

    /** Whether the elements from an axis inward lie next to each other, for each index of the outer axes. */
    public boolean isDenseFrom(int axis) {
        return Strides.denseFrom(shape, strideArray()) <= axis;
    }

    long[] strideArray() {
        return strides.stream().mapToLong(Long::longValue).toArray();
    }

    /** The part of it with these indices along one axis. */
    Piece<M> sliced(int axis, long from, long to, int elementBytes) {
        return new Piece<>(memory, byteOffset + from * strides.get(axis) * elementBytes, shape.with(axis, to - from),
                strides);
    }
}
