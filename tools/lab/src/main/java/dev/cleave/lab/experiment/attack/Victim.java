package dev.cleave.lab.experiment.attack;

import java.util.ArrayDeque;
import java.util.Deque;
import org.HdrHistogram.Histogram;

/**
 * The one that is honest: now and then it wants a pageblock, of which it holds some, always well
 * within its share; and it times small requests.
 */
final class Victim {
    private static final long SMALL = 4096;
    private static final int DIGITS = 3;
    private static final int SMALL_EACH_TIME = 16;

    private final Target target;
    private final int mostPageblocks;
    private final Deque<Long> held = new ArrayDeque<>();
    private final Histogram nanos = new Histogram(DIGITS);
    private long asked;
    private long served;

    /** @param share bytes; it holds up to half of that */
    Victim(Target target, long share) {
        this.target = target;
        mostPageblocks = (int) (share / 2 / AttackRun.PAGEBLOCK);
    }

    /**
     * One pageblock more, or half of them given back where it has enough, so that others may take
     * them; and small requests, timed.
     */
    void act() {
        if (held.size() >= mostPageblocks) {
            for (int each = held.size() / 2; each >= 0; each--) {
                target.giveBack(held.remove(), AttackRun.PAGEBLOCK);
            }
        } else {
            ask();
        }
        for (int each = 0; each < SMALL_EACH_TIME; each++) {
            timeSmall();
        }
    }

    private void ask() {
        asked++;
        long block = target.serve(AttackRun.PAGEBLOCK);
        if (block != Target.REFUSED) {
            served++;
            held.add(block);
        }
    }

    private void timeSmall() {
        long start = System.nanoTime();
        long block = target.serve(SMALL);
        nanos.recordValue(Math.max(0, System.nanoTime() - start));
        if (block != Target.REFUSED) {
            target.giveBack(block, SMALL);
        }
    }

    /** Gives back all that it holds. */
    void rest() {
        held.forEach(block -> target.giveBack(block, AttackRun.PAGEBLOCK));
        held.clear();
    }

    /** Of its requests for a pageblock, the share that was served: 0 to 1. */
    double success() {
        return asked == 0 ? 1 : (double) served / asked;
    }

    /** What its small requests took. */
    Histogram nanos() {
        return nanos;
    }
}
