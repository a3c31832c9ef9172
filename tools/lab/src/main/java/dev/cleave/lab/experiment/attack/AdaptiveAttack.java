package dev.cleave.lab.experiment.attack;

import java.util.Random;
import java.util.function.ToDoubleFunction;

/**
 * An attacker that searches: a sequence of steps, each to fill with a size and keep some, changed a
 * little and tried anew, kept where it does more damage. One that sees addresses measures the damage
 * and keeps by address; one that sees only how long its own requests take goes by that, and keeps by
 * the order of allocation. Seeded: the same seed makes the same changes.
 */
final class AdaptiveAttack {
    /** Sees addresses. */
    static final String SEEING = "adaptive";

    /** Sees only how long its own requests take. */
    static final String BLIND = "adaptive-blind";

    private static final int STEPS = 8;
    private static final int TRIES = 12;
    private static final int ORDERS = 10;

    private final boolean seeing;
    private final Random random;

    AdaptiveAttack(boolean seeing, long seed) {
        this.seeing = seeing;
        random = new Random(seed);
    }

    /**
     * Some steps.
     *
     * @param order the size of the blocks of each
     * @param window the order of the window in which one block is kept, of each
     */
    record Program(int[] order, int[] window) {
        /** Attacks with it. */
        void run(Attacker attacker, boolean seeing) {
            for (int step = 0; attacker.canGoOn() && step < 4 * STEPS; step++) {
                int each = step % STEPS;
                attacker.fill((Attack.UNIT << order[each]) - (step & 1));
                if (seeing) {
                    Attack.keepOneIn(attacker, Attack.UNIT << window[each]);
                } else {
                    long period = 1L << Math.max(1, window[each] - order[each]);
                    attacker.keep(block -> block.order() % period == 0);
                }
            }
        }
    }

    /**
     * Searches.
     *
     * @param damage what a program does to an allocator that is as new
     * @return the one that does most
     */
    Program search(ToDoubleFunction<Program> damage) {
        Program best = new Program(random.ints(STEPS, 0, ORDERS - 1).toArray(),
                random.ints(STEPS, 1, ORDERS).toArray());
        double most = damage.applyAsDouble(best);
        for (int each = 0; each < TRIES; each++) {
            Program changed = change(best);
            double done = damage.applyAsDouble(changed);
            if (done >= most) {
                most = done;
                best = changed;
            }
        }
        return best;
    }

    private Program change(Program from) {
        int[] order = from.order.clone();
        int[] window = from.window.clone();
        order[random.nextInt(STEPS)] = random.nextInt(ORDERS - 1);
        window[random.nextInt(STEPS)] = 1 + random.nextInt(ORDERS - 1);
        return new Program(order, window);
    }

    boolean seeing() {
        return seeing;
    }
}
