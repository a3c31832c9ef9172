package dev.cleave.cli;

import dev.cleave.gpu.occupancy.Capability;
import dev.cleave.gpu.occupancy.Launch;
import dev.cleave.gpu.occupancy.LaunchTable;
import dev.cleave.gpu.occupancy.Limit;
import dev.cleave.gpu.occupancy.Occupancy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code cleave occupancy}: how many blocks of a kernel are resident on a multiprocessor, and why not more. */
@Command(
        name = "occupancy",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        header = "Tells how many blocks of a CUDA kernel are resident on a multiprocessor, and what limits them.",
        description = {
            "",
            "The rules are those of the vendor's own function, with the default carve-out and shared memory by opting"
                    + " in to the most. Needs no card. Limits: w warps, r registers, s shared memory, b blocks. What"
                    + " nvcc prints with -Xptxas -v is what --registers and --shared take.",
            ""
        },
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:answered, also where not even one block fits",
            "2:wrong usage, or a table that is malformed"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  cleave occupancy --threads 256 --registers 40 --shared 19500",
            "  cleave occupancy --capability 8.6,9.0 --threads 256 --registers 32 --shared 4KiB --dynamic 16KiB",
            "  cleave occupancy --csv launches.csv         a line each: blocks,limits"
        })
final class OccupancyCommand implements Callable<Integer> {
    private static final String STANDARD_INPUT = "-";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--capability",
            paramLabel = "X.Y",
            split = ",",
            description = "Compute capabilities of cards: 7.0, 7.5, 8.0, 8.6, 8.9, 9.0, 10.0, 12.0; all unless told.")
    private List<String> capabilities = List.of();

    @Option(names = "--threads", paramLabel = "N", description = "Threads a block, 1 to 1024.")
    private Optional<Integer> threads = Optional.empty();

    @Option(names = "--registers", paramLabel = "N", description = "Registers a thread, 0 to 255; 32 unless told.")
    private Optional<Integer> registers = Optional.empty();

    @Option(
            names = "--shared",
            paramLabel = "SIZE",
            converter = ByteSize.class,
            description = "Shared memory a block that the kernel declares, such as 4KiB; 0 unless told.")
    private Optional<Long> fixed = Optional.empty();

    @Option(
            names = "--dynamic",
            paramLabel = "SIZE",
            converter = ByteSize.class,
            description = "Shared memory a block that the launch adds; 0 unless told.")
    private Optional<Long> dynamic = Optional.empty();

    @Option(
            names = "--csv",
            paramLabel = "FILE",
            description = "Answer a table, - for standard input: lines of capability,threads,registers,static_shared,"
                    + "dynamic_shared, with that header or without. Prints a line blocks,limits for each, and for the"
                    + " header. Further columns are passed over.")
    private Optional<String> csv = Optional.empty();

    @Mixin
    private JsonOption json = new JsonOption();

    @Override
    public Integer call() throws IOException {
        OutputFile.requireWritable(spec, "--json", json.path().orElse(null));
        try {
            return csv.isPresent() ? answer(csv.get()) : tell();
        } catch (IllegalArgumentException wrong) {
            throw usage(String.valueOf(wrong.getMessage()), wrong);
        }
    }

    private int tell() throws IOException {
        int blockThreads = threads.orElseThrow(
                () -> usage("say --threads N, the threads a block, or --csv FILE for a table", null));
        Launch launch = new Launch(blockThreads, registers.orElse(32), bytes("--shared", fixed),
                bytes("--dynamic", dynamic));
        List<Occupancy> answers = chosen().stream().map(each -> Occupancy.of(each, launch)).toList();
        PrintWriter out = spec.commandLine().getOut();
        if (!json.takesStandardOutput()) {
            OccupancyText.lines(answers).forEach(out::println);
            out.flush();
        }
        json.write(OccupancyText.json(answers), out);
        return ExitCode.OK;
    }

    private List<Capability> chosen() {
        return capabilities.isEmpty()
                ? List.of(Capability.values())
                : capabilities.stream().map(Capability::of).distinct().toList();
    }

    private static int bytes(String option, Optional<Long> size) {
        long bytes = size.orElse(0L);
        if (bytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(option + " " + bytes + ": must be 0 to " + Integer.MAX_VALUE + " bytes");
        }
        return (int) bytes;
    }

    private int answer(String file) throws IOException {
        boolean alone = threads.isEmpty() && registers.isEmpty() && fixed.isEmpty() && dynamic.isEmpty()
                && capabilities.isEmpty();
        if (!alone) {
            throw usage("--csv: the table has the launches: leave out --capability, --threads, --registers, --shared"
                    + " and --dynamic", null);
        }
        LaunchTable table = read(file);
        List<Occupancy> answers = table.rows()
                .stream()
                .map(row -> Occupancy.of(row.capability(), row.launch()))
                .toList();
        PrintWriter out = spec.commandLine().getOut();
        if (!json.takesStandardOutput()) {
            if (table.hasHeader()) {
                out.println("blocks,limits");
            }
            answers.forEach(each -> out.println(each.blocks() + "," + Limit.letters(each.limits())));
            out.flush();
        }
        json.write(OccupancyText.json(answers), out);
        return ExitCode.OK;
    }

    private LaunchTable read(String file) throws IOException {
        boolean standard = file.equals(STANDARD_INPUT);
        try (Reader bytes = standard
                ? new InputStreamReader(System.in, StandardCharsets.UTF_8)
                : Files.newBufferedReader(Path.of(file));
                BufferedReader text = new BufferedReader(bytes)) {
            return LaunchTable.read(standard ? "the standard input" : file, text);
        } catch (NoSuchFileException missing) {
            throw usage("--csv " + file + ": there is no such file", missing);
        } catch (IOException failure) {
            throw usage("--csv " + file + ": cannot be read: " + failure.getMessage(), failure);
        }
    }

    private ParameterException usage(String problem, @Nullable Throwable cause) {
        return new ParameterException(spec.commandLine(), problem, cause);
    }
}
