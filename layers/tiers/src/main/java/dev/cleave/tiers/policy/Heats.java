package dev.cleave.tiers.policy;

import java.util.Arrays;

/**
 * The heat of all objects at several paces: as it is where heat falls fast, and as it is where it
 * falls slowly. Heat is a fact about the load, whichever {@link Rule} is followed; so whoever turns
 * to a rule that forgets slowly finds what was hot before the rule that forgot quickly. One thread.
 */
final class Heats {
    /** The half-lives, in accesses for each object that the nearest tier holds: from all but LRU to all but LFU. */
    private static final double[] TURNOVERS = {0.5, 4, 32};

    /** How many paces there are. */
    static final int PACES = TURNOVERS.length;

    private final HeatSketch[] sketches = new HeatSketch[PACES];
    private final Decay[] decays = new Decay[PACES];

    /** What the last access has left, by pace. */
    private final double[] last = new double[PACES];

    /**
     * Everything is cold.
     *
     * @param objects as many as the nearest tier holds
     */
    Heats(double objects) {
        Arrays.setAll(sketches, pace -> new HeatSketch());
        fit(objects);
    }

    /** The nearest tier holds so many objects: all heat falls accordingly from now on. */
    void fit(double objects) {
        Arrays.setAll(decays, pace -> new Decay(TURNOVERS[pace] * objects));
    }

    /** How heat falls at a pace. */
    Decay decay(int pace) {
        return decays[pace];
    }

    /** An object was accessed. */
    void accessed(long id, long now) {
        for (int pace = 0; pace < PACES; pace++) {
            last[pace] = sketches[pace].add(id, now, decays[pace]);
        }
    }

    /** The heat of the object that was accessed last, as it was then. */
    double last(int pace) {
        return last[pace];
    }

    /** The heat of an object. */
    double heat(int pace, long id, long now) {
        return sketches[pace].heat(id, now, decays[pace]);
    }
}
