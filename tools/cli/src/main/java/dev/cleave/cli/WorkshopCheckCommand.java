package dev.cleave.cli;

import dev.cleave.lab.report.Paint;
import dev.cleave.workshop.Algorithm;
import dev.cleave.workshop.kit.ContractCheck;
import dev.cleave.workshop.kit.ContractSuite;
import dev.cleave.workshop.kit.Outcome;
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
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cleave workshop check}: the contract suite, on the algorithms of the workshop. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Run the contract suite: every promise that an allocator of blocks makes, tried on it.",
            ""
        },
        optionListHeading = "%nOptions:%n",
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:every check passed", "1:a check failed", "2:wrong usage"},
        footerHeading = "%nExamples:%n",
        footer = {"  cleave workshop check", "  cleave workshop check nbbs-1 nbbs-4 --effort 10"})
final class WorkshopCheckCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "NAME", arity = "0..*", description = "Which algorithms; all unless told.")
    private List<String> names = List.of();

    @Mixin
    private SeedOption seed = new SeedOption();

    @Option(
            names = "--effort",
            paramLabel = "N",
            defaultValue = "1",
            description = "So many times the random steps; ${DEFAULT-VALUE} unless told.")
    private int effort;

    @Mixin
    private JsonOption json = new JsonOption();

    @Override
    public Integer call() throws IOException {
        OutputFile.requireWritable(spec, "--json", json.path().orElse(null));
        if (effort < 1) {
            throw new ParameterException(spec.commandLine(), "--effort " + effort + ": must be 1 or more");
        }
        PrintWriter out = spec.commandLine().getOut();
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        int failures = 0;
        for (Algorithm algorithm : chosen()) {
            failures += check(algorithm, rows, out);
        }
        if (!json.takesStandardOutput()) {
            out.println();
            out.println(failures == 0
                    ? "All " + rows.size() + " checks passed (--seed " + seed.seed() + ")."
                    : failures + " of " + rows.size() + " checks failed (--seed " + seed.seed() + ").");
            out.flush();
        }
        json.write(rows, out);
        return failures == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private List<Algorithm> chosen() {
        if (names.isEmpty()) {
            return List.of(Algorithm.values());
        }
        return names.stream()
                .map(name -> Algorithm.named(name)
                        .orElseThrow(() -> new ParameterException(spec.commandLine(),
                                "unknown algorithm '" + name + "': must be one of " + Algorithm.labels())))
                .distinct()
                .toList();
    }

    /** Runs the suite, tells each check as it ends, and answers how many failed. */
    private int check(Algorithm algorithm, List<Map<String, @Nullable Object>> rows, PrintWriter out) {
        boolean colour = Style.colourful();
        boolean shown = !json.takesStandardOutput();
        if (shown) {
            out.println(Paint.painted(colour, Paint.BOLD, algorithm.label()) + ": " + algorithm.description().title());
        }
        int failures = 0;
        List<ContractCheck> checks =
                ContractSuite.of(algorithm::open).withSeed(seed.seed()).withEffort(effort).checks();
        for (ContractCheck check : checks) {
            Outcome outcome = check.attempt();
            rows.add(row(algorithm, check, outcome));
            failures += outcome.passed() ? 0 : 1;
            if (shown) {
                String verdict = outcome.passed()
                        ? Paint.painted(colour, Paint.GREEN, "OK    ")
                        : Paint.painted(colour, Paint.RED, "FAILED");
                out.println("  %s  %-18s %s".formatted(verdict, check.name(), check.proves()));
                outcome.failure().ifPresent(failure -> String.valueOf(failure.getMessage()).lines()
                        .forEach(line -> out.println("          " + line)));
                out.flush();
            }
        }
        return failures;
    }

    private static Map<String, @Nullable Object> row(Algorithm algorithm, ContractCheck check, Outcome outcome) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("algorithm", algorithm.label());
        row.put("check", check.name());
        row.put("proves", check.proves());
        row.put("passed", outcome.passed());
        row.put("spaces", outcome.spaces());
        row.put("operations", outcome.operations());
        row.put("adaptations", outcome.adaptations());
        row.put("failure", outcome.failure().map(Throwable::getMessage).orElse(null));
        return row;
    }
}
