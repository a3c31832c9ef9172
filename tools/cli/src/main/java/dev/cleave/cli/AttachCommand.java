package dev.cleave.cli;

import dev.cleave.cli.serve.Serving;
import dev.cleave.cli.serve.WatchedJvm;
import dev.cleave.lab.attach.NotWatchableException;
import dev.cleave.memory.SnapshotFormatException;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code cleave attach}: the page on the pools of a running JVM. */
@Command(
        name = "attach",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        header = "Shows the pools of a running JVM in the browser, as they live.",
        description = {
            "",
            "Nothing is loaded into the JVM, and nothing printed by it: it tells snapshots of its pools about once a second,"
                    + " less often where taking them would cost it more than half a percent of a processor. The page is this"
                    + " command's own: it shows the map, the figures, what happens, and whether a request would be served;"
                    + " when the JVM ends, what it told last stays. Ctrl-C ends the page, and nothing else.",
            ""
        },
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:the page could not be opened", "2:wrong usage, or a JVM that cannot be watched"},
        footerHeading = "%nExamples:%n",
        footer = {"  cleave attach 1234", "  cleave attach 1234 --pool buffers --no-browser --port 8080",
            "  cleave attach /run/app/cleave.sock"})
final class AttachCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private TargetParameter target = new TargetParameter();

    @Option(names = "--pool", paramLabel = "NAME",
            description = "The pools of this name alone; unless told, all of them, of which one is chosen on the page.")
    private Optional<String> pool = Optional.empty();

    @Mixin
    private PageOptions page = new PageOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Serving.Settings settings = page.settings(spec, false);
        WatchedJvm jvm;
        try {
            jvm = WatchedJvm.open(target.target(spec), pool);
        } catch (NotWatchableException | SnapshotFormatException bad) {
            ErrorReport.complain(spec.commandLine(), bad);
            return ExitCode.USAGE;
        } catch (WatchedJvm.NoSuchPoolException none) {
            throw new ParameterException(spec.commandLine(), "--pool " + none.getMessage());
        }
        try (Serving serving = Serving.watched(jvm, settings)) {
            page.show(spec, serving);
        }
        return ExitCode.OK;
    }
}
