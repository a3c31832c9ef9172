package dev.cleave.lab.bench;

import dev.cleave.lab.report.OptionRange;
import java.util.List;

/**
 * What the heap's workloads allocate.
 *
 * @param bytes sizes of blocks where the workload leaves them open, each measured by itself; the
 *     workload's own when empty
 * @param liveBytes what the churns keep live, in all threads together
 * @param replacements of a round of a churn, by all threads together
 */
public record HeapLoad(List<Long> bytes, long liveBytes, long replacements) {
    /** The workloads' own sizes; 512 MiB live, two million replacements. */
    public static final HeapLoad USUAL = new HeapLoad(List.of(), 512L << 20, 2_000_000);

    private static final long MOST_BYTES = 16L << 20;
    private static final long LEAST_LIVE = 1L << 20;
    private static final long MOST_LIVE = 1L << 40;
    private static final long MOST_REPLACEMENTS = 1_000_000_000_000L;

    /** Checks every figure. */
    public HeapLoad {
        bytes = List.copyOf(bytes);
        bytes.forEach(each -> OptionRange.require(each >= 1 && each <= MOST_BYTES, "--bytes", each, "1 to 16MiB"));
        OptionRange.require(liveBytes >= LEAST_LIVE && liveBytes <= MOST_LIVE, "--live", liveBytes, "1MiB to 1TiB");
        OptionRange.require(replacements >= 1 && replacements <= MOST_REPLACEMENTS, "--replacements", replacements,
                "1 to " + MOST_REPLACEMENTS);
    }

    /** A load of one size, or of the workloads' own where that is 0. */
    static HeapLoad of(long onlyBytes, long liveBytes, long replacements) {
        return new HeapLoad(onlyBytes == 0 ? List.of() : List.of(onlyBytes), liveBytes, replacements);
    }

    /** The same with one size. */
    HeapLoad of(long onlyBytes) {
        return new HeapLoad(List.of(onlyBytes), liveBytes, replacements);
    }

    /** The same with the workloads' own sizes. */
    HeapLoad ofOwnSizes() {
        return new HeapLoad(List.of(), liveBytes, replacements);
    }
}
