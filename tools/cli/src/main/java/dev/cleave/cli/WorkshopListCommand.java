package dev.cleave.cli;

import dev.cleave.lab.peer.AllocatorName;
import dev.cleave.lab.report.ByteText;
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
    private static final String ROW = "%-16s %-12s %-11s %10s %-8s %s";

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
        AllocatorName.all().stream().filter(AllocatorName::isHeap).forEach(each -> rows.add(row(each)));
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
        print(rows, "algorithm", "algorithm", out);
        out.println();
        print(rows, "baseline", "baseline", out);
        out.flush();
    }

    private static void print(List<Map<String, @Nullable Object>> rows, String kind, String heading, PrintWriter out) {
        out.println(ROW.formatted(heading, "threads", "progress", "metadata", "aligned", "what it is"));
        for (Map<String, @Nullable Object> row : rows) {
            if (kind.equals(row.get("kind"))) {
                out.println(ROW.formatted(row.get("name"), row.get("threads"), text(row.get("progress")),
                        row.get("metadataBytesAGib") instanceof Long bytes ? ByteText.of(bytes) : "–",
                        row.get("aligned") instanceof Boolean aligned ? (aligned ? "yes" : "no") : "–",
                        row.get("title")));
                if (row.get("source") != null) {
                    out.println(" ".repeat(17) + row.get("source"));
                }
            }
        }
    }

    private static Object text(@Nullable Object value) {
        return value == null ? "–" : value;
    }
}
