package dev.cleave.cli;

import dev.cleave.lab.bench.BenchReport;
import dev.cleave.lab.bench.BenchRun;
import dev.cleave.lab.bench.BenchSettings;
import dev.cleave.lab.bench.Clock;
import dev.cleave.lab.bench.HeapLoad;
import dev.cleave.lab.bench.SkippedTrial;
import dev.cleave.lab.bench.Workload;
import dev.cleave.lab.peer.AllocatorName;
import dev.cleave.lab.report.OptionRange;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.TextTable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cleave bench}: workloads on allocators, side by side, in nanoseconds an operation. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Measure workloads on allocators side by side, in one run.",
            "",
            "Each allocator runs in a JVM of its own and takes rounds in turn with the others, so that neither compiled"
                    + " code nor a noisy minute favours one. Reported are the median, least and greatest round in"
                    + " nanoseconds that a processor spends on an operation: with no more threads than processors, the"
                    + " threads' own time over all their operations; with more, elapsed time times processors over all"
                    + " operations. The floor is two uncontended compare-and-sets on a private word, measured in the"
                    + " same minutes; 'x floor' is the ratio of medians. 'x best peer' is that to the fastest other"
                    + " allocator of the same row that is not of this project's making (neither Cleave, nor an"
                    + " algorithm of the workshop, nor a yardstick) and no cache on the Java heap; it is empty where"
                    + " none was measured. Random choices (about 1 ns) are inside the clock, set-up and shuffling"
                    + " outside.",
            "",
            "The allocator 'reference' does the workloads of blocks with the least structure there can be: for one"
                    + " thread, a stack of free offsets for each order, and a byte a unit that says which block begins"
                    + " there; it neither splits nor joins. What it takes is little more than the workload itself; what"
                    + " an allocator takes above it is the cost of that one's structure.",
            "",
            "Of the heap's workloads every allocator is as it comes; Cleave's heap lies over a pool that gives back to"
                    + " the system what was free for 0.4 to 0.8 s."
        },
        parameterListHeading = "%nWorkloads (all, unless named; blocks are of 4 KiB units, those of heap-… of"
                + " bytes):%n",
        optionListHeading = "%nOptions:%n",
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  cleave bench pair batch mixed --threads 1,2,8",
            "  cleave bench pair --order 3 --allocator all --json pair.json",
            "  cleave bench mixed --threads 1 --allocator reference,cleave,jemalloc,malloc",
            "  cleave bench arena --allocator cleave,jdk-confined",
            "  cleave bench heap-pair --bytes 64,256,4KiB,1MiB --allocator cleave,malloc,netty-adaptive",
            "  cleave bench heap-churn --threads 1 --rounds 1 --allocator cleave,malloc,jemalloc",
            "  cleave bench cache --bytes 16,100,1KiB,64KiB --allocator cleave,caffeine,ohc,ehcache,mapdb,infinispan",
            "  cleave bench full --region 16GiB --fragmented"
        })
