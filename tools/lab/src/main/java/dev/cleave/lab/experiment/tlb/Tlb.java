package dev.cleave.lab.experiment.tlb;

import dev.cleave.lab.experiment.TlbShape;
import java.util.Arrays;
import java.util.List;

/**
 * A model of a TLB: it is told which addresses are read, and counts how often the page table would
 * have to be walked. Each level remembers the pages that were used last: the one of a set that was
 * not used for longest makes room. What a level did not know is asked of the next, and entered in
 * both. For one thread.
 *
 * <p>It knows no time, no prefetching, and nothing that adjacent pages share.
 */
final class Tlb {
    private final List<List<Table>> levels;
    private long accesses;
    private long misses;

    /** An empty one. */
    Tlb(TlbShape shape) {
        levels = shape.levels().stream().map(level -> level.stream().map(Table::new).toList()).toList();
    }

    /** An address in a page of this size, a power of two, is read. */
    void access(long address, long pageBytes) {
        accesses++;
        for (List<Table> level : levels) {
            if (knows(level, address, pageBytes)) {
                return;
            }
        }
        misses++;
    }

    /**
     * Whether a level has the page already; it has it afterwards, where it has room for such pages
     * at all.
     */
    private static boolean knows(List<Table> level, long address, long pageBytes) {
        for (Table table : level) {
            if (table.part.takes(pageBytes)) {
                return table.use(address, pageBytes);
            }
        }
        return false;
    }

    /** How many addresses were read. */
    long accesses() {
        return accesses;
    }

    /** For how many of them no level had the page. */
    long misses() {
        return misses;
    }

    /** Counts from zero again; what it remembers stays. */
    void startCounting() {
        accesses = 0;
        misses = 0;
    }

    /** A part of a level: each set's pages stand side by side, the one that was used last first. */
    private static final class Table {
        private static final long NOTHING = -1;

        private final TlbShape.Part part;
        private final long[] pages;

        Table(TlbShape.Part part) {
            this.part = part;
            pages = new long[part.entries()];
            Arrays.fill(pages, NOTHING);
        }

        /** Whether the page is there; it is the set's first afterwards. */
        boolean use(long address, long pageBytes) {
            int shift = Long.numberOfTrailingZeros(pageBytes);
            long page = address >>> shift;
            long wanted = page << Integer.SIZE - Integer.numberOfLeadingZeros(Long.SIZE - 1) | shift;
            int first = (int) (page % part.sets()) * part.ways();
            int last = first + part.ways() - 1;
            int at = first;
            while (at < last && pages[at] != wanted) {
                at++;
            }
            boolean known = pages[at] == wanted;
            System.arraycopy(pages, first, pages, first + 1, at - first);
            pages[first] = wanted;
            return known;
        }
    }
}
