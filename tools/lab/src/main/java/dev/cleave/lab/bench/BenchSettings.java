package dev.cleave.lab.bench;

import dev.cleave.lab.report.OptionRange;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How a bench measures, whatever it measures.
 *
 * @param order the order of blocks where the workload leaves it open; each workload's own when
 *     empty
 * @param regionBytes the bytes that bounded allocators get and that filling workloads fill
 * @param fragmented whether {@code full} means every second unit taken
 * @param warmup the length of the warm-up
 * @param round the length of one measured round
 * @param rounds measured rounds of each JVM
 * @param forks JVMs for each trial, or 0 to measure in this one
 * @param limit how long set-up and each round may take before the trial is skipped
 * @param clock how time is told
 * @param seed of all random choices
 * @param heap what the heap's workloads allocate
 */
public record BenchSettings(
        OptionalInt order,
        long regionBytes,
        boolean fragmented,
        Duration warmup,
        Duration round,
        int rounds,
        int forks,
        Duration limit,
        Clock clock,
        long seed,
        HeapLoad heap) {

    /** The largest order that a workload may ask. */
    public static final int MAX_ORDER = 18;

    /** The longest that anything may be asked to take. */
    private static final Duration LONGEST = Duration.ofHours(1);

    /** Checks every figure. */
    public BenchSettings {
        order.ifPresent(
                asked -> OptionRange.require(asked >= 0 && asked <= MAX_ORDER, "--order", asked, "0 to " + MAX_ORDER));
        long units = regionBytes / BlockHold.UNIT_BYTES;
        OptionRange.require(
                regionBytes % BlockHold.UNIT_BYTES == 0 && units >= 64 && units <= Integer.MAX_VALUE - 8,
                "--region",
                regionBytes,
                "a multiple of 4KiB from 256KiB to just below 8TiB");
        requireDuration(warmup, 0, "--warmup", "0 to 3600 seconds");
        requireDuration(round, 1, "--seconds", "0.001 to 3600 seconds");
        OptionRange.require(rounds >= 1 && rounds <= 10_000, "--rounds", rounds, "1 to 10000");
        OptionRange.require(forks >= 0 && forks <= 100, "--forks", forks, "0 to 100");
        requireDuration(limit, 1, "--limit", "0.001 to 3600 seconds");
    }

    /** Settings with the usual load for heaps. */
    public BenchSettings(
            OptionalInt order,
            long regionBytes,
            boolean fragmented,
            Duration warmup,
            Duration round,
            int rounds,
            int forks,
            Duration limit,
            Clock clock,
            long seed) {
        this(order, regionBytes, fragmented, warmup, round, rounds, forks, limit, clock, seed, HeapLoad.USUAL);
    }

    private static void requireDuration(Duration given, long leastMillis, String option, String allowed) {
        boolean legal = given.compareTo(Duration.ofMillis(leastMillis)) >= 0 && given.compareTo(LONGEST) <= 0;
        OptionRange.require(legal, option, given.toSeconds() + given.toMillisPart() / 1e3, allowed);
    }

    /** Units of the region. */
    public long units() {
        return regionBytes / BlockHold.UNIT_BYTES;
    }

    /**
     * These settings for each size of block that the workload is to be measured with; once for a
     * workload of its own sizes.
     */
    List<BenchSettings> variants(Workload workload) {
        OptionalLong usual = workload.byteWork().map(ByteWork::usualBytes).orElse(OptionalLong.empty());
        if (usual.isEmpty()) {
            return List.of(with(heap.ofOwnSizes()));
        }
        return heap.bytes().isEmpty()
                ? List.of(with(heap.of(usual.getAsLong())))
                : heap.bytes().stream().distinct().map(each -> with(heap.of(each))).toList();
    }

    private BenchSettings with(HeapLoad load) {
        return new BenchSettings(order, regionBytes, fragmented, warmup, round, rounds, forks, limit, clock, seed,
                load);
    }

    /** The size of all blocks, where there is one. */
    OptionalLong onlyBytes() {
        return heap.bytes().size() == 1 ? OptionalLong.of(heap.bytes().getFirst()) : OptionalLong.empty();
    }

    /**
     * These settings, with one size of block at most, as a command line's arguments, from which
     * {@link #parse} makes them again.
     */
    List<String> toArguments() {
        long[] numbers = {
            order.orElse(-1), regionBytes, fragmented ? 1 : 0, warmup.toMillis(), round.toMillis(), rounds, forks,
            limit.toMillis(), clock.ordinal(), seed, onlyBytes().orElse(0), heap.liveBytes(), heap.replacements()
        };
        return Arrays.stream(numbers).mapToObj(Long::toString).toList();
    }

    /** The settings of arguments that {@link #toArguments} made. */
    static BenchSettings parse(List<String> arguments) {
        Iterator<Long> numbers = arguments.stream().map(Long::valueOf).iterator();
        int order = numbers.next().intValue();
        return new BenchSettings(
                order < 0 ? OptionalInt.empty() : OptionalInt.of(order),
                numbers.next(),
                numbers.next() == 1,
                Duration.ofMillis(numbers.next()),
                Duration.ofMillis(numbers.next()),
                numbers.next().intValue(),
                numbers.next().intValue(),
                Duration.ofMillis(numbers.next()),
                Clock.values()[numbers.next().intValue()],
                numbers.next(),
                HeapLoad.of(numbers.next(), numbers.next(), numbers.next()));
    }
}
