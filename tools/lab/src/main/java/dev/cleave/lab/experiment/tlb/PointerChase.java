package dev.cleave.lab.experiment.tlb;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;

/**
 * A walk over memory of which each step reads where the next one goes, so that none begins before
 * the one before is done. It comes by each page once, in random order, and then begins again. In
 * each page it reads a line that is chosen at random: the same one everywhere would be in a few
 * sets of the cache, and push the others out.
 */
final class PointerChase {
    private static final long LINE = 64;

    private final MemorySegment memory;
    private final long[] offsets;

    /**
     * Writes the way into the first bytes of a memory.
     *
     * @param pages how many pages it comes by, at least 1
     * @param pageBytes of one of them, a power of two of at least a line
     */
    PointerChase(MemorySegment memory, int pages, long pageBytes, SplittableRandom random) {
        this.memory = memory;
        offsets = new long[pages];
        int linesPerPage = (int) (pageBytes / LINE);
        for (int page = 0; page < pages; page++) {
            offsets[page] = page * pageBytes + random.nextInt(linesPerPage) * LINE;
        }
        shuffle(random);
        for (int each = 0; each < pages; each++) {
            memory.set(JAVA_LONG, offsets[each], offsets[(each + 1) % pages]);
        }
    }

    private void shuffle(SplittableRandom random) {
        for (int each = offsets.length - 1; each > 0; each--) {
            int other = random.nextInt(each + 1);
            long swapped = offsets[each];
            offsets[each] = offsets[other];
            offsets[other] = swapped;
        }
    }

    /** How many steps a round has. */
    int steps() {
        return offsets.length;
    }

    /** Goes so many steps from the start of a round; answers the offset at which it ends. */
    long walk(long steps) {
        long at = offsets[0];
        for (long step = 0; step < steps; step++) {
            at = memory.get(JAVA_LONG, at);
        }
        return at;
    }

    /** A round, told to a model. */
    void walk(Tlb model, long pageBytes) {
        for (long offset : offsets) {
            model.access(offset, pageBytes);
        }
    }

    /** Reads each line of a memory once, in order; answers what all of it adds up to. */
    static long walkInOrder(MemorySegment memory) {
        long sum = 0;
        for (long at = 0; at < memory.byteSize(); at += LINE) {
            sum += memory.get(JAVA_LONG, at);
        }
        return sum;
    }

    /** How many reads {@link #walkInOrder} makes. */
    static long linesOf(MemorySegment memory) {
        return memory.byteSize() / LINE;
    }
}
