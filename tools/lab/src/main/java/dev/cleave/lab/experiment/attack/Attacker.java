package dev.cleave.lab.experiment.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

/**
 * The hands of an attack: it takes and frees blocks, never more bytes at a time than its share, and
 * the victim acts in between. At the end of its steps it can do no more.
 */
final class Attacker {
    private static final int STEPS_BETWEEN_VICTIM = 256;

    private final Target target;
    private final Victim victim;
    private final long share;
    private final List<Held> held = new ArrayList<>();
    private final Random random;
    private long bytes;
    private long stepsLeft;
    private long nanos;

    /**
     * A block that it holds.
     *
     * @param order how many were taken before it
     */
    record Held(long block, long address, long byteSize, long order) {}

    private long taken;

    Attacker(Target target, Victim victim, long share, long steps, Random random) {
        this.target = target;
        this.victim = victim;
        this.share = share;
        stepsLeft = steps;
        this.random = random;
    }

    Random random() {
        return random;
    }

    long share() {
        return share;
    }

    List<Held> held() {
        return held;
    }

    /** Whether it can do anything yet. */
    boolean canGoOn() {
        return stepsLeft > 0;
    }

    /** Nanoseconds that its requests took so far: what one sees who sees no addresses. */
    long nanos() {
        return nanos;
    }

    /** Takes a block, unless it would have more than its share, or is refused. */
    boolean take(long byteSize) {
        if (!step() || bytes + byteSize > share) {
            return false;
        }
        long start = System.nanoTime();
        long block = target.attack(byteSize);
        nanos += System.nanoTime() - start;
        if (block == Target.REFUSED) {
            return false;
        }
        bytes += byteSize;
        held.add(new Held(block, target.addressOf(block), byteSize, taken++));
        return true;
    }

    /** Takes blocks of a size until it has its share, or is refused. */
    void fill(long byteSize) {
        while (take(byteSize)) {
            // As many as there are.
        }
    }

    /** Frees what it holds, but for what is to be kept. */
    void keep(Predicate<Held> kept) {
        List<Held> all = new ArrayList<>(held);
        held.clear();
        for (Held each : all) {
            if (kept.test(each)) {
                held.add(each);
            } else {
                free(each);
            }
        }
    }

    /** Frees one of those that it holds. */
    void freeOne(int index) {
        Held last = held.removeLast();
        if (index < held.size()) {
            free(held.set(index, last));
        } else {
            free(last);
        }
    }

    private void free(Held each) {
        boolean unused = step();
        target.release(each.block, each.byteSize);
        bytes -= each.byteSize;
    }

    private boolean step() {
        stepsLeft--;
        if (stepsLeft % STEPS_BETWEEN_VICTIM == 0) {
            victim.act();
        }
        return stepsLeft > 0;
    }
}
