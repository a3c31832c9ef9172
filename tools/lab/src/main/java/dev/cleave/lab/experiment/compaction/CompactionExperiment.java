package dev.cleave.lab.experiment.compaction;

import static dev.cleave.lab.experiment.ExperimentResult.UNKNOWN;

import dev.cleave.contiguity.Budget;
import dev.cleave.contiguity.Claim;
import dev.cleave.contiguity.ClaimFailedException;
import dev.cleave.contiguity.CompactionResult;
import dev.cleave.contiguity.Reservation;
import dev.cleave.lab.experiment.Experiment;
import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.experiment.ExperimentSettings;
import dev.cleave.lab.experiment.compaction.PlainCopy.Plain;
import dev.cleave.lab.experiment.compaction.Stopwatch.Time;
import dev.cleave.lab.report.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * {@code lab compaction}: how long it takes to have a quarter of a pool in one piece, by compaction
 * and by a claim, beside a plain copy of the bytes that each has moved.
 */
public final class CompactionExperiment implements Experiment {
    private static final long DEFAULT_REGION = 256L << 20;
    private static final long LEAST_REGION = 32L << 20;
    private static final long GREATEST_REGION = 4L << 30;
    private static final int REPETITIONS = 50;

    /** Repetitions before those that count, until the code is compiled. */
    private static final int WARMUP = 10;

    /** About the mean size of a block, for plain copies block by block. */
    private static final long BLOCK = 128 << 10;

    private static final int[] LENT_PERCENT = {0, 50, 100};

    @Override
    public String name() {
        return "compaction";
    }

    @Override
    public String question() {
        return "What does it cost to have a quarter of a pool in one piece? Compaction and claims beside a plain copy";
    }

    @Override
    public String explanation() {
        return """
                compaction: a pool is filled with movable blocks of 4 to 256 KiB, random ones are freed until it is
                half full, and a quarter of the region is asked for in one piece, at whatever place.
                claim: a quarter of the region is reserved; movable blocks are lent lentPercent of it, and it is
                claimed whole; the rest of the pool has room for them.
                bytesCopied are the bytes moved (median). p50Millis and p99Millis are elapsed times, processorMillis
                is what the system charged for it (median). memcpyMillis is that of as many bytes copied by the C
                library, copyMillis by the JDK, in the same turns, elsewhere in memory that is as cold; times... is
                the median of the way over each. The JDK stores past the caches where it copies megabytes at
                once, which no block of a few hundred KiB can have. gigabytesPerSecond is bytesCopied over
                processorMillis. memcpy and segment-copy copy a quarter of the region at once, segment-blocks in
                blocks of 128 KiB from and to random places. failures: what was not served. One thread; every
                page was written to before.""";
    }

    @Override
    public ExperimentResult run(ExperimentSettings settings, Progress progress) {
        long region = settings.region(DEFAULT_REGION, LEAST_REGION, GREATEST_REGION, LEAST_REGION,
                "a multiple of 32MiB from 32MiB to 4GiB for this experiment");
        settings.requireOneThread();
        int repetitions = settings.repetitions().orElse(REPETITIONS);
        List<Map<String, Object>> rows = new ArrayList<>();
        Map<String, Timings> found = new LinkedHashMap<>();
        Random random = new Random(settings.seed());
        try (PlainCopy copy = new PlainCopy(region); ScatteredPool pool = new ScatteredPool(region, settings.seed())) {
            for (int turn = -WARMUP; turn < repetitions; turn++) {
                if (turn == 0) {
                    found.clear();
                }
                progress.advance(turn < 0 ? "warming up" : "turn " + (turn + 1), turn + WARMUP, repetitions + WARMUP);
                turn(pool, region / 4, copy, random, found);
            }
        }
        progress.advance("done", repetitions + WARMUP, repetitions + WARMUP);
        found.forEach((way, timings) -> rows.add(row(way, timings)));
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("regionBytes", region);
        parameters.put("wantedBytes", region / 4);
        parameters.put("seed", settings.seed());
        parameters.put("repetitions", repetitions);
        return new ExperimentResult(name(), parameters, rows);
    }

    private static Map<String, Object> row(String way, Timings timings) {
        String[] words = way.split(" ", -1);
        return timings.row(words[0], words.length == 1 ? UNKNOWN : Integer.valueOf(words[1]));
    }

    private static void turn(ScatteredPool pool, long wanted, PlainCopy copy, Random random,
            Map<String, Timings> found) {
        Plain plain = copy.copy(wanted);
        found.computeIfAbsent("memcpy", way -> new Timings()).add(plain.memcpy(), wanted, plain);
        found.computeIfAbsent("segment-copy", way -> new Timings()).add(plain.segments(), wanted, plain);
        found.computeIfAbsent("segment-blocks", way -> new Timings())
                .add(copy.copyBlocks(wanted, BLOCK, random), wanted, copy.copy(wanted));
        compact(pool, wanted, copy, found.computeIfAbsent("compaction", way -> new Timings()));
        for (int percent : LENT_PERCENT) {
            claim(pool, wanted, percent, copy, found.computeIfAbsent("claim " + percent, way -> new Timings()));
        }
    }

    private static void compact(ScatteredPool pool, long wanted, PlainCopy copy, Timings timings) {
        long capacity = pool.pool().capacity();
        pool.fill(capacity);
        pool.thin(capacity / 2);
        Stopwatch watch = new Stopwatch();
        CompactionResult result = pool.blocks().compactor().allocate(wanted, 1, Budget.unlimited());
        Time time = watch.stop();
        if (result.succeeded()) {
            timings.add(time, result.copiedBytes(), copy.copy(result.copiedBytes()));
            pool.pool().free(result.address());
        } else {
            timings.fail();
        }
        pool.clear();
    }

    private static void claim(ScatteredPool pool, long wanted, int lentPercent, PlainCopy copy, Timings timings) {
        try (Reservation reservation = pool.blocks().reserve(wanted)) {
            pool.fill(wanted * lentPercent / 100);
            Stopwatch watch = new Stopwatch();
            try (Claim claim = reservation.claim(Duration.ZERO)) {
                Time time = watch.stop();
                long moved = reservation.usage().movedBytes();
                timings.add(time, moved, copy.copy(Math.min(moved, claim.byteSize())));
            } catch (ClaimFailedException refused) {
                timings.fail();
            }
            pool.clear();
        }
    }
}
