package dev.cleave.tiers.policy;

import java.util.Arrays;

/**
 * What following one {@link Rule} would have cost: a nearest tier of its own, that holds no bytes,
 * driven by a sample of the objects and as much smaller as the sample is. A miniature simulation,
 * as Waldspurger et al., <i>Cache Modeling and Optimization using Miniature Simulations</i> (ATC
 * 2017). One thread.
 */
final class Shadow {
    private final Rule rule;
    private final TierCosts near;
    private final TierCosts far;
    private final IdTable table = new IdTable();
    private final HeatSketch sketch = new HeatSketch();
    private final HeatOrder order;
    private final IntStack givingWay = new IntStack();
    private long[] byteSizes = new long[16];
    private boolean[] written = new boolean[16];
    private Decay decay;
    private long capacity;
    private long usedBytes;

    Shadow(Rule rule, TierCosts near, TierCosts far, double objects) {
        this.rule = rule;
        this.near = near;
        this.far = far;
        capacity = near.capacity();
        decay = rule.decay(objects);
        order = new HeatOrder(decay);
    }

    /** The rule that it follows. */
    Rule rule() {
        return rule;
    }

    /** How many objects it holds. */
    int size() {
        return order.size();
    }

    /** An object is accessed: the nanoseconds that takes, moves included. */
    double access(long id, long byteSize, boolean write, long now) {
        int slot = table.find(id);
        if (slot != IdTable.NONE) {
            order.accessed(slot, now);
            written[slot] |= write;
            return write ? near.writeNanos(byteSize) : near.readNanos(byteSize);
        }
        double heat = sketch.add(id, now, decay);
        double nanos = write ? far.writeNanos(byteSize) : far.readNanos(byteSize);
        return byteSize > capacity ? nanos : nanos + bring(id, byteSize, heat, now);
    }

    /** Brings an object near if that pays; the nanoseconds of all moves. */
    private double bring(long id, long byteSize, double heat, long now) {
        double cost = far.moveNanos(byteSize, near);
        double saved = heat * saved(byteSize);
        double lost = 0;
        long room = capacity - usedBytes;
        while (room < byteSize && rule.pays(saved, lost, cost)) {
            int victim = order.coldest();
            order.remove(victim);
            givingWay.push(victim);
            room += byteSizes[victim];
            lost += order.heat(victim, now) * saved(byteSizes[victim]);
            cost += demotion(victim);
        }
        boolean pays = rule.pays(saved, lost, cost);
        while (!givingWay.isEmpty()) {
            int victim = givingWay.pop();
            if (pays) {
                demote(victim, now);
            } else {
                order.restore(victim);
            }
        }
        if (!pays) {
            return 0;
        }
        enter(id, byteSize, heat, now);
        return cost;
    }

    private void enter(long id, long byteSize, double heat, long now) {
        int slot = table.add(id);
        if (slot == byteSizes.length) {
            byteSizes = Arrays.copyOf(byteSizes, 2 * slot);
            written = Arrays.copyOf(written, 2 * slot);
        }
        byteSizes[slot] = byteSize;
        written[slot] = false;
        usedBytes += byteSize;
        order.add(slot, heat, now, saved(byteSize) / byteSize);
    }

    private void demote(int slot, long now) {
        sketch.raise(table.id(slot), order.heat(slot, now), now, decay);
        usedBytes -= byteSizes[slot];
        table.remove(slot);
    }

    private double saved(long byteSize) {
        return far.readNanos(byteSize) - near.readNanos(byteSize);
    }

    private double demotion(int slot) {
        return written[slot] ? near.moveNanos(byteSizes[slot], far) : 0;
    }

    /** The nearest tier holds another number of objects than was thought. */
    void fit(double objects, long now) {
        decay = rule.decay(objects);
        order.decayBy(decay, now);
    }

    /** Only what has none of these bits in its hash is accessed from now on, and fits in so much less. */
    void sample(long bits, long smallerCapacity, long now) {
        capacity = smallerCapacity;
        for (int slot = 0; slot < table.slots(); slot++) {
            if (table.find(table.id(slot)) == slot && (IdTable.mixed(table.id(slot)) & bits) != 0) {
                order.remove(slot);
                demote(slot, now);
            }
        }
        while (usedBytes > capacity) {
            int victim = order.coldest();
            order.remove(victim);
            demote(victim, now);
        }
    }

    /** An object is no more. */
    void removed(long id) {
        int slot = table.find(id);
        if (slot != IdTable.NONE) {
            order.remove(slot);
            usedBytes -= byteSizes[slot];
            table.remove(slot);
        }
    }
}
