package dev.cleave.lab.experiment.tiers;

import dev.cleave.lab.trace.AccessTrace;
import dev.cleave.tiers.policy.Move;
import dev.cleave.tiers.policy.PlacementPolicy;
import dev.cleave.tiers.policy.Standing;
import dev.cleave.tiers.policy.TierCosts;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * A policy that knows the whole trace beforehand, for two tiers: what Belady's rule comes to (<i>A
 * Study of Replacement Algorithms for a Virtual-Storage Computer</i>, IBM Systems Journal 1966)
 * where objects have sizes and moves have costs. It is greedy, and so no bound: the best that there
 * is lies between it and {@link ClairvoyantBound}.
 *
 * <p>Whoever is accessed comes near, if its accesses until the first of those that give way is
 * wanted again save more than the moves cost. Who gives way takes the most room for the longest
 * time for what it saves: the one that is wanted last, or one of some at random. One thread.
 */
final class Belady implements PlacementPolicy {
    /** What it is called. */
    static final String NAME = "belady";

    private static final int NEAR = 0;
    private static final int FAR = 1;
    private static final int LOOKED_AT = 32;
    private static final int MOST_COUNTED = 64;
    private static final int NEVER = Integer.MAX_VALUE;

    private final AccessTrace trace;
    private final Histories histories;
    private final TierCosts near;
    private final TierCosts far;
    private final SplittableRandom random = new SplittableRandom(1);

    /** Of each object the place in the histories of its next access. */
    private final int[] next;

    /**
     * Residents: where each is in the list, or -1; the list; and whether each was written since it
     * came.
     */
    private final int[] seats;
    private final int[] residents;
    private final boolean[] written;
    private int count;
    private int now;
    private long freeBytes;

    /** Residents by their next access, then by number. */
    private final TreeSet<Long> byNext = new TreeSet<>();

    private final Deque<Move> plan = new ArrayDeque<>();

    Belady(AccessTrace trace, Histories histories, TierCosts near, TierCosts far) {
        this.trace = trace;
        this.histories = histories;
        this.near = near;
        this.far = far;
        next = new int[trace.objects()];
        Arrays.setAll(next, histories::first);
        seats = new int[trace.objects()];
        Arrays.fill(seats, -1);
        residents = new int[trace.objects()];
        written = new boolean[trace.objects()];
        freeBytes = near.capacity();
    }

    @Override
    public String name() {
        return NAME;
    }

    /** The access at which an object is wanted next. */
    private int nextAccess(int object) {
        return next[object] < histories.first(object + 1) ? histories.access(next[object]) : NEVER;
    }

    private long key(int object) {
        return (long) nextAccess(object) << Integer.SIZE | object;
    }

    @Override
    public void accessed(long id, long byteSize, boolean write) {
        int object = (int) id;
        now++;
        if (seats[object] >= 0) {
            byNext.remove(key(object));
            next[object]++;
            byNext.add(key(object));
            written[object] |= write;
        } else {
            next[object]++;
            weigh(object, byteSize);
        }
    }

    private void weigh(int object, long byteSize) {
        double cost = far.moveNanos(byteSize, near);
        long room = freeBytes;
        int until = NEVER;
        boolean pays = byteSize <= near.capacity() && saved(object, until) > cost;
        while (pays && room < byteSize) {
            int victim = victim();
            leave(victim);
            plan.add(new Move(victim, trace.byteSize(victim), NEAR, FAR, 0, demotion(victim)));
            room += trace.byteSize(victim);
            until = Math.min(until, nextAccess(victim));
            cost += demotion(victim);
            pays = saved(object, until) > cost;
        }
        plan.forEach(each -> enter((int) each.id()));
        if (pays) {
            plan.add(new Move(object, byteSize, FAR, NEAR, saved(object, until), cost));
        } else {
            plan.clear();
        }
    }

    /** What an object's accesses before another would save, were it near. */
    private double saved(int object, int until) {
        int accesses = 0;
        int end = Math.min(histories.first(object + 1), next[object] + MOST_COUNTED);
        for (int place = next[object]; place < end && histories.access(place) < until; place++) {
            accesses++;
        }
        return accesses * saved(object);
    }

    private double saved(int object) {
        return far.readNanos(trace.byteSize(object)) - near.readNanos(trace.byteSize(object));
    }

    private double demotion(int object) {
        return written[object] ? near.moveNanos(trace.byteSize(object), far) : 0;
    }

    private int victim() {
        int worst = (int) (long) byNext.last();
        for (int looked = 0; looked < LOOKED_AT; looked++) {
            int other = residents[random.nextInt(count)];
            worst = burden(other) > burden(worst) ? other : worst;
        }
        return worst;
    }

    /** The room that an object takes until it is wanted again, for what that saves. */
    private double burden(int object) {
        double nanos = saved(object);
        return (double) trace.byteSize(object) / nanos * ((double) nextAccess(object) - now);
    }

    private void enter(int object) {
        byNext.add(key(object));
        seats[object] = count;
        residents[count++] = object;
    }

    private void leave(int object) {
        byNext.remove(key(object));
        int last = residents[--count];
        residents[seats[object]] = last;
        seats[last] = seats[object];
        seats[object] = -1;
    }

    @Override
    public void placed(long id, long byteSize, int tier, boolean clean) {
        int object = (int) id;
        if (tier == NEAR) {
            enter(object);
            written[object] = !clean;
            freeBytes -= byteSize;
        } else {
            leave(object);
            freeBytes += byteSize;
        }
        plan.removeFirst();
    }

    @Override
    public Optional<Move> nextMove(long mostBytes) {
        return Optional.ofNullable(plan.peekFirst());
    }

    /** A trace deletes nothing. */
    @Override
    public void removed(long id) {
        throw new UnsupportedOperationException("object " + id + " is deleted, which no trace of accesses tells");
    }

    /** A simulation has room wherever it is asked to move something. */
    @Override
    public Optional<Move> relieve(int tier) {
        throw new UnsupportedOperationException("tier " + tier + " is to have room, for which no simulation asks");
    }

    @Override
    public void refused(Move move) {
        throw new UnsupportedOperationException(move + " was refused, which no simulation does");
    }

    @Override
    public Standing standing(long id, long byteSize) {
        int at = nextAccess((int) id);
        return new Standing(Double.NaN, Double.NaN, Double.NaN,
                at == NEVER ? "it is never wanted again" : "it is wanted again at access " + at);
    }
}
