package dev.cleave.lab.race;

import dev.cleave.lab.bench.BenchSettings;
import dev.cleave.lab.bench.Clock;
import dev.cleave.lab.report.OptionRange;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * How a race is run.
 *
 * @param regionBytes the region that bounded allocators get and that filling workloads fill; a power of two
 * @param warmup of the first thread count, at least; a third of it for the others, which find warm code
 * @param round the length of one measured round
 * @param rounds measured rounds of each thread count
 * @param forked whether each allocator and workload has a JVM of its own
 * @param limit how long set-up and each round may take, and filling: what would take longer is extrapolated or skipped
 * @param budget how long the whole race should take: what is late takes shorter rounds
 * @param clock how time is told
 * @param seed of all random choices
 */
public record RaceSettings(
        long regionBytes, Duration warmup, Duration round, int rounds, boolean forked, Duration limit,
        Duration budget, Clock clock, long seed) {
    /** The fewest blocks of a curve. */
    static final int LEAST_ORDER = 10;

    /** Checks the ranges. */
    public RaceSettings {
        OptionRange.require(Long.bitCount(regionBytes) == 1 && regionBytes >= 4 << 20 && regionBytes <= 1L << 40,
                "--region", regionBytes, "a power of two from 4MiB to 1TiB");
        OptionRange.require(limit.toMillis() >= 1 && limit.compareTo(Duration.ofHours(1)) <= 0, "--time-limit",
                limit.toMillis() / 1e3, "0.001 to 3600 seconds");
    }

    /** One GiB, rounds of 60 ms: all of it in less than ten minutes on two processors. */
    public static RaceSettings usual(long seed) {
        return new RaceSettings(1L << 30, Duration.ofMillis(450), Duration.ofMillis(60), 3, true,
                Duration.ofSeconds(5), Duration.ofMinutes(9), Clock.ELAPSED, seed);
    }

    /** The bench's settings for the same. */
    BenchSettings bench() {
        return bench(regionBytes, warmup, rounds);
    }

    /** The bench's settings where the code is warm already. */
    BenchSettings warm() {
        return bench(regionBytes, warmup.dividedBy(3), rounds);
    }

    /** The settings of one who is late: rounds of a third of the length. The warm-up stays: cold code says nothing. */
    RaceSettings hurried() {
        return new RaceSettings(regionBytes, warmup, round.dividedBy(3).plusMillis(1), rounds, forked,
                limit, budget, clock, seed);
    }

    /** The bench's settings for filling a part of the region. */
    BenchSettings bench(long bytes, Duration ownWarmup, int ownRounds) {
        return new BenchSettings(
                OptionalInt.empty(), bytes, false, ownWarmup, round, ownRounds, forked ? 1 : 0, limit, clock,
                seed);
    }
}
