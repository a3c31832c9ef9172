package dev.cleave.lab.experiment;

import dev.cleave.lab.report.ByteText;
import dev.cleave.lab.report.OptionRange;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How a TLB is made, which remembers where pages lie: its levels, from the one that is asked first.
 * In words {@code 64x4@4KiB+32x4@2MiB, 1536x12}: two parts in the first level, each for one size of
 * page, and one for all in the second.
 *
 * @param levels at least one, each of at least one part
 */
public record TlbShape(List<List<Part>> levels) {
    /** As processors have it: a small level, and a larger one behind it. */
    public static final TlbShape USUAL = new TlbShape(
            List.of(List.of(new Part(64, 4, Part.ANY_PAGE)), List.of(new Part(1536, 12, Part.ANY_PAGE))));

    private static final int MOST_LEVELS = 4;

    /** Keeps its own copies. */
    public TlbShape {
        OptionRange.require(!levels.isEmpty() && levels.size() <= MOST_LEVELS, "--tlb", levels.size() + " levels",
                "1 to 4");
        levels = levels.stream().map(List::copyOf).toList();
    }

    /**
     * A part of a level.
     *
     * @param entries how many pages it remembers
     * @param ways how many of them are in one set: as many as there are entries where any entry
     *     may have any page
     * @param pageBytes the size of the pages that it is for, a power of two, or {@link #ANY_PAGE}
     */
    public record Part(int entries, int ways, long pageBytes) {
        /** For pages of any size. */
        public static final long ANY_PAGE = 0;

        private static final int MOST_ENTRIES = 1 << 20;

        /** Checks the ranges. */
        public Part {
            OptionRange.require(entries >= 1 && entries <= MOST_ENTRIES, "--tlb", entries + " entries",
                    "1 to 1048576");
            OptionRange.require(ways >= 1 && entries % ways == 0, "--tlb", entries + "x" + ways,
                    "so many ways that they divide the entries");
            OptionRange.require(pageBytes == ANY_PAGE || pageBytes > 0 && Long.bitCount(pageBytes) == 1, "--tlb",
                    "pages of " + pageBytes + " bytes", "a power of two");
        }

        /** How many sets the entries are divided into. */
        public int sets() {
            return entries / ways;
        }

        /** Whether it is for pages of this size. */
        public boolean takes(long bytes) {
            return pageBytes == ANY_PAGE || pageBytes == bytes;
        }

        @Override
        public String toString() {
            String size = entries + "x" + ways;
            return pageBytes == ANY_PAGE ? size : size + "@" + ByteText.exact(pageBytes).replace(" ", "");
        }
    }

    @Override
    public String toString() {
        return levels.stream()
                .map(level -> level.stream().map(Part::toString).collect(Collectors.joining("+")))
                .collect(Collectors.joining(","));
    }
}
