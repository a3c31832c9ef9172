package dev.cleave.tiers.policy;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Cleave's own: an object moves when what is expected to be saved exceeds what moving costs.
 *
 * <p>What is saved is {@linkplain Decay heat}, the accesses to expect, times the nanoseconds that
 * each is faster, less the same of those that give way; what it costs is the copy, and that of
 * those who give way and were written. How fast heat falls, and how many accesses one that is
 * remembered promises, is taken from {@link Shadows}: nothing is to be tuned.
 */
final class CostBenefitPolicy implements PlacementPolicy {
    /*
     * The heat of all objects is in the sketches of Heats, at several paces; the residents of a tier
     * are in order of it, at the pace of the rule that is followed, in a HeatOrder. Who is accessed
     * and hot enough to pay for its own move is put on the queue. When a move is asked for, the first
     * on the queue is weighed against the coldest of the tier that it would come to, tier by tier
     * from the nearest; if that pays, the demotions and the promotion are the plan, which is then
     * answered move by move. A plan that no longer fits what was placed meanwhile is dropped.
     */
    private static final int NEAREST = 0;
    private static final int MOST_WANTED = 1 << 10;

    private final Residents residents;
    private final HeatOrder[] orders;
    private final Heats heats = new Heats(1);
    private final Shadows shadows;
    private final IdQueue wanted = new IdQueue();
    private final Deque<Move> plan = new ArrayDeque<>();
    private final IntStack givingWay = new IntStack();
    private Rule rule;
    private long now;

    CostBenefitPolicy(List<TierCosts> tiers) {
        residents = new Residents(tiers);
        shadows = new Shadows(tiers.getFirst(), tiers.getLast(), heats);
        rule = shadows.best();
        orders = new HeatOrder[residents.last()];
        for (int tier = 0; tier < orders.length; tier++) {
            orders[tier] = new HeatOrder(heats.decay(rule.pace()));
        }
    }

    @Override
    public String name() {
        return "cleave";
    }

    @Override
    public void placed(long id, long byteSize, int tier, boolean clean) {
        leave(residents.find(id));
        if (tier < residents.last()) {
            int added = residents.add(id, byteSize, tier, clean);
            orders[tier].add(added, Math.max(heat(id), Double.MIN_NORMAL), now, savedNanosPerByte(byteSize, tier));
        }
        if (!plan.isEmpty()) {
            Move planned = plan.getFirst();
            if (planned.id() == id && planned.to() == tier) {
                plan.removeFirst();
            } else {
                plan.clear();
            }
        }
    }

    private double heat(long id) {
        return heats.heat(rule.pace(), id, now);
    }

    private double savedNanosPerByte(long byteSize, int tier) {
        return Math.max(residents.savedNanos(byteSize, tier + 1, tier) / byteSize, Double.MIN_NORMAL);
    }

    private void leave(int slot) {
        if (slot != IdTable.NONE) {
            orders[residents.tier(slot)].remove(slot);
            residents.remove(slot);
        }
    }

    @Override
    public void accessed(long id, long byteSize, boolean write) {
        now++;
        heats.accessed(id, now);
        if (shadows.accessed(id, byteSize, write, now)) {
            follow();
        }
        int slot = residents.find(id);
        int tier = residents.tierOrLast(slot);
        double heat = heats.last(rule.pace());
        if (slot != IdTable.NONE) {
            accessed(slot, heat, write);
        }
        if (tier != NEAREST && wanted.size() < MOST_WANTED && mayPay(byteSize, heat, tier)) {
            wanted.add(id, byteSize);
        }
    }

    private void accessed(int slot, double heat, boolean write) {
        orders[residents.tier(slot)].accessed(slot, heat, now);
        if (write) {
            residents.written(slot);
        }
    }

    private void follow() {
        rule = shadows.best();
        for (HeatOrder order : orders) {
            order.decayBy(heats.decay(rule.pace()), now, slot -> heat(residents.id(slot)));
        }
    }

