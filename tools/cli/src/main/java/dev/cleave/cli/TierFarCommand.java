package dev.cleave.cli;

import dev.cleave.far.FarSurvey;
import dev.cleave.far.FarTier;
import dev.cleave.far.FarTierBuilder;
import dev.cleave.lab.far.FarComparison;
import dev.cleave.lab.far.FarFigures;
import dev.cleave.lab.far.FarTrial;
import dev.cleave.lab.far.RedisBenchmark;
import dev.cleave.lab.report.ByteText;
import dev.cleave.lab.report.FigureText;
import dev.cleave.lab.report.Table;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code cleave tier far}: how fast far memory on Redis is, and what would be lost with a server. */
@Command(
        name = "far",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        header = "Times far memory on Redis, and shows what would be lost with which server.",
        description = {
            "",
            "Objects are written to the server, or to its cluster, and read back: one at a time, and in batches. They are"
                    + " deleted afterwards. Latency is that of a call; a call moves a batch.",
            ""
        },
        optionListHeading = "%nOptions:%n",
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:a server cannot serve", "2:wrong usage"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  cleave tier far --redis redis://localhost",
            "  cleave tier far --redis rediss://:password@10.0.0.7:7000 --replicas 1 --lost",
            "  cleave tier far --redis redis://localhost --size 64KiB --batch 16 --compare"
        })
final class TierFarCommand implements Callable<Integer> {
    private static final int MIN_SIZE = 8;
    private static final int MAX_SIZE = 64 << 20;
    private static final int MOST = 10_000_000;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--redis",
            paramLabel = "URI",
            required = true,
            description = "A server, or one of a cluster: redis://[:PASSWORD@]HOST[:PORT], rediss:// with TLS.")
    private String redis = "";

    @Option(
            names = "--size",
            paramLabel = "SIZE",
            converter = ByteSize.class,
            defaultValue = "4KiB",
            description = "Bytes of an object; ${DEFAULT-VALUE} unless told.")
    private long size;

    @Option(
            names = "--objects",
            paramLabel = "N",
            defaultValue = "10000",
            description = "How many objects; ${DEFAULT-VALUE} unless told.")
    private int objects;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "64",
            description = "Objects in a batch; ${DEFAULT-VALUE} unless told.")
    private int batch;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "1",
            description = "Threads that move batches at once; ${DEFAULT-VALUE} unless told.")
    private int threads;

    @Option(
            names = "--repetitions",
            paramLabel = "N",
            defaultValue = "3",
            description = "Repetitions, of which the median counts; ${DEFAULT-VALUE} unless told.")
    private int repetitions;

    @Option(
            names = "--replicas",
            paramLabel = "N",
            defaultValue = "0",
            description = "Replicas that must have a write before it counts; ${DEFAULT-VALUE} unless told.")
    private int replicas;

    @Option(names = "--compress", description = "Compress values with LZ4 where that pays.")
    private boolean compress;

    @Option(names = "--lost", description = "Show what would be lost with which server.")
    private boolean lost;

    @Option(
            names = "--compare",
            description = "Run redis-benchmark too, in turns, with the same size, batch and threads, when ours has run"
                    + " for a while. It leaves its keys, key:*, on the server: for one that is used for nothing else.")
    private boolean compare;

    @Mixin
    private SeedOption seed = new SeedOption();

    @Mixin
    private JsonOption json = new JsonOption();

    @Override
    public Integer call() throws IOException {
        OutputFile.requireWritable(spec, "--json", json.path().orElse(null));
        require("--size", size, MIN_SIZE, MAX_SIZE);
        require("--objects", objects, 1, MOST);
        require("--batch", batch, 1, objects);
        require("--threads", threads, 1, objects);
        require("--repetitions", repetitions, 1, MOST);
        RedisURI uri = uri();
        List<FarFigures> figures = new ArrayList<>();
        Optional<FarSurvey> survey = Optional.empty();
        try (FarTier tier = builder(uri).open()) {
            FarTrial trial = new FarTrial(tier, (int) size, objects, repetitions, seed.seed());
            figures.addAll(trial.run(1, 1));
            if (compare) {
                RedisBenchmark benchmark = new RedisBenchmark(uri.getHost(), uri.getPort(), password(),
                        tier.masters().size() > 1);
                figures.addAll(
                        new FarComparison(trial, benchmark, (int) size, objects).run(threads, batch, repetitions));
            } else {
                figures.addAll(trial.run(threads, batch));
            }
            survey = lost ? Optional.of(tier.survey()) : Optional.empty();
        }
        PrintWriter out = spec.commandLine().getOut();
        if (!json.takesStandardOutput()) {
            print(figures, out);
            survey.ifPresent(found -> print(found, out));
            out.flush();
        }
        json.write(summary(figures, survey), out);
        return ExitCode.OK;
    }

    private void require(String option, long value, long least, long most) {
        if (value < least || value > most) {
            throw new ParameterException(spec.commandLine(),
                    option + " " + value + ": must be from " + least + " to " + most);
        }
    }

    private RedisURI uri() {
        try {
            return RedisURI.create(redis);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(),
                    "--redis: is no URI of Redis, such as redis://localhost:6379", wrong);
        }
    }

    private FarTierBuilder builder(RedisURI uri) {
        try {
            long rounded = Math.ceilDiv(size, 256L) * 256;
            return FarTier.builder(uri, 2L * objects * rounded).replicas(replicas).compress(compress);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), wrong.getMessage(), wrong);
        }
    }

    /** The password in the URI; empty where there is none. */
    private String password() {
        String user = URI.create(redis).getUserInfo();
        return user == null ? "" : user.substring(user.indexOf(':') + 1);
    }

    private static void print(List<FarFigures> figures, PrintWriter out) {
        Table table = new Table().left(0, 0).left(2, 0).right(2, 0).right(2, 0).right(2, 0).right(2, 0).right(2, 0)
                .right(2, 0);
        table.row("", "", "threads", "batch", "objects/s", "MiB/s", "median us", "p99 us");
        for (FarFigures each : figures) {
            table.row(each.program(), each.operation(), Integer.toString(each.threads()),
                    Integer.toString(each.batch()), FigureText.count(Math.round(each.perSecond())),
                    String.format(Locale.ROOT, "%.1f", each.bytesPerSecond() / (1 << 20)),
                    String.format(Locale.ROOT, "%.0f", each.medianMicros()),
                    String.format(Locale.ROOT, "%.0f", each.p99Micros()));
        }
        table.lines().forEach(out::println);
    }

    private void print(FarSurvey survey, PrintWriter out) {
        Table table = new Table().left(0, 0).right(2, 0).left(2, 0);
        table.row("server", "values", "if it is lost");
        new TreeMap<>(survey.servers()).forEach((server, what) -> table.row(server, FigureText.count(what.values()),
                what.replicas().isEmpty()
                        ? FigureText.count(what.values(), "value") + ", " + ByteText.of(what.values() * size)
                                + ", is lost: it has no replica"
                        : "read from, then taken over by " + String.join(", ", what.replicas())
                                + (replicas > 0
                                        ? "; no write that counts is lost"
                                        : "; the latest writes may be lost: --replicas 1 waits for them")));
        out.println();
        table.lines().forEach(out::println);
    }

    private Map<String, Object> summary(List<FarFigures> figures, Optional<FarSurvey> survey) {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("size", size);
        summary.put("rows", figures);
        survey.ifPresent(found -> summary.put("servers", found.servers()));
        return summary;
    }
}