final class BenchCommand implements Callable<Integer> {
    private static final int LABEL_WIDTH = 32;
    private static final List<Integer> USUAL_THREADS = List.of(1, 2);
    private static final String FLOOR = AllocatorName.FLOOR.label();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "WORKLOAD",
            arity = "0..*",
            description = "What to measure.")
    private List<String> workloads = List.of();

    @Mixin
    private AllocatorOption allocator = new AllocatorOption();

    @Mixin
    private ThreadsOption threads = new ThreadsOption();

    @Option(
            names = "--order",
            paramLabel = "K",
            description = "Order of the blocks where the workload leaves it open: 2^K units of 4 KiB; 0 unless told.")
    private Optional<Integer> order = Optional.empty();

    @Option(
            names = "--region",
            paramLabel = "SIZE",
            defaultValue = "1GiB",
            converter = ByteSize.class,
            description = "Size of the region, such as 256MiB or 16GiB; ${DEFAULT-VALUE} unless told.")
    private long region;

    @Option(
            names = "--fragmented",
            description = "For 'full': every second unit is taken, and two adjacent ones are asked for.")
    private boolean fragmented;

    @Option(
            names = "--bytes",
            paramLabel = "SIZE",
            split = ",",
            converter = ByteSize.class,
            description = "Bytes of the blocks of heap-pair (64 unless told), heap-batch (4KiB), heap-handoff (64) and"
                    + " heap-virtual (1KiB), and of the values of cache-read and its like (100); a list such as"
                    + " 64,4KiB,1MiB measures each.")
    private List<Long> bytes = List.of();

    @Option(
            names = "--live",
            paramLabel = "SIZE",
            defaultValue = "512MiB",
            converter = ByteSize.class,
            description = "What heap-churn and netty-pattern-churn keep live, in all threads together, and what a cache"
                    + " may hold; ${DEFAULT-VALUE} unless told.")
    private long live;

    @Option(
            names = "--replacements",
            paramLabel = "N",
            defaultValue = "2000000",
            description = "Replacements of a round of heap-churn and netty-pattern-churn, by all threads together;"
                    + " ${DEFAULT-VALUE} unless told.")
    private long replacements;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "5",
            description = "Measured rounds of each JVM; ${DEFAULT-VALUE} unless told.")
    private int rounds;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "0.5",
            description = "Length of a round in seconds; ${DEFAULT-VALUE} unless told.")
    private double seconds;

    @Option(
            names = "--warmup",
            paramLabel = "S",
            defaultValue = "1",
            description = "Length of the warm-up of each JVM in seconds; ${DEFAULT-VALUE} unless told.")
    private double warmup;

    @Option(
            names = "--forks",
            paramLabel = "N",
            defaultValue = "1",
            description = "JVMs for each allocator, workload and thread count, one after another; 0 measures in this"
                    + " one, quicker and less exactly; ${DEFAULT-VALUE} unless told.")
    private int forks;

    @Option(
            names = "--limit",
            paramLabel = "S",
            defaultValue = "30",
            description = "Skip what takes longer than this many seconds to set up or for a round, and say so;"
                    + " ${DEFAULT-VALUE} unless told.")
    private double limit;

    @Option(
            names = "--clock",
            paramLabel = "CLOCK",
            defaultValue = "elapsed",
            description = "elapsed (unless told): whatever makes a thread wait counts; processor: what the system"
                    + " charged to the threads, steadier where other programs run, but blind to waiting; those of"
                    + " virtual threads are always in elapsed time.")
    private Clock clock = Clock.ELAPSED;

    @Mixin
    private SeedOption seed = new SeedOption();

    @Mixin
    private JsonOption json = new JsonOption();

    /** The workloads as the help lists them, each with what it does. */
    static String describeWorkloads(Help help) {
        int summaryWidth = help.commandSpec().usageMessage().width() - LABEL_WIDTH;
        TextTable table = TextTable.forColumns(help.colorScheme(),
                new Column(LABEL_WIDTH, 2, Column.Overflow.SPAN), new Column(summaryWidth, 1, Column.Overflow.WRAP));
        for (Workload each : Workload.values()) {
            table.addRowValues(each.label(), each.summary());
        }
        table.addRowValues("arena, arena-large, heap, netty-pattern, cache", "all whose names begin so");
        return table + AllocatorOption.describe(help);
    }

    @Override
    public Integer call() throws IOException {
        OutputFile.requireWritable(spec, "--json", json.path().orElse(null));
        PrintWriter out = spec.commandLine().getOut();
        BenchReport report;
        try (TerminalProgress progress = TerminalProgress.onStandardError()) {
            report = plan(progress).run();
        }
        if (!json.takesStandardOutput()) {
            report.toTable().forEach(out::println);
            out.flush();
        }
        json.write(report.toJson(), out);
        return report.foundFailures() || isIncomplete(report) ? ExitCode.SOFTWARE : ExitCode.OK;
    }

    /**
     * Whether something that was asked for is missing: every figure, the floor, or what both an
     * allocator and a workload were named for. What came from {@code all}, from a group of
     * workloads or unasked may be missing.
     */
    private boolean isIncomplete(BenchReport report) {
        boolean floorAlone = allocator.allocators().equals(List.of(AllocatorName.FLOOR));
        boolean measured = report.results().stream().anyMatch(each -> floorAlone || !each.allocator().equals(FLOOR));
        return !measured || report.skipped().stream().anyMatch(each -> wasAskedFor(each, report));
    }

    /** With thread counts unasked, one at which a workload could be measured is enough. */
    private boolean wasAskedFor(SkippedTrial trial, BenchReport report) {
        if (trial.allocator().equals(FLOOR)) {
            return true;
        }
        boolean named = AllocatorName.named(trial.allocator()).filter(allocator::names).isPresent();
        long counts = report.skipped().stream()
                .filter(each -> each.allocator().equals(trial.allocator()) && each.workload().equals(trial.workload()))
                .mapToInt(SkippedTrial::threads)
                .distinct()
                .count();
        boolean altogether = !threads.orElse(List.of()).isEmpty() || counts == USUAL_THREADS.size();
        return named && workloads.contains(trial.workload()) && altogether;
    }

    private BenchRun plan(TerminalProgress progress) {
        try {
            return new BenchRun(
                    chosenWorkloads(),
                    allocator.allocators(),
                    threads.orElse(USUAL_THREADS),
                    settings(),
                    progress);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), wrong.getMessage(), wrong);
        }
    }

    private List<Workload> chosenWorkloads() {
        if (workloads.isEmpty()) {
            return List.of(Workload.values());
        }
        return workloads.stream().flatMap(name -> named(name).stream()).distinct().toList();
    }

    private static List<Workload> named(String name) {
        List<Workload> found = Workload.named(name);
        if (found.isEmpty()) {
            throw new IllegalArgumentException("unknown workload '" + name + "': must be one of " + Workload.labels());
        }
        return found;
    }

    private BenchSettings settings() {
        return new BenchSettings(
                order.map(OptionalInt::of).orElseGet(OptionalInt::empty),
                region,
                fragmented,
                duration("--warmup", warmup),
                duration("--seconds", seconds),
                rounds,
                forks,
                duration("--limit", limit),
                clock,
                seed.seed(),
                new HeapLoad(bytes, live, replacements));
    }

    /**
     * What is no number, or more than a {@code Duration} holds, is beyond any range that the
     * settings allow.
     */
    static Duration duration(String option, double seconds) {
        OptionRange.require(Math.abs(seconds) < Integer.MAX_VALUE, option, seconds, "0 to 3600 seconds");
        return Duration.ofMillis(Math.round(seconds * 1e3));
    }
}
