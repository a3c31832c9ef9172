package dev.cleave.lab.experiment.attack;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.HdrHistogram.Histogram;

/**
 * One attack on one allocator: half of the memory is the attacker's share, half the victim's. At the
 * end, with the attacker's blocks where they are, it is tried how much of its share the victim could
 * have in blocks of a size.
 */
final class AttackRun {
    /** Bytes of the blocks that the victim wants. */
    static final long PAGEBLOCK = 2 << 20;

    private static final long[] SIZES = {64 << 10, PAGEBLOCK, 64 << 20};
    private static final double TAIL = 99.99;

    private final String attack;
    private final String allocator;
    private final long region;
    private final long steps;
    private final long seed;

    AttackRun(String attack, String allocator, long region, long steps, long seed) {
        this.attack = attack;
        this.allocator = allocator;
        this.region = region;
        this.steps = steps;
        this.seed = seed;
    }

    /** What an attack does with its hands. */
    private interface Program {
        void run(Attacker attacker);
    }

    /** Runs it. */
    AttackResult run() {
        if (attack.equals(AttackResult.NO_ATTACK)) {
            return measure(attacker -> {
                while (attacker.take(Attack.UNIT) || attacker.canGoOn()) {
                    attacker.keep(each -> false);
                }
            });
        }
        if (attack.startsWith(AdaptiveAttack.SEEING)) {
            return adaptive();
        }
        Attack known = Arrays.stream(Attack.values()).filter(each -> each.label().equals(attack)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no attack is called " + attack));
        return measure(known::run);
    }

    private AttackResult adaptive() {
        AdaptiveAttack adaptive = new AdaptiveAttack(attack.equals(AdaptiveAttack.SEEING), seed);
        AdaptiveAttack.Program found = adaptive.search(program -> {
            long[] nanos = {0};
            AttackResult result = measure(attacker -> {
                program.run(attacker, adaptive.seeing());
                nanos[0] = attacker.nanos();
            });
            return adaptive.seeing() ? result.unusable()[1] + 1 - result.victimSuccess() : nanos[0];
        });
        return measure(attacker -> found.run(attacker, adaptive.seeing()));
    }

    private AttackResult measure(Program program) {
        long share = region / 2;
        try (Target target = Defence.open(allocator, region)) {
            Victim victim = new Victim(target, share);
            Attacker attacker = new Attacker(target, victim, share, steps, new Random(seed));
            program.run(attacker);
            for (long each = share / 2 / PAGEBLOCK; each > 0; each--) {
                victim.act();
            }
            victim.rest();
            double[] unusable = new double[SIZES.length];
            for (int each = 0; each < SIZES.length; each++) {
                unusable[each] = unusable(target, SIZES[each], share);
            }
            Histogram nanos = victim.nanos();
            return new AttackResult(attack, allocator, unusable, victim.success(), nanos.getValueAtPercentile(50),
                    nanos.getValueAtPercentile(TAIL), nanos.getMaxValue(), bound(target, share));
        }
    }

    /** The share of the victim's memory that it cannot have in blocks of a size: 0 to 1. */
    private static double unusable(Target target, long byteSize, long share) {
        long due = share / byteSize;
        List<Long> had = new ArrayList<>();
        long block = target.serve(byteSize);
        while (block != Target.REFUSED) {
            had.add(block);
            block = had.size() < due ? target.serve(byteSize) : Target.REFUSED;
        }
        had.forEach(each -> target.giveBack(each, byteSize));
        return due == 0 ? 0 : 1 - (double) had.size() / due;
    }

    /**
     * So many times the live bytes an allocator needs, that nothing is ever refused, whatever is
     * asked: Robson's 1974 bound M (log2 n / 2 + 1) - n + 1 for blocks of powers of two up to n that
     * do not move; 1 where they move, or each has its own.
     */
    private double bound(Target target, long share) {
        if (target.moves() || allocator.equals(Defence.GUARDED)) {
            return 1;
        }
        double live = (double) share / Attack.UNIT;
        double largest = (double) PAGEBLOCK / Attack.UNIT;
        double log = Math.log(largest) / Math.log(2);
        return (live * (log / 2 + 1) - largest + 1) / live;
    }
}
