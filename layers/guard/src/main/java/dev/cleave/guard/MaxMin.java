package dev.cleave.guard;

/**
 * Max-min fairness: nobody can have more without somebody having less who has no more already. Pure.
 *
 * <p>Source: Bertsekas and Gallager, <em>Data Networks</em>, section 6.5.2 (progressive filling).
 */
final class MaxMin {
    private MaxMin() {}

    /**
     * Divides a capacity. Cost: as the square of how many there are.
     *
     * @param capacity what there is, 0 or more
     * @param demands what each wants, 0 or more
     * @return what each is due: at most its demand, together at most the capacity
     */
    static long[] divide(long capacity, long[] demands) {
        long[] due = new long[demands.length];
        long left = capacity;
        int unsatisfied = countUnsatisfied(demands, due);
        while (unsatisfied > 0 && left > 0) {
            long level = Math.max(1, left / unsatisfied);
            for (int each = 0; each < due.length && left > 0; each++) {
                long more = Math.min(left, Math.min(level, demands[each] - due[each]));
                due[each] += more;
                left -= more;
            }
            unsatisfied = countUnsatisfied(demands, due);
        }
        return due;
    }

    private static int countUnsatisfied(long[] demands, long[] due) {
        int count = 0;
        for (int each = 0; each < demands.length; each++) {
            count += due[each] < demands[each] ? 1 : 0;
        }
        return count;
    }
}
