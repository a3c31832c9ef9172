package dev.cleave.examples.attacked;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.cleave.lab.chart.ChartFormat;
import dev.cleave.lab.chart.ExperimentChart;
import dev.cleave.lab.experiment.ChartPanel;
import dev.cleave.lab.experiment.ExperimentResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of the example. */
@Command(
        name = "attacked-server",
        mixinStandardHelpOptions = true,
        description = "An HTTP server on this machine alone that stores what clients send. One of them scatters its"
                + " values over the server's memory; another one is honest, and is watched: first where each client"
                + " has a cap in bytes, then where each is a tenant of a guard. Ends with 1 where guarded clients are"
                + " served less than 99 %% of what they are served without an attack, or it does not recover.")
final class AttackedServer implements Callable<Integer> {
    private static final double PROMISED = 0.99;
    private static final double PERCENT = 100;
    private static final double TAIL = 99;
    private static final int MOST_SECONDS = 600;
    private static final int MOST_MEBIBYTES = 8192;
    private static final int MOST_A_SECOND = 1000;
    private static final int SHARES_OF_PAGEBLOCKS = 16;
    private static final int LEAST_MEBIBYTES = 128;
    private static final int ATTACKS_A_SECOND = 4000;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private int seconds;
    private long capacity;
    private int perSecond;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Option(names = "--chart", paramLabel = "FILE",
            description = "Draw what the honest client sees over time into this file: .svg or .png.")
    private @Nullable Path chart;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "10",
            description = "How long the attack lasts; half of that before and after it; 10 unless told.")
    void setSeconds(int number) {
        seconds = require("--seconds", number, 1, MOST_SECONDS);
    }

    @Option(names = "--rate", paramLabel = "N", defaultValue = "40",
            description = "Requests of the honest client a second; 40 unless told.")
    void setRate(int number) {
        perSecond = require("--rate", number, 1, MOST_A_SECOND);
    }

    @Option(names = "--capacity", paramLabel = "MIB", defaultValue = "256",
            description = "The server's memory in MiB, a multiple of 16; 256 unless told.")
    void setCapacity(int mebibytes) {
        require("--capacity", mebibytes, LEAST_MEBIBYTES, MOST_MEBIBYTES);
        if (mebibytes % SHARES_OF_PAGEBLOCKS != 0) {
            throw new ParameterException(spec.commandLine(), "--capacity " + mebibytes + ": it must be a multiple of "
                    + SHARES_OF_PAGEBLOCKS + ", so that each client's share is of whole pageblocks");
        }
        capacity = (long) mebibytes << 20;
    }

    private int require(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new ParameterException(spec.commandLine(),
                    option + " " + value + ": it must be " + least + " to " + most);
        }
        return value;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        ChartFormat format = chart == null ? null : formatOf(chart);
        Course.Plan plan = new Course.Plan(capacity, seconds, perSecond, ATTACKS_A_SECOND, 1);
        List<Course> courses = new ArrayList<>();
        for (Defence each : Defence.values()) {
            courses.add(Course.run(each, plan));
        }
        ExperimentResult result = result(courses);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT)
                    .writeValueAsString(result.toJson()));
        } else {
            result.toTable().forEach(out::println);
            courses.forEach(each -> out.println(inWords(each)));
        }
        out.flush();
        if (chart != null && format != null) {
            ExperimentChart.write(result.panels(), chart, format);
        }
        return courses.stream().allMatch(AttackedServer::asPromised) ? 0 : 1;
    }

    private ChartFormat formatOf(Path file) {
        return ChartFormat.of(file).orElseThrow(() -> new ParameterException(spec.commandLine(),
                "--chart " + file + ": its name must end with .svg or .png"));
    }

    /** Both recover; and who is guarded is served as if there were no attack. */
    private static boolean asPromised(Course course) {
        return course.recovered() && (course.defence() != Defence.GUARD || course.keptRate() >= PROMISED);
    }

    private static String inWords(Course course) {
        return "%s: under attack %.2f %% of what is served without one; afterwards %s".formatted(
                course.defence().label(), course.keptRate() * PERCENT,
                course.recovered() ? "all as before, without a restart" : "NOT as before");
    }

    private ExperimentResult result(List<Course> courses) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("capacityBytes", capacity);
        parameters.put("attackSeconds", seconds);
        parameters.put("requestsPerSecond", perSecond);
        for (Course each : courses) {
            parameters.put(each.defence().label() + "KeptRate", each.keptRate());
            parameters.put(each.defence().label() + "Recovered", each.recovered());
        }
        return new ExperimentResult("attacked-server", parameters,
                courses.stream().flatMap(each -> each.rows().stream()).toList(),
                List.of(panel("The honest client's requests that are served", "%", courses,
                        slice -> slice.share() * PERCENT),
                        panel("How long they take, at the 99th percentile", "ms", courses,
                                slice -> slice.millis(TAIL))));
    }

    private static ChartPanel panel(String title, String unit, List<Course> courses, ToDoubleFunction<Slice> figure) {
        return new ChartPanel(title, "seconds", unit, courses.stream()
                .map(each -> new ChartPanel.Line(each.defence().label(),
                        each.all().stream().mapToDouble(figure).boxed().toList()))
                .toList());
    }

    static void main(String... arguments) {
        System.exit(new CommandLine(new AttackedServer()).execute(arguments));
    }
}
