package dev.cleave.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cleave.lab.attach.RunningJvms;
import dev.cleave.lab.report.FigureText;
import dev.cleave.lab.report.Table;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code cleave ps}: the JVMs of this machine that use Cleave. */
@Command(
        name = "ps",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        header = "Lists the JVMs of this machine that use Cleave.",
        description = {
            "",
            "Each JVM of this user is asked for its system properties, by the JVM's own means to attach: nothing is loaded"
                    + " into it. One that has opened a pool is listed. Not seen are JVMs with -XX:-UsePerfData, in other"
                    + " containers, and of other users.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done, though the list be empty", "1:a result could not be written", "2:wrong usage"})
final class PsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private JsonOption json = new JsonOption();

    @Override
    public Integer call() throws IOException, InterruptedException {
        OutputFile.requireWritable(spec, "--json", json.path().orElse(null));
        RunningJvms jvms = RunningJvms.list();
        PrintWriter out = spec.commandLine().getOut();
        if (!json.takesStandardOutput()) {
            print(jvms, out);
        }
        json.write(toJson(jvms), out);
        return ExitCode.OK;
    }

    private static void print(RunningJvms jvms, PrintWriter out) {
        if (jvms.cleave().isEmpty()) {
            out.println("No JVM with a pool of Cleave was found; there are "
                    + FigureText.count(jvms.others(), "other JVM") + ".");
        } else {
            Table table = new Table().right(0, 5).left(2, 4).left(2, 4).left(2, 4);
            table.row("PID", "Java", "events", "main class");
            jvms.cleave().forEach(each -> table.row(Long.toString(each.pid()), each.java(), "version " + each.version(),
                    each.main()));
            table.lines().forEach(out::println);
        }
        if (!jvms.silent().isEmpty()) {
            out.println("Did not answer: " + jvms.silent().stream().map(String::valueOf)
                    .collect(Collectors.joining(", ")));
        }
        out.flush();
    }

    private static ObjectNode toJson(RunningJvms jvms) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        ArrayNode list = object.putArray("jvms");
        jvms.cleave().forEach(each -> list.addObject().put("pid", each.pid()).put("java", each.java())
                .put("eventsVersion", each.version()).put("main", each.main()));
        ArrayNode silent = object.putArray("didNotAnswer");
        jvms.silent().forEach(silent::add);
        object.put("others", jvms.others());
        return object;
    }
}
