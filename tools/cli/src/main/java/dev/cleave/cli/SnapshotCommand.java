package dev.cleave.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.cleave.heap.ProcessSnapshot;
import dev.cleave.lab.attach.NotWatchableException;
import dev.cleave.lab.attach.Snapshots;
import dev.cleave.lab.report.ByteText;
import dev.cleave.lab.report.FigureText;
import dev.cleave.lab.report.Table;
import dev.cleave.memory.PoolSnapshot;
import dev.cleave.memory.PoolUsage;
import dev.cleave.memory.SnapshotFormatException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

/** {@code cleave snapshot}: how the pools of a running JVM are used. */
@Command(
        name = "snapshot",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        header = "Takes a snapshot of the pools of a running JVM.",
        description = {
            "",
            "Nothing is loaded into the JVM, and nothing printed by it. A snapshot holds a pool's figures, its free blocks"
                    + " of each order, and how much of each 2 MiB is used. It is printed as a table; -o keeps it: of one"
                    + " pool in the form that PoolSnapshot.read takes, of several as ProcessSnapshot writes it.",
            ""
        },
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done", "1:a result could not be written", "2:wrong usage, or a JVM that cannot be watched"
        },
        footerHeading = "%nExamples:%n",
        footer = {"  cleave snapshot 1234", "  cleave snapshot 1234 -o app.snapshot",
            "  cleave snapshot /run/app/cleave.sock --json -"})
final class SnapshotCommand implements Callable<Integer> {
    private static final int LARGE_BLOCK = 2 << 20;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private PoolsOptions watched = new PoolsOptions();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Write the snapshot here, an existing file is replaced; of several pools as one of the process, as"
                    + " JSON, that 'cleave serve' and 'cleave fleet' read. The process is called as the file is, up to an @"
                    + " or the first dot, unless --process tells.")
    private @Nullable Path output;

    @Option(
            names = "--process",
            paramLabel = "NAME",
            description = "What all snapshots of this process share, and no other's have: -o writes one of the process then.")
    private Optional<String> process = Optional.empty();

    @Mixin
    private JsonOption json = new JsonOption();

    @Override
    public Integer call() throws IOException, InterruptedException {
        OutputFile.requireWritable(spec, "--output", output);
        OutputFile.requireWritable(spec, "--json", json.path().orElse(null));
        if (process.filter(String::isBlank).isPresent()) {
            throw new ParameterException(spec.commandLine(), "--process: a name that is blank is none");
        }
        List<PoolSnapshot> taken;
        try {
            taken = Snapshots.of(watched.target(spec));
        } catch (NotWatchableException | SnapshotFormatException bad) {
            ErrorReport.complain(spec.commandLine(), bad);
            return ExitCode.USAGE;
        }
        List<PoolSnapshot> wanted = wanted(taken);
        PrintWriter out = spec.commandLine().getOut();
        if (!json.takesStandardOutput()) {
            print(wanted, out);
        }
        write(wanted);
        json.write(toJson(wanted), out);
        return ExitCode.OK;
    }

    private List<PoolSnapshot> wanted(List<PoolSnapshot> taken) {
        List<PoolSnapshot> wanted = new ArrayList<>();
        for (PoolSnapshot each : taken) {
            if (watched.pool().isEmpty() || watched.pool().get().equals(each.pool())) {
                wanted.add(watched.isAnonymous() ? each.anonymous() : each);
            }
        }
        if (wanted.isEmpty()) {
            throw new ParameterException(spec.commandLine(),
                    "--pool " + watched.pool().orElse("") + ": there is no such pool: must be one of "
                            + String.join(", ", taken.stream().map(PoolSnapshot::pool).distinct().toList()));
        }
        return wanted;
    }

    private void write(List<PoolSnapshot> snapshots) throws IOException {
        Path file = output;
        if (file != null) {
            byte[] bytes = snapshots.size() == 1 && process.isEmpty()
                    ? snapshots.getFirst().toBytes()
                    : ofProcess(file, snapshots).toJson().getBytes(StandardCharsets.UTF_8);
            OutputFile.write("--output", file, () -> Files.write(file, bytes));
        }
    }

    private ProcessSnapshot ofProcess(Path file, List<PoolSnapshot> snapshots) {
        String named = String.valueOf(file.getFileName()).replaceFirst("(?<=.)[@.].*", "");
        ProcessSnapshot whole = ProcessSnapshot.of(process.orElse(named), "", "");
        snapshots.forEach(whole::with);
        return whole;
    }

    private static void print(List<PoolSnapshot> snapshots, PrintWriter out) {
        Table table = new Table().left(0, 4);
        for (int column = 0; column < 6; column++) {
            table.right(2, 9);
        }
        table.row("pool", "requested", "used", "committed", "capacity", "largest", "free < 2 MiB");
        for (PoolSnapshot each : snapshots) {
            PoolUsage usage = each.usage();
            table.row(each.pool(), ByteText.of(usage.requestedBytes()), ByteText.of(usage.usedBytes()),
                    ByteText.of(usage.committedBytes()), ByteText.of(usage.capacityBytes()),
                    ByteText.of(usage.largestFreeBlockBytes()),
                    FigureText.percent(each.unusableFreeSpaceIndex(largeOrder(each)), 1));
        }
        table.lines().forEach(out::println);
        out.flush();
    }

    private static int largeOrder(PoolSnapshot snapshot) {
        return Long.numberOfTrailingZeros(Math.max(1, LARGE_BLOCK / snapshot.unit()));
    }

    private static ArrayNode toJson(List<PoolSnapshot> snapshots) throws IOException {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (PoolSnapshot each : snapshots) {
            list.add(new ObjectMapper().readTree(
                    each.toJson().getBytes(StandardCharsets.UTF_8)));
        }
        return list;
    }
}
