package dev.cleave.lab.experiment.densenet;

import java.util.Arrays;
import java.util.Locale;

/**
 * The polynomial that comes nearest to some points, by the least sum of squares.
 *
 * @param coefficients of 1, x, x², …
 * @param determination R²: the share of the points' variance that it explains, 1 where it meets them all
 */
record PolynomialFit(double[] coefficients, double determination) {
    /**
     * Fits a polynomial, by the normal equations: for few points and low degrees.
     *
     * @param degree 0 or more, less than there are points
     */
    static PolynomialFit of(double[] across, double[] upward, int degree) {
        int terms = degree + 1;
        double[][] equations = new double[terms][terms + 1];
        for (int point = 0; point < across.length; point++) {
            for (int row = 0; row < terms; row++) {
                for (int column = 0; column < terms; column++) {
                    equations[row][column] += Math.pow(across[point], row + column);
                }
                equations[row][terms] += Math.pow(across[point], row) * upward[point];
            }
        }
        double[] coefficients = solved(equations);
        return new PolynomialFit(coefficients, determination(coefficients, across, upward));
    }

    /** By elimination, the largest pivot first. */
    private static double[] solved(double[][] equations) {
        int terms = equations.length;
        for (int pivot = 0; pivot < terms; pivot++) {
            int largest = pivot;
            for (int row = pivot + 1; row < terms; row++) {
                largest = Math.abs(equations[row][pivot]) > Math.abs(equations[largest][pivot]) ? row : largest;
            }
            double[] chosen = equations[largest];
            equations[largest] = equations[pivot];
            equations[pivot] = chosen;
            for (int row = 0; row < terms; row++) {
                double factor = row == pivot ? 0 : equations[row][pivot] / chosen[pivot];
                for (int column = pivot; column <= terms; column++) {
                    equations[row][column] -= factor * chosen[column];
                }
            }
        }
        double[] solution = new double[terms];
        for (int term = 0; term < terms; term++) {
            solution[term] = equations[term][terms] / equations[term][term];
        }
        return solution;
    }

    private static double determination(double[] coefficients, double[] across, double[] upward) {
        double mean = Arrays.stream(upward).average().orElseThrow();
        double rest = 0;
        double variance = 0;
        for (int point = 0; point < across.length; point++) {
            double missed = upward[point] - value(coefficients, across[point]);
            rest += missed * missed;
            variance += (upward[point] - mean) * (upward[point] - mean);
        }
        return variance == 0 ? 1 : 1 - rest / variance;
    }

    private static double value(double[] coefficients, double across) {
        double value = 0;
        for (int term = coefficients.length - 1; term >= 0; term--) {
            value = value * across + coefficients[term];
        }
        return value;
    }

    /** As people read it, of bytes over layers: {@code 0.120 L² + 1.52 L - 3.1 MiB (R² 0.9999)}. */
    String text() {
        StringBuilder text = new StringBuilder();
        for (int term = coefficients.length - 1; term >= 0; term--) {
            double mebibytes = coefficients[term] / (1 << 20);
            String sign = mebibytes < 0 ? " - " : text.isEmpty() ? "" : " + ";
            text.append(sign).append(String.format(Locale.ROOT, "%.4g", Math.abs(mebibytes)));
            text.append(term == 0 ? " MiB" : term == 1 ? " L" : " L²");
        }
        return text + String.format(Locale.ROOT, " (R² %.6f)", determination);
    }
}
