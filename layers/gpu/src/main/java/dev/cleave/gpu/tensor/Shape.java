package dev.cleave.gpu.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The extents of a tensor, the outermost first: of images in the usual order {@code [images,
 * channels, height, width]}.
 *
 * @param extents 1 or more in each of at least one dimension; their product is at most 2<sup>63</sup> - 1
 */
public record Shape(List<Long> extents) {
    /** Keeps a copy, and checks it. */
    public Shape {
        extents = List.copyOf(extents);
        if (extents.isEmpty() || extents.stream().anyMatch(extent -> extent < 1)) {
            throw new IllegalArgumentException(
                    "a shape of " + extents + ": must have at least one extent, and each must be 1 or more");
        }
        try {
            product(extents);
        } catch (ArithmeticException tooMany) {
            throw new IllegalArgumentException("a shape of " + extents + ": has more than 2^63 - 1 elements", tooMany);
        }
    }

    /** A shape with these extents. */
    public static Shape of(long... extents) {
        return new Shape(Arrays.stream(extents).boxed().toList());
    }

    /** The number of dimensions. */
    public int rank() {
        return extents.size();
    }

    /**
     * The extent of one dimension.
     *
     * @param axis 0 to {@link #rank()} - 1
     * @throws IndexOutOfBoundsException where there is no such axis
     */
    public long extent(int axis) {
        return extents.get(requireAxis(axis));
    }

    /** The number of elements. */
    public long elements() {
        return product(extents);
    }

    /** Elements that each step along an axis passes, where the elements lie densely: those of all inner dimensions. */
    long inner(int axis) {
        return product(extents.subList(axis + 1, extents.size()));
    }

    /** The product of all outer extents. */
    long outer(int axis) {
        return product(extents.subList(0, axis));
    }

    /** The same but for one extent. */
    Shape with(int axis, long extent) {
        long[] changed = toArray();
        changed[axis] = extent;
        return of(changed);
    }

    long[] toArray() {
        return extents.stream().mapToLong(Long::longValue).toArray();
    }

    int requireAxis(int axis) {
        if (axis < 0 || axis >= rank()) {
            throw new IndexOutOfBoundsException("axis " + axis + " of a shape of " + this + ": must be 0 to "
                    + (rank() - 1));
        }
        return axis;
    }

    private static long product(List<Long> extents) {
        return extents.stream().reduce(1L, Math::multiplyExact);
    }

    /** As {@code 64×12×32×32}. */
    @Override
    public String toString() {
        return extents.stream().map(String::valueOf).collect(Collectors.joining("×"));
    }
}
