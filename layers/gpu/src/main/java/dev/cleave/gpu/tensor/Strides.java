package dev.cleave.gpu.tensor;

import java.util.Optional;

/** How many elements apart neighbours along each axis lie: pure arithmetic over extents and strides. */
final class Strides {
    private Strides() {}

    /** Of elements that lie densely, the innermost axis next to each other. */
    static long[] dense(Shape shape) {
        long[] strides = new long[shape.rank()];
        long stride = 1;
        for (int axis = strides.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= shape.extent(axis);
        }
        return strides;
    }

    /** The distance from the first to the last element, in elements. */
    static long reach(Shape shape, long[] strides) {
        long reach = 0;
        for (int axis = 0; axis < strides.length; axis++) {
            reach = Math.addExact(reach, Math.multiplyExact(shape.extent(axis) - 1, strides[axis]));
        }
        return reach;
    }

    /**
     * The outermost axis from which on the elements lie densely: all inner ones of one index of the
     * outer axes are one run.
     */
    static int denseFrom(Shape shape, long[] strides) {
        long stride = 1;
        int axis = strides.length;
        while (axis > 0 && (strides[axis - 1] == stride || shape.extent(axis - 1) == 1)) {
            axis--;
            stride *= shape.extent(axis);
        }
        return axis;
    }

    /**
     * Strides with which the same elements in the same order have another shape, or nothing where
     * there are none: axes that are joined must follow each other densely.
     *
     * @param to of as many elements
     */
    static Optional<long[]> reshaped(Shape from, long[] strides, Shape to) {
        long[] result = new long[to.rank()];
        int inner = from.rank() - 1;
        int axis = to.rank() - 1;
        while (axis >= 0) {
            while (inner >= 0 && from.extent(inner) == 1) {
                inner--;
            }
            long stride = inner >= 0 ? strides[inner] : 1;
            long joined = inner >= 0 ? from.extent(inner) : 1;
            int outermost = inner;
            while (joined % to.extent(axis) != 0) {
                outermost--;
                if (outermost < 0 || from.extent(outermost) != 1 && strides[outermost] != stride * joined) {
                    return Optional.empty();
                }
                joined *= from.extent(outermost);
            }
            while (axis >= 0 && joined % to.extent(axis) == 0 && (joined > 1 || to.extent(axis) == 1)) {
                result[axis] = stride;
                stride *= to.extent(axis);
                joined /= to.extent(axis);
                axis--;
            }
            if (joined != 1) {
                return Optional.empty();
            }
            inner = outermost - 1;
        }
        return Optional.of(result);
    }
}
