package dev.cleave.tiers.policy;

/**
 * When a move is worth its cost.
 *
 * @param pace how heat falls: see {@link Heats}
 * @param foresight how many accesses to expect for each access that is remembered
 */
record Rule(int pace, double foresight) {
    /** From all but LRU to all but LFU; from taking whatever comes to taking what came often. */
    static final Rule[] ALL = all(4, 0.9, 0.35);

    private static Rule[] all(double... foresights) {
        Rule[] rules = new Rule[Heats.PACES * foresights.length];
        for (int each = 0; each < rules.length; each++) {
            rules[each] = new Rule(each / foresights.length, foresights[each % foresights.length]);
        }
        return rules;
    }

    /** Whether moving is worth it: what is saved, less what others lose, beside the cost of moving. */
    boolean pays(double savedHeat, double lostHeat, double costNanos) {
        return foresight * (savedHeat - lostHeat) > costNanos;
    }
}
