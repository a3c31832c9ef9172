package dev.cleave.cli;

import dev.cleave.lab.peer.AllocatorName;
import dev.cleave.lab.report.ByteText;
import dev.cleave.lab.report.FigureText;
import dev.cleave.lab.report.Table;
import dev.cleave.workshop.Algorithm;
import dev.cleave.workshop.contract.Description;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code cleave workshop list}: what there is. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "List the algorithms and the baselines they are raced against.",
            "",
            "Metadata is what the books of a fresh space of 1 GiB in blocks of 4 KiB take. Aligned: whether a block lies at"
                    + " a multiple of its size."
        },
        optionListHeading = "%nOptions:%n")
final class WorkshopListCommand implements Callable<Integer> {
    private static final long UNITS_A_GIB = 1 << 18;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private JsonOption json = new JsonOption();

    @Override
    public Integer call() throws IOException {
        OutputFile.requireWritable(spec, "--json", json.path().orElse(null));
        PrintWriter out = spec.commandLine().getOut();
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        for (Algorithm algorithm : Algorithm.values()) {
            rows.add(row(algorithm));
        }
        AllocatorName.all().stream().filter(AllocatorName::isPeer).forEach(each -> rows.add(row(each)));
        if (!json.takesStandardOutput()) {
            print(rows, out);
        }
        json.write(rows, out);
        return ExitCode.OK;
    }

    private static Map<String, @Nullable Object> row(Algorithm algorithm) {
        Description description = algorithm.description();
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("name", algorithm.label());
        row.put("kind", "algorithm");
        row.put("title", description.title());
        row.put("threads", description.threads().label());
        row.put("progress", description.progress().label());
        row.put("metadataBytesAGib", algorithm.open(UNITS_A_GIB, 0).metadataBytes());
        row.put("aligned", description.aligned());
        row.put("source", description.source());
        return row;
    }

    private static Map<String, @Nullable Object> row(AllocatorName baseline) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("name", baseline.label());
        row.put("kind", "baseline");
        row.put("title", baseline.summary());
        row.put("threads", baseline.freesAcrossThreads() ? "any thread" : "own thread");
        row.put("progress", null);
        row.put("metadataBytesAGib", null);
        row.put("aligned", null);
        row.put("source", null);
        return row;
    }

    private static void print(List<Map<String, @Nullable Object>> rows, PrintWriter out) {
        print(rows, "algorithm", out);
        out.println();
        print(rows, "baseline", out);
        out.flush();
    }

    private static void print(List<Map<String, @Nullable Object>> rows, String kind, PrintWriter out) {
        Table table = new Table().left(0, 16).left(1, 12).left(1, 11).right(1, 10).left(1, 8).left(1, 0);
        table.row(kind, "threads", "progress", "metadata", "aligned", "what it is");
        for (Map<String, @Nullable Object> row : rows) {
            if (kind.equals(row.get("kind"))) {
                table.row(text(row.get("name")), text(row.get("threads")), text(row.get("progress")),
                        row.get("metadataBytesAGib") instanceof Long bytes ? ByteText.of(bytes) : FigureText.UNKNOWN,
                        row.get("aligned") instanceof Boolean aligned ? (aligned ? "yes" : "no") : FigureText.UNKNOWN,
                        text(row.get("title")));
                if (row.get("source") != null) {
                    table.line(" ".repeat(17) + row.get("source"));
                }
            }
        }
        table.lines().forEach(out::println);
    }

    private static String text(@Nullable Object value) {
        return value == null ? FigureText.UNKNOWN : value.toString();
    }
}
