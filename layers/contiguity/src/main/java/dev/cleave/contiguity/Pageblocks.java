package dev.cleave.contiguity;

import dev.cleave.handle.AtomicWords;

/**
 * The words of all pageblocks, for each a guess how long a run of free units it has, and the sets
 * in which they are found. Units are counted before they are taken from the space, and given back
 * there before they are counted out: so a pageblock keeps its group for as long as somebody uses
 * it, or is about to.
 */
final class Pageblocks {
    /** No pageblock. */
    static final int NONE = -1;

    private final AtomicWords words;

    /**
     * The fewest adjacent units that were looked for in vain since something was freed there; 0
     * where none were.
     */
    private final AtomicWords vain;

    private final PageblockSets sets;
    private final int shift;
    private final long units;

    Pageblocks(long units, int shift) {
        this.units = units;
        this.shift = shift;
        long count = units + (1L << shift) - 1 >>> shift;
        words = new AtomicWords(count);
        vain = new AtomicWords(count);
        sets = new PageblockSets(Math.toIntExact(count));
    }

    int count() {
        return (int) words.count();
    }

    int of(long unit) {
        return (int) (unit >>> shift);
    }

    long firstUnit(int pageblock) {
        return (long) pageblock << shift;
    }

    long endUnit(int pageblock) {
        return Math.min(units, firstUnit(pageblock + 1));
    }

    int size(int pageblock) {
        return (int) (endUnit(pageblock) - firstUnit(pageblock));
    }

    long word(int pageblock) {
        return words.getAcquire(pageblock);
    }

    int free(int pageblock) {
        return size(pageblock) - PageblockWord.used(word(pageblock));
    }

    // --------------------------------------------------------------------------------------------------------- changes

    /**
     * Counts units that are about to be taken, if the pageblock belongs to the group, or to nobody
     * where that is what is wanted, and has so many.
     */
    boolean tryTake(int pageblock, Mobility mobility, int count, boolean fresh) {
        while (true) {
            long before = word(pageblock);
            boolean suits = fresh ? PageblockWord.isFree(before) : PageblockWord.isOf(before, mobility);
            long after = suits
                    ? PageblockWord.taken(before, mobility, count, size(pageblock))
                    : PageblockWord.REFUSED;
            if (after == PageblockWord.REFUSED) {
                return false;
            }
            if (words.compareAndSet(pageblock, before, after)) {
                changed(pageblock, before, after);
                return true;
            }
        }
    }

    /** Counts units that were taken, whoever's the pageblock is. */
    void take(long from, long count, Mobility mobility) {
        forEach(from, count, (pageblock, here) -> {
            long before;
            long after;
            do {
                before = word(pageblock);
                after = PageblockWord.taken(before, mobility, here, Integer.MAX_VALUE);
            } while (!words.compareAndSet(pageblock, before, after));
            changed(pageblock, before, after);
        });
    }

    /** Counts units out that have been given back. */
    void give(long from, long count, Mobility mobility) {
        forEach(from, count, (pageblock, here) -> {
            long before;
            long after;
            do {
                before = word(pageblock);
                after = PageblockWord.given(before, mobility, here);
            } while (!words.compareAndSet(pageblock, before, after));
            lookedInVain(pageblock, 0);
            changed(pageblock, before, after);
        });
    }

    /**
     * Makes a pageblock one of another group; answers whether it was of that which it was thought
     * to be of.
     */
    boolean regroup(int pageblock, Mobility from, Mobility to) {
        while (true) {
            long before = word(pageblock);
            if (!PageblockWord.isOf(before, from)) {
                return false;
            }
            long after = PageblockWord.regrouped(before, to);
            if (words.compareAndSet(pageblock, before, after)) {
                changed(pageblock, before, after);
                return true;
            }
        }
    }

    /**
     * Whether so many adjacent units may be free. A guess: an allocation that finds nothing looks
     * everywhere in the end.
     */
    boolean mayHave(int pageblock, long count) {
        long least = vain.getAcquire(pageblock);
        return least == 0 || count < least;
    }

    /** So many adjacent units were looked for in vain, or none since something was freed there. */
    void lookedInVain(int pageblock, long count) {
        long before = vain.getAcquire(pageblock);
        if (before != count) {
            vain.setVolatile(pageblock, count);
        }
        if (before != count && (before == 1 || count == 1)) {
            enlist(pageblock);
        }
    }

    // ------------------------------------------------------------------------------------------------------------ sets

    /** The lowest pageblock of these sets from one on, or {@link #NONE}. */
    int next(int wanted, int from) {
        return sets.next(wanted, from);
    }

    /** The highest pageblock of these sets before one, or {@link #NONE}. */
    int previous(int wanted, int end) {
        return sets.previous(wanted, end);
    }

    private void changed(int pageblock, long before, long after) {
        if (setOf(pageblock, before) != setOf(pageblock, after)) {
            enlist(pageblock);
        }
    }

    /**
     * Puts a pageblock into the set in which its word and the guess say that it is. Whoever changed
     * one of them does so afterwards, and once more if another did meanwhile: so whoever is the
     * last leaves it in the right one.
     */
    private void enlist(int pageblock) {
        int set;
        do {
            set = set(pageblock);
            sets.put(pageblock, set);
        } while (set != set(pageblock));
    }

    private int set(int pageblock) {
        int set = setOf(pageblock, words.getVolatile(pageblock));
        return set != PageblockSets.UNUSED && vain.getVolatile(pageblock) == 1 ? PageblockSets.NO_SET : set;
    }

    private int setOf(int pageblock, long word) {
        if (PageblockWord.isFree(word)) {
            return PageblockSets.UNUSED;
        }
        return PageblockWord.used(word) < size(pageblock)
                ? PageblockSets.of(PageblockWord.group(word))
                : PageblockSets.NO_SET;
    }

    /** Is told of parts of a block. */
    @FunctionalInterface
    private interface PartVisitor {
        void part(int pageblock, int units);
    }

    private void forEach(long from, long count, PartVisitor visitor) {
        for (long at = from; at < from + count;) {
            int pageblock = of(at);
            int here = (int) (Math.min(from + count, endUnit(pageblock)) - at);
            visitor.part(pageblock, here);
            at += here;
        }
    }
}
