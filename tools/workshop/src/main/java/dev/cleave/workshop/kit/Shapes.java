package dev.cleave.workshop.kit;

import dev.cleave.workshop.contract.Shape;
import java.util.ArrayList;
import java.util.List;

/** The shapes that checks ask for: powers of two and their neighbours, primes, round numbers; with largest blocks from one unit to all that fits. */
final class Shapes {
    private static final long[] UNITS = {1, 2, 3, 5, 7, 13, 16, 63, 64, 65, 100, 513, 1000, 4097};
    private static final int[] ORDERS = {0, 1, 3, 6, 9};
    private static final long LARGE = 20_000;

    private Shapes() {}

    /** Whether a space is so large that a check should not repeat itself on it: some allocators need time that grows by the square. */
    static boolean isLarge(Shape shape) {
        return shape.units() >= LARGE;
    }

    /** All of up to so many units; of each number of units first the one with the largest blocks. */
    static List<Shape> upTo(long most) {
        List<Shape> shapes = new ArrayList<>();
        for (long units : UNITS) {
            if (units <= most) {
                Shape whole = Shape.of(units);
                shapes.add(whole);
                for (int order : ORDERS) {
                    if (order < whole.maxOrder()) {
                        shapes.add(new Shape(units, order));
                    }
                }
            }
        }
        return shapes;
    }

    /** All of any number of units. */
    static List<Shape> all() {
        return upTo(UNITS[UNITS.length - 1]);
    }

    /** All, and one in which what is organised by hundreds of units has several of each. */
    static List<Shape> allAndLarge() {
        List<Shape> shapes = all();
        shapes.add(Shape.of(LARGE));
        return shapes;
    }
}