    /** Whether moving it to some nearer tier pays if nobody has to give way. */
    private boolean mayPay(long byteSize, double heat, int from) {
        for (int to = NEAREST; to < from; to++) {
            if (byteSize <= residents.tiers().get(to).capacity() && rule.pays(
                    heat * residents.savedNanos(byteSize, from, to), 0, residents.moveNanos(byteSize, from, to))) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void removed(long id) {
        leave(residents.find(id));
        shadows.removed(id);
        plan.clear();
    }

    @Override
    public Optional<Move> nextMove(long mostBytes) {
        while (plan.isEmpty() && !wanted.isEmpty()) {
            weigh(wanted.firstId(), wanted.firstByteSize());
            wanted.removeFirst();
        }
        return Optional.ofNullable(plan.peekFirst()).filter(each -> each.byteSize() <= mostBytes);
    }

    /** Plans to move an object to the nearest tier where that pays, if there is one. */
    private void weigh(long id, long byteSize) {
        int slot = residents.find(id);
        int from = residents.tierOrLast(slot);
        double heat = heat(id);
        for (int to = NEAREST; to < from && plan.isEmpty(); to++) {
            if (byteSize <= residents.tiers().get(to).capacity()) {
                weigh(id, byteSize, heat, from, to);
            }
        }
    }

    private void weigh(long id, long byteSize, double heat, int from, int to) {
        double cost = residents.moveNanos(byteSize, from, to);
        double saved = heat * residents.savedNanos(byteSize, from, to);
        double lost = 0;
        long room = residents.freeBytes(to);
        while (room < byteSize && rule.pays(saved, lost, cost)) {
            int victim = orders[to].coldest();
            orders[to].remove(victim);
            givingWay.push(victim);
            room += residents.byteSize(victim);
            lost += lost(to, victim);
            cost += residents.demotionNanos(victim, to + 1);
        }
        boolean pays = rule.pays(saved, lost, cost);
        while (!givingWay.isEmpty()) {
            int victim = givingWay.pop();
            orders[to].restore(victim);
            if (pays) {
                planDemotion(victim, to + 1);
            }
        }
        if (pays) {
            plan.addLast(new Move(id, byteSize, from, to, rule.foresight() * (saved - lost), cost));
        }
    }

    private double lost(int tier, int slot) {
        return orders[tier].heat(slot, now) * residents.savedNanos(residents.byteSize(slot), tier + 1, tier);
    }

    /**
     * Plans to demote a resident to a tier, or as far below it as there is room without anybody
     * giving way.
     */
    private void planDemotion(int slot, int highest) {
        int to = highest;
        while (residents.freeBytes(to) - planned(to) < residents.byteSize(slot)) {
            to++;
        }
        plan.addLast(residents.demotion(slot, to, -rule.foresight() * lost(residents.tier(slot), slot)));
    }

    /** Bytes that the plan brings into a tier. */
    private long planned(int tier) {
        return plan.stream().filter(each -> each.to() == tier).mapToLong(Move::byteSize).sum();
    }

    @Override
    public Optional<Move> relieve(int tier) {
        int victim = orders[tier].coldest();
        if (victim == IdTable.NONE) {
            return Optional.empty();
        }
        plan.clear();
        planDemotion(victim, tier + 1);
        return Optional.ofNullable(plan.peekFirst());
    }

    @Override
    public void refused(Move move) {
        plan.clear();
    }

    @Override
    public Standing standing(long id, long byteSize) {
        int slot = residents.find(id);
        int tier = residents.tierOrLast(slot);
        double heat = rule.foresight() * heat(id);
        int from = Math.max(tier, 1);
        double saved = heat * residents.savedNanos(byteSize, from, NEAREST);
        double cost = residents.moveNanos(byteSize, from, NEAREST);
        String reason = String.format(Locale.ROOT,
                "%.2f accesses are expected before it is forgotten; in the nearest tier they %s %.0f ns, and moving it"
                        + " there costs %.0f ns%s",
                heat, tier == NEAREST ? "save" : "would save", saved, cost,
                tier == NEAREST || saved <= cost ? "" : ", which pays once nobody hotter has to give way");
        return new Standing(heat, saved, cost, reason);
    }
}
