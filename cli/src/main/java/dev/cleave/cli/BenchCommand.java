package dev.cleave.cli;

import dev.cleave.lab.bench.BenchReport;
import dev.cleave.lab.bench.BenchRun;
import dev.cleave.lab.bench.BenchSettings;
import dev.cleave.lab.bench.Clock;
import dev.cleave.lab.bench.Workload;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
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
                    + " code nor a noisy minute favours one. Reported are the median, least and greatest round in nanoseconds"
                    + " of processor time an operation: with no more threads than processors, the threads' own time over"
                    + " all their operations; with more, elapsed time times processors over all operations. The floor is two"
                    + " uncontended compare-and-sets on a private word, measured in the same minutes; 'x floor' is the ratio"
                    + " of medians. Random choices (about 1 ns) are inside the clock, set-up and shuffling outside."
        },
        parameterListHeading = "%nWorkloads (all, unless named; blocks are of 4 KiB units):%n",
        optionListHeading = "%nOptions:%n",
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  cleave bench pair batch mixed --threads 1,2,8",
            "  cleave bench pair --order 3 --allocator all --json pair.json",
            "  cleave bench arena --allocator cleave,jdk-confined",
            "  cleave bench full --region 16GiB --fragmented"
        })
final class BenchCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "WORKLOAD",
            arity = "0..*",
            description = {
                "pair: allocate a block, free it at once (--order)",
                "batch: 1,000 allocations, then 1,000 frees; an operation is one of each (--order)",
                "mixed: 512 live blocks a thread, orders 0 to 6, a random one replaced",
                "fill: the whole region in single units; fill-free: freeing them in random order",
                "crowded: 90 %% full of orders 0 to 3, 5 %% freed at random, then pairs of order 3",
                "full: a request that must fail, all units taken one by one (--order, --fragmented)",
                "handoff: one thread allocates, another frees (--order)",
                "arena-open: open an arena, allocate 1 KiB, close; arena-many: 100 times 100 bytes",
                "arena-large-4k-zeroed, -4k-uninitialized, -64k-zeroed, -64k-uninitialized: one large segment",
                "arena, arena-large: all whose names begin so"
            })
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
            description = "JVMs for each allocator, workload and thread count, one after another; 0 measures in this one,"
                    + " quicker and less exactly; ${DEFAULT-VALUE} unless told.")
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
            description = "elapsed (unless told): whatever makes a thread wait counts; processor: what the system charged to"
                    + " the threads, steadier where other programs run, but blind to waiting.")
    private Clock clock = Clock.ELAPSED;

    @Mixin
    private SeedOption seed = new SeedOption();

    @Mixin
    private JsonOption json = new JsonOption();

    @Override
    public Integer call() throws IOException {
        OutputFile.requireWritable(spec, "--json", json.path().orElse(null));
        PrintWriter out = spec.commandLine().getOut();
        BenchReport report;
        try (ProgressLine progress = ProgressLine.onTerminal()) {
            report = plan(progress).run();
        }
        if (!json.takesStandardOutput()) {
            report.toTable().forEach(out::println);
            out.flush();
        }
        json.write(report.toJson(), out);
        return report.foundFailures() ? 1 : 0;
    }

    private BenchRun plan(ProgressLine progress) {
        try {
            return new BenchRun(
                    chosenWorkloads(),
                    allocator.allocators(),
                    threads.orElse(List.of(1, 2)),
                    settings(),
                    progress::show);
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
                duration(warmup),
                duration(seconds),
                rounds,
                forks,
                duration(limit),
                clock,
                seed.seed());
    }

    private static Duration duration(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1e3));
    }

}
