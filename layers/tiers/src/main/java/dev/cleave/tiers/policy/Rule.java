package dev.cleave.tiers.policy;

/**
 * When a move is worth its cost.
 *
 * @param turnovers the half-life of heat, in accesses for each object that the nearest tier holds
 * @param foresight how many accesses to expect for each access that is remembered
 */
record Rule(double turnovers, double foresight) {
    /** From all but LRU to all but LFU; from taking whatever comes to taking what came often. */
    static final Rule[] ALL = all(new double[] {1.0 / 16, 0.5, 4, 32, 256}, new double[] {4, 0.9, 0.35});

    private static Rule[] all(double[] turnovers, double[] foresights) {
        Rule[] rules = new Rule[turnovers.length * foresights.length];
        for (int each = 0; each < rules.length; each++) {
            rules[each] = new Rule(turnovers[each / foresights.length], foresights[each % foresights.length]);
        }
        return rules;
    }

    /** How heat falls where the nearest tier holds so many objects. */
    Decay decay(double objects) {
        return new Decay(turnovers * objects);
    }

    /** Whether moving is worth it: what is saved, less what others lose, beside the cost of moving. */
    boolean pays(double savedHeat, double lostHeat, double costNanos) {
        return foresight * (savedHeat - lostHeat) > costNanos;
    }
}
