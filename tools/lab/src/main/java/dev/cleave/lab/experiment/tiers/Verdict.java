package dev.cleave.lab.experiment.tiers;

import java.util.List;
import java.util.function.Predicate;

/**
 * What a race of policies came to for one of them.
 *
 * @param policy its name
 * @param aboveBound its mean access time beside the bound: the mean of all traces and shares
 * @param worstBesideBest its mean access time beside the best of the others that do not know the
 *     trace beforehand, where that is worst; not a number where there are no others
 * @param worstWhere that trace and share, in words
 * @param movedBesideLru bytes moved beside LRU's, of all together; not a number where LRU took no
 *     part or moved none
 */
record Verdict(String policy, double aboveBound, double worstBesideBest, String worstWhere, double movedBesideLru) {
    private static final String LRU = "lru";

    /** The verdict on a policy that took part. */
    static Verdict on(String policy, List<Cell> cells) {
        List<Cell> own = cells.stream().filter(of(policy)).toList();
        double worst = Double.NaN;
        String where = "";
        for (Cell cell : own) {
            double best = cells.stream()
                    .filter(of(policy).or(of(Belady.NAME)).negate().and(cell::isBeside))
                    .mapToDouble(Cell::meanNanos)
                    .min()
                    .orElse(Double.NaN);
            double ratio = cell.meanNanos() / best;
            if (Double.isNaN(worst) || ratio > worst) {
                worst = ratio;
                where = cell.trace() + " at " + TiersTable.percent(cell.share());
            }
        }
        return new Verdict(policy, own.stream().mapToDouble(Cell::aboveBound).average().orElse(Double.NaN), worst,
                where, moved(cells, policy) / moved(cells, LRU));
    }

    private static double moved(List<Cell> cells, String policy) {
        double moved = cells.stream().filter(of(policy)).mapToDouble(Cell::movedBytes).sum();
        return moved == 0 && policy.equals(LRU) ? Double.NaN : moved;
    }

    private static Predicate<Cell> of(String policy) {
        return each -> each.policy().equals(policy);
    }
}
