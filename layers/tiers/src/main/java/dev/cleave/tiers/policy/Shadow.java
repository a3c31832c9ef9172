package dev.cleave.tiers.policy;

import java.util.Arrays;

/**
 * What following one {@link Rule} would have cost: a nearest tier of its own, that holds no bytes,
 * driven by a sample of the objects and as much smaller as the sample is. A miniature simulation,
 * as Waldspurger et al., <i>Cache Modeling and Optimization using Miniature Simulations</i> (ATC
 * 2017).
 *
 * <p>A promotion is an outlay, and what it brings comes later. It falls due as it is known what it
 * was good for: each access pays of it what it saves, and what is left is paid when the object gives
 * way, or after as many accesses as the tier holds objects. Were it due at once, then a rule that
 * fills an empty tier, or one whose objects are others now, would seem dear for just as long as it
 * is right. One thread.
 */
final class Shadow {
    private final Rule rule;
    private final TierCosts near;
    private final TierCosts far;
    private final Heats heats;
    private final IdTable table = new IdTable();
    private final HeatOrder order;
    private final IntStack givingWay = new IntStack();
    private long[] byteSizes = new long[16];
    private boolean[] written = new boolean[16];

    /** What each object's promotion has yet to bring: nanoseconds. */
    private double[] outlays = new double[16];

    /** When each was brought; and all that have not brought their outlay, in that order. */
    private long[] broughtAt = new long[16];

    private final SlotList owing = new SlotList();

    /** For so many accesses an outlay may wait. */
    private long grace;

    /** What became due since the last access. */
    private double due;

    private long capacity;
    private long usedBytes;

    /**
     * A shadow that holds nothing.
     *
     * @param heats which are told of each access before it is
     */
    Shadow(Rule rule, TierCosts near, TierCosts far, Heats heats) {
        this.rule = rule;
        this.near = near;
        this.far = far;
        this.heats = heats;
        capacity = near.capacity();
        order = new HeatOrder(heats.decay(rule.pace()));
    }

    /** The rule that it follows. */
    Rule rule() {
        return rule;
    }

    /** How many objects it holds. */
    int size() {
        return order.size();
    }

    /** An object is accessed: the nanoseconds that takes, and those that are due. */
    double access(long id, long byteSize, boolean write, long now) {
        int slot = table.find(id);
        callIn(now - grace);
        double nanos = slot == IdTable.NONE ? missed(id, byteSize, write, now) : hit(slot, byteSize, write, now);
        double paid = nanos + due;
        due = 0;
        return paid;
    }

    /** What was laid out before some time and is not brought yet is due. */
    private void callIn(long before) {
        for (int slot = owing.first(); slot != IdTable.NONE && broughtAt[slot] < before; slot = owing.first()) {
            due(slot);
        }
    }

    /** What an object owes is due now. */
    private void due(int slot) {
        if (outlays[slot] > 0) {
            due += outlays[slot];
            settled(slot);
        }
    }

    private void settled(int slot) {
        outlays[slot] = 0;
        owing.remove(slot);
    }

    private double hit(int slot, long byteSize, boolean write, long now) {
        order.accessed(slot, heats.last(rule.pace()), now);
        written[slot] |= write;
        double nanos = write ? near.writeNanos(byteSize) : near.readNanos(byteSize);
        double outlay = outlays[slot];
        if (outlay == 0) {
            return nanos;
        }
        double paid = Math.min(outlay, saved(byteSize));
        outlays[slot] -= paid;
        if (outlays[slot] == 0) {
            settled(slot);
        }
        return nanos + paid;
    }

    private double missed(long id, long byteSize, boolean write, long now) {
        if (byteSize <= capacity) {
            bring(id, byteSize, heats.last(rule.pace()), now);
        }
        return write ? far.writeNanos(byteSize) : far.readNanos(byteSize);
    }

    /** Brings an object near if that pays. */
    private void bring(long id, long byteSize, double heat, long now) {
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
                due += demotion(victim);
                due(victim);
                forget(victim);
            } else {
                order.restore(victim);
            }
        }
        if (pays) {
            enter(id, byteSize, heat, now);
        }
    }

    private void enter(long id, long byteSize, double heat, long now) {
        int slot = table.add(id);
        if (slot == byteSizes.length) {
            byteSizes = Arrays.copyOf(byteSizes, 2 * slot);
            written = Arrays.copyOf(written, 2 * slot);
            outlays = Arrays.copyOf(outlays, 2 * slot);
            broughtAt = Arrays.copyOf(broughtAt, 2 * slot);
        }
        byteSizes[slot] = byteSize;
        written[slot] = false;
        outlays[slot] = far.moveNanos(byteSize, near);
        broughtAt[slot] = now;
        owing.addLast(slot);
        usedBytes += byteSize;
        order.add(slot, heat, now, saved(byteSize) / byteSize);
    }

    /** Of an object that the order has no more. */
    private void forget(int slot) {
        if (outlays[slot] > 0) {
            settled(slot);
        }
        usedBytes -= byteSizes[slot];
        table.remove(slot);
    }

    private double saved(long byteSize) {
        return far.readNanos(byteSize) - near.readNanos(byteSize);
    }

    private double demotion(int slot) {
        return written[slot] ? near.moveNanos(byteSizes[slot], far) : 0;
    }

    /** The nearest tier holds so many objects: heat falls otherwise, and outlays may wait for that long. */
    void fit(double objects, long now) {
        grace = (long) objects;
        order.decayBy(heats.decay(rule.pace()), now, slot -> heats.heat(rule.pace(), table.id(slot), now));
    }

    /** Only what has none of these bits in its hash is accessed from now on, and fits in so much less. */
    void sample(long bits, long smallerCapacity) {
        capacity = smallerCapacity;
        for (int slot = 0; slot < table.slots(); slot++) {
            if (table.find(table.id(slot)) == slot && (IdTable.mixed(table.id(slot)) & bits) != 0) {
                order.remove(slot);
                forget(slot);
            }
        }
        while (usedBytes > capacity) {
            int victim = order.coldest();
            order.remove(victim);
            forget(victim);
        }
    }

    /** An object is no more. */
    void removed(long id) {
        int slot = table.find(id);
        if (slot != IdTable.NONE) {
            due(slot);
            order.remove(slot);
            forget(slot);
        }
    }
}
