package dev.cleave.lab.experiment.density;

import dev.cleave.lab.experiment.ChartPanel;
import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.report.ByteText;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * {@code fill} and {@code threads}: how full a fresh pool is when it first refuses, by one thread
 * with blocks of one size, or by two of which each has a size of its own.
 */
final class FillCase implements DensityCase {
    /** How many pairs of sizes the two threads have, one after the other. */
    static final int PAIRS = 40;

    /**
     * One size in so many is weighed as well, as each takes a JVM of its own for every allocator.
     */
    static final int SIZES_A_WEIGHING = 20;

    /** One pair of sizes in so many is weighed as well. */
    static final int PAIRS_A_WEIGHING = 10;

    private static final Contestant[] ALL = Contestant.values();

    private final DensityRun run;
    private final List<Filling> fillings;
    private final int fillingsAWeighing;
    private final String title;
    private final String across;

    private record Filling(DensityLoad load, long size, OptionalLong otherSize) {
        DensityRow row(Contestant contestant) {
            DensityRow row = new DensityRow(load.toArguments().getFirst(), contestant).size(size);
            return otherSize.isPresent() ? row.otherSize(otherSize.getAsLong()) : row;
        }
    }

    private FillCase(DensityRun run, List<Filling> fillings, int fillingsAWeighing, String title,
            String across) {
        this.run = run;
        this.fillings = fillings;
        this.fillingsAWeighing = fillingsAWeighing;
        this.title = title;
        this.across = across;
        run.plan((long) fillings.size() * run.bounded(ALL).size());
        run.plan((long) Math.ceilDiv(fillings.size(), fillingsAWeighing) * run.weighable(ALL).size());
    }

    /** Each size by itself. */
    static FillCase oneSize(DensityRun run, long capacity) {
        List<Filling> fillings = FillSizes.of(capacity).stream()
                .map(size -> new Filling(new Fill(size, capacity), size, OptionalLong.empty()))
                .toList();
        return new FillCase(run, fillings, SIZES_A_WEIGHING, "One size fills a fresh pool, " + range(capacity),
                "sizes, from the smallest to the largest");
    }

    /** Pairs of sizes, at random. */
    static FillCase twoThreads(DensityRun run, long capacity, long seed) {
        List<Long> sizes = FillSizes.of(capacity);
        SplittableRandom random = new SplittableRandom(seed);
        List<Filling> fillings = IntStream.range(0, PAIRS)
                .mapToObj(pair -> {
                    long first = sizes.get(random.nextInt(sizes.size()));
                    long second = sizes.get(random.nextInt(sizes.size()));
                    return new Filling(new TwoThreads(first, second, capacity), first, OptionalLong.of(second));
                })
                .toList();
        return new FillCase(run, fillings, PAIRS_A_WEIGHING,
                "Two threads, each of its own size, fill a fresh pool, " + range(capacity),
                "pairs of sizes, at random");
    }

    private static String range(long capacity) {
        return ByteText.of(OrderedBlocks.UNIT) + " to " + ByteText.of(capacity / FillSizes.SHARE);
    }

    @Override
    public Findings measure() {
        List<DensityRow> rows = new ArrayList<>();
        Map<Contestant, List<Double>> lines = new EnumMap<>(Contestant.class);
        for (int each = 0; each < fillings.size(); each++) {
            Filling filling = fillings.get(each);
            Map<Contestant, OptionalLong> full = fill(filling);
            OptionalLong ideal = full.getOrDefault(Contestant.IDEAL, OptionalLong.empty());
            Map<Contestant, Weighed> weighed = each % fillingsAWeighing == 0 ? weigh(filling) : Map.of();
            for (Contestant contestant : Contestant.values()) {
                OptionalLong live = full.getOrDefault(contestant, OptionalLong.empty());
                Weighed weight = weighed.get(contestant);
                if (live.isPresent() || weight != null) {
                    DensityRow row = filling.row(contestant).refused(live, filling.load().capacity(), ideal);
                    rows.add(weight == null ? row : row.resident(weight.peakResidentPerLive()));
                }
                live.ifPresent(bytes -> lines.computeIfAbsent(contestant, unused -> new ArrayList<>())
                        .add(ExperimentResult.percent((double) bytes / filling.load().capacity())));
            }
        }
        return new Findings(rows, List.of(panel(lines)));
    }

    private Map<Contestant, OptionalLong> fill(Filling filling) {
        Map<Contestant, OptionalLong> full = new EnumMap<>(Contestant.class);
        for (Contestant contestant : run.bounded(ALL)) {
            full.put(contestant, run.carry(contestant, filling.load()).liveAtRefusal());
        }
        return full;
    }

    private Map<Contestant, Weighed> weigh(Filling filling) {
        Map<Contestant, Weighed> weighed = new EnumMap<>(Contestant.class);
        for (Contestant contestant : run.weighable(ALL)) {
            run.weigh(contestant, filling.load()).ifPresent(weight -> weighed.put(contestant, weight));
        }
        return weighed;
    }

    private ChartPanel panel(Map<Contestant, List<Double>> lines) {
        return new ChartPanel(title + ": use at the first refusal", across, "% of the pool",
                lines.entrySet().stream()
                        .map(line -> new ChartPanel.Line(line.getKey().label(), line.getValue()))
                        .toList());
    }
}
