package dev.cleave.lab.race;

import java.util.List;

/**
 * What filling takes, as a law: t = linear · n + quadratic · n², fitted to what was measured.
 *
 * <p>The fit is the least sum of squared relative errors with neither coefficient below zero, so that small spaces count as
 * much as large ones. The quadratic part is there only where the curve bends: where at its end the time grows faster than
 * the blocks to the power of {@value #BEND}.
 *
 * @param linear seconds a block
 * @param quadratic seconds a block for each other block
 */
public record Extrapolation(double linear, double quadratic) {
    /** Time that grows with this power of the blocks, or a higher one, bends. */
    static final double BEND = 1.2;

    /**
     * The law of a curve.
     *
     * @param points by size, ascending; two at least
     */
    public static Extrapolation of(List<FillCurve.Point> points) {
        if (points.size() < 2) {
            throw new IllegalArgumentException(points.size() + " points: a law needs two at least");
        }
        if (!bends(points)) {
            return new Extrapolation(ratio(points, 1), 0);
        }
        double nn = 0;
        double nm = 0;
        double mm = 0;
        double n1 = 0;
        double m1 = 0;
        for (FillCurve.Point point : points) {
            double n = point.blocks() / point.seconds();
            double m = n * point.blocks();
            nn += n * n;
            nm += n * m;
            mm += m * m;
            n1 += n;
            m1 += m;
        }
        double determinant = nn * mm - nm * nm;
        double linear = (n1 * mm - m1 * nm) / determinant;
        double quadratic = (nn * m1 - nm * n1) / determinant;
        if (!(quadratic > 0)) {
            return new Extrapolation(ratio(points, 1), 0);
        }
        return linear >= 0 ? new Extrapolation(linear, quadratic) : new Extrapolation(0, ratio(points, 2));
    }

    /** The best coefficient of a single power. */
    private static double ratio(List<FillCurve.Point> points, int power) {
        double sum = 0;
        double squares = 0;
        for (FillCurve.Point point : points) {
            double each = Math.pow((double) point.blocks(), power) / point.seconds();
            sum += each;
            squares += each * each;
        }
        return sum / squares;
    }

    /** Whether the end of the curve is steeper than a straight line. */
    public static boolean bends(List<FillCurve.Point> points) {
        FillCurve.Point last = points.getLast();
        FillCurve.Point before = points.get(Math.max(0, points.size() - 3));
        double growth = Math.log(last.seconds() / before.seconds());
        return growth / Math.log((double) last.blocks() / before.blocks()) > BEND;
    }

    /** What filling so many blocks takes, by this law. */
    public double seconds(long blocks) {
        return linear * blocks + quadratic * blocks * blocks;
    }

    /** The law's name. */
    public String law() {
        return quadratic > 0 ? "quadratic" : "linear";
    }
}
