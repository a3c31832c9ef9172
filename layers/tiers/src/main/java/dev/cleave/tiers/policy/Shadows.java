package dev.cleave.tiers.policy;

import java.util.Arrays;

/**
 * Finds the {@link Rule} that costs least now: each is followed by a {@link Shadow}, and what they
 * took lately is compared. Nothing is guessed from hits, which are not what is paid for.
 *
 * <p>Objects are sampled by their hashes, the more sparsely the more the nearest tier holds, so that
 * a shadow holds some hundreds. Another rule must be better by a margin, so that chance alone
 * changes little. One thread.
 */
final class Shadows {
    private static final int MOST_OBJECTS = 1 << 9;
    private static final double MARGIN = 0.98;
    private static final double REMEMBERED_TURNOVERS = 16;
    private static final int LEAST_REMEMBERED = 512;
    private static final int ACCESSES_BETWEEN_CHOICES = 64;

    private final Shadow[] shadows;
    private final double[] costs;
    private final TierCosts near;
    private final Heats heats;
    private int shift;
    private long sampled;
    private int best;
    private double objects = 1;

    /**
     * Shadows that hold nothing.
     *
     * @param heats of all objects, which are told of each access before these are; they learn here
     *     how many objects the nearest tier holds
     */
    Shadows(TierCosts near, TierCosts far, Heats heats) {
        this.near = near;
        this.heats = heats;
        shadows = Arrays.stream(Rule.ALL).map(rule -> new Shadow(rule, near, far, heats)).toArray(Shadow[]::new);
        costs = new double[shadows.length];
        best = Rule.ALL.length / 2;
    }

    /** The rule to follow. */
    Rule best() {
        return shadows[best].rule();
    }

    /** How many objects the nearest tier is taken to hold. */
    double objects() {
        return objects;
    }

    /** An object was accessed. Whether the rule or the number of objects has changed. */
    boolean accessed(long id, long byteSize, boolean write, long now) {
        if ((IdTable.mixed(id) & bits()) != 0) {
            return false;
        }
        double kept = 1 - 1 / Math.max(LEAST_REMEMBERED, REMEMBERED_TURNOVERS * objects / (1L << shift));
        int most = 0;
        for (int each = 0; each < shadows.length; each++) {
            costs[each] = costs[each] * kept + shadows[each].access(id, byteSize, write, now);
            most = Math.max(most, shadows[each].size());
        }
        boolean fitted = fit((double) most * (1L << shift), now);
        if (most > MOST_OBJECTS) {
            shift++;
            for (Shadow each : shadows) {
                each.sample(bits(), near.capacity() >> shift);
            }
        }
        return ++sampled % ACCESSES_BETWEEN_CHOICES == 0 && choose() || fitted;
    }

    /** Takes the number of objects as changed where it is twice as many or half as many. */
    private boolean fit(double held, long now) {
        if (held <= 2 * objects && held >= objects / 4) {
            return false;
        }
        objects = Math.max(held, 1);
        heats.fit(objects);
        for (Shadow each : shadows) {
            each.fit(objects, now);
        }
        return true;
    }

    private boolean choose() {
        int least = best;
        for (int each = 0; each < costs.length; each++) {
            least = costs[each] < costs[least] ? each : least;
        }
        boolean changes = costs[least] < MARGIN * costs[best];
        best = changes ? least : best;
        return changes;
    }

    private long bits() {
        return (1L << shift) - 1;
    }

    /** An object is no more. */
    void removed(long id) {
        if ((IdTable.mixed(id) & bits()) == 0) {
            for (Shadow each : shadows) {
                each.removed(id);
            }
        }
    }
}
