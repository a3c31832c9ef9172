package dev.cleave.plan;

import java.util.Optional;

/**
 * A period found in a recorded sequence: a training step, a request, whatever a program does again
 * and again. The end of the sequence must be at least two turns of it, size by size; what came
 * before may be anything.
 *
 * <p>Of all periods the one that explains the longest stretch at the end is taken, of those alike
 * the shortest. A turn begins where fewest bytes are carried over from the turn before. A block
 * lives as long as it did in the turn in which it lived longest; the last turn is left out, as its
 * end was not seen.
 *
 * <p>Immutable.
 *
 * <p>Source: Gusfield, <em>Algorithms on Strings, Trees and Sequences</em>, 1997 (the Z-function),
 * on the sizes read backwards.
 */
public final class Cycle {
    private final Lifetimes lifetimes;
    private final int covered;
    private final int next;

    private Cycle(Lifetimes lifetimes, int covered, int next) {
        this.lifetimes = lifetimes;
        this.covered = covered;
        this.next = next;
    }

    /** The period at the end of a sequence, if there is one. Cost: linear. */
    public static Optional<Cycle> find(Lifetimes sequence) {
        int count = sequence.count();
        int[] repeated = repeatedBackwards(sequence);
        int period = 0;
        int covered = 0;
        for (int candidate = 1; candidate <= count / 2; candidate++) {
            if (repeated[candidate] >= candidate && candidate + repeated[candidate] > covered) {
                period = candidate;
                covered = candidate + repeated[candidate];
            }
        }
        return period == 0 ? Optional.empty() : Optional.of(of(sequence, period, covered));
    }

    /** For each distance, how many sizes at the end are the same as those so far before them. */
    private static int[] repeatedBackwards(Lifetimes sequence) {
        int count = sequence.count();
        int[] repeated = new int[count];
        int left = 0;
        int right = 0;
        for (int at = 1; at < count; at++) {
            int known = at < right ? Math.min(right - at, repeated[at - left]) : 0;
            while (at + known < count
                    && sequence.bytes(count - 1 - known) == sequence.bytes(count - 1 - at - known)) {
                known++;
            }
            repeated[at] = known;
            if (at + known > right) {
                left = at;
                right = at + known;
            }
        }
        return repeated;
    }

    private static Cycle of(Lifetimes sequence, int period, int covered) {
        int count = sequence.count();
        int[] lives = new int[period];
        for (int position = count - covered; position < count - period; position++) {
            int phase = Math.floorMod(position - count, period);
            lives[phase] = Math.max(lives[phase], sequence.end(position) - position);
        }
        int first = leastCarried(sequence, lives);
        long[] sizes = new long[period];
        int[] ends = new int[period];
        for (int position = 0; position < period; position++) {
            int phase = (first + position) % period;
            sizes[position] = sequence.bytes(count - period + phase);
            ends[position] = position + Math.min(lives[phase], period + 1);
        }
        return new Cycle(Lifetimes.of(sizes, ends), covered, (period - first) % period);
    }

    /**
     * The phase before whose allocation fewest bytes are live, of what does not outlive its turn.
     */
    private static int leastCarried(Lifetimes sequence, int[] lives) {
        int period = lives.length;
        long[] carried = new long[period + 1];
        for (int phase = 0; phase < period; phase++) {
            long bytes = sequence.bytes(sequence.count() - period + phase);
            if (lives[phase] <= period) {
                live(carried, phase + 1, phase + lives[phase], bytes);
            }
        }
        int least = 0;
        long live = 0;
        long fewest = Long.MAX_VALUE;
        for (int phase = 0; phase < period; phase++) {
            live += carried[phase];
            if (live < fewest) {
                fewest = live;
                least = phase;
            }
        }
        return least;
    }

    /**
     * So many bytes are live before the allocations from a phase to the last one; the cycle closes.
     */
    private static void live(long[] changes, int from, int last, long bytes) {
        int period = changes.length - 1;
        changes[Math.min(from, period)] += bytes;
        if (last <= period) {
            changes[last] -= bytes;
        } else {
            changes[0] += bytes;
            changes[last - period] -= bytes;
        }
    }

    /** One turn, as a planner takes it. */
    public Lifetimes lifetimes() {
        return lifetimes;
    }

    /** How many allocations a turn has. */
    public int period() {
        return lifetimes.count();
    }

    /** How many allocations at the end of the sequence go by the period: two turns at least. */
    public int covered() {
        return covered;
    }

    /** The position in a turn of the allocation that follows the recorded sequence. */
    public int next() {
        return next;
    }

    /** The period and how far it reaches, for logs. */
    @Override
    public String toString() {
        return "Cycle[" + period() + " allocations, the last " + covered + " go by it]";
    }
}
