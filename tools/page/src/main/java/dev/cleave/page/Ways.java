package dev.cleave.page;

import java.util.Map;

/**
 * Ways to a large block where no free run is long enough, and what they would cost, as JSON. Pure.
 *
 * <p>Costs were measured on AMD EPYC, see {@code docs/contiguity.md}: copies into memory that is
 * there run at some 8 bytes a nanosecond; a piece costs a system call where it is mapped, and a
 * descriptor where it is gathered.
 */
final class Ways {
    static final double COPIED_BYTES_PER_NANO = 8;
    private static final double NANOS_PER_MAPPED_PIECE = 3_500;
    private static final double NANOS_PER_GATHERED_PIECE = 100;
    private static final long PAGE_BYTES = 4096;

    private Ways() {}

    static Map<String, Object> way(String name, boolean possible, String text, long copied, double nanos) {
        return way(name, possible, text, copied, nanos, possible ? 1 : 0);
    }

    private static Map<String, Object> way(
            String name, boolean possible, String text, long copied, double nanos, int pieces) {
        return Json.object("way", name, "possible", possible, "text", text, "copiedBytes", copied,
                "estimatedMillis", Math.round(nanos / 1e3) / 1e3, "pieces", pieces);
    }

    /**
     * What would be free in whole pageblocks, had the blocks been grouped from the start.
     *
     * @param block units of a pageblock
     */
    static Map<String, Object> grouping(long units, long free, long wanted, long block) {
        long used = units - free;
        long taken = (used + block - 1) / block;
        boolean possible = free >= wanted && (units / block - taken) * block >= wanted;
        return way("grouping", possible, possible
                ? "what stays would lie in " + taken + " pageblocks, had it been grouped from the start"
                : "even grouped, what is used leaves too few pageblocks whole", 0, 0);
    }

    /** So many pieces, for who can use several; 0 where too little is free. */
    static Map<String, Object> gather(int pieces) {
        return way("gather", pieces > 0, pieces > 0
                ? "for who can use several pieces, as scattered reads and writes do"
                : "too little is free", 0, pieces * NANOS_PER_GATHERED_PIECE, pieces);
    }

    /** So many pieces mapped side by side; 0 where too little is free. */
    static Map<String, Object> stitching(int pieces, long unitBytes, String backing) {
        boolean pages = unitBytes % PAGE_BYTES == 0;
        boolean shared = backing.contains("memfd");
        boolean possible = pieces > 0 && pages && shared;
        String text = pieces == 0
                ? "too little is free"
                : !shared
                        ? "the pool lies in " + backing + ": stitching needs a memfd"
                        : pages ? "maps the pieces side by side" : "units are smaller than a page";
        return way("stitching", possible, text, 0, possible ? pieces * NANOS_PER_MAPPED_PIECE : 0,
                possible ? pieces : 0);
    }
}
