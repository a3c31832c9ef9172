package dev.cleave.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cleave.cli.observe.ObservationCost;
import dev.cleave.cli.observe.ObservationRun;
import dev.cleave.cli.observe.ObservationSettings;
import dev.cleave.lab.bench.Environment;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cleave observe}: what it costs a program to be recorded, or to have a page. */
@Command(
        name = "observe",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        header = "Measures what it costs a program to be observed.",
        description = {
            "",
            "A program in a JVM of its own replaces blocks, with work between, so that it makes so many events a second of"
                    + " its processor time: an allocation is one event, a free another. It is measured without an"
                    + " observer and with one, in turns in one run. What is told is nanoseconds an event, and how much more"
                    + " they are with the observer: of the processor time of the whole process, with all that the"
                    + " observer and the Flight Recorder do in it; of the threads that allocate; of time on the wall.",
            ""
        },
        parameterListHeading = "%nObservers:%n",
        optionListHeading = "%nOptions:%n",
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {"  cleave observe", "  cleave observe record --rate 5000000 --turns 20 --json observe.json"})
final class ObserveCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "OBSERVER",
            arity = "0..*",
            description = "record: 'cleave record' takes the pool's blocks. record-heap: it takes what a heap hands"
                    + " out. socket: as record, by a socket. page: the live page, with one client that reads its"
                    + " events. All of them unless told.")
    private List<String> observers = List.of();

    @Option(names = "--rate", paramLabel = "N", defaultValue = "1000000",
            description = "Events a second, of all threads together; ${DEFAULT-VALUE} unless told.")
    private double rate;

    @Option(names = {"-t", "--threads"}, paramLabel = "N", defaultValue = "1",
            description = "Threads that allocate and free; ${DEFAULT-VALUE} unless told.")
    private int threads;

    @Option(names = "--turns", paramLabel = "N", defaultValue = "10",
            description = "Slices without and with each observer; ${DEFAULT-VALUE} unless told.")
    private int turns;

    @Option(names = "--slice", paramLabel = "TIME", defaultValue = "2s", converter = TimeSpan.class,
            description = "How long each slice is; ${DEFAULT-VALUE} unless told.")
    private Duration slice = Duration.ZERO;

    @Mixin
    private JsonOption json = new JsonOption();

    @Override
    public Integer call() throws IOException, InterruptedException {
        OutputFile.requireWritable(spec, "--json", json.path().orElse(null));
        List<ObservationCost> costs = measure(settings());
        PrintWriter out = spec.commandLine().getOut();
        if (!json.takesStandardOutput()) {
            ObservationCost.lines(costs).forEach(out::println);
            out.flush();
        }
        PrintWriter err = spec.commandLine().getErr();
        costs.forEach(each -> each.warnings().forEach(line -> err.println("cleave: warning: " + line)));
        err.flush();
        json.write(toJson(costs), out);
        return ExitCode.OK;
    }

    private ObservationSettings settings() {
        for (String each : observers) {
            if (!ObservationRun.names().contains(each)) {
                throw new ParameterException(spec.commandLine(), "unknown observer '" + each + "': must be one of "
                        + String.join(", ", ObservationRun.names()));
            }
        }
        try {
            return new ObservationSettings(rate, threads, turns, slice);
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), wrong.getMessage(), wrong);
        }
    }

    private List<ObservationCost> measure(ObservationSettings settings) throws IOException, InterruptedException {
        List<ObservationCost> costs = new ArrayList<>();
        try (TerminalProgress progress = TerminalProgress.onStandardError()) {
            ObservationRun run = new ObservationRun(settings, progress);
            for (String each : observers.isEmpty() ? ObservationRun.names() : observers) {
                costs.add(run.measure(each));
            }
        }
        return costs;
    }

    private ObjectNode toJson(List<ObservationCost> costs) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("machine", Environment.here().toString());
        object.put("eventsASecond", rate);
        object.put("threads", threads);
        object.put("turns", turns);
        object.put("sliceMillis", slice.toMillis());
        ArrayNode list = object.putArray("observers");
        costs.forEach(each -> list.add(each.json()));
        return object;
    }
}
