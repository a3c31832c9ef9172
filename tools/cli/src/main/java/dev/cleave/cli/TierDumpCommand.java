package dev.cleave.cli;

import dev.cleave.tiers.durable.HeapCheck;
import dev.cleave.tiers.durable.HeapSurvey;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code cleave tier dump}: what the file of a durable heap holds. */
@Command(
        name = "dump",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        header = "Shows what the file of a durable heap holds.",
        description = {
            "",
            "Shown are the header, the records of the log, the roots, and each object with its place; of a damaged file, as"
                    + " much as can be read, and what is wrong. Nothing is written.",
            ""
        },
        optionListHeading = "%nOptions:%n",
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:the file is whole", "1:something is wrong, or the file is in use", "2:wrong usage"},
        footerHeading = "%nExamples:%n",
        footer = {"  cleave tier dump orders.heap", "  cleave tier dump orders.heap --json -"})
final class TierDumpCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private HeapFileParameter file = new HeapFileParameter();

    @Mixin
    private JsonOption json = new JsonOption();

    @Override
    public Integer call() throws IOException {
        OutputFile.requireWritable(spec, "--json", json.path().orElse(null));
        HeapSurvey survey = HeapCheck.survey(file.path());
        PrintWriter out = spec.commandLine().getOut();
        if (!json.takesStandardOutput()) {
            SurveyText.lines(survey).forEach(out::println);
            out.flush();
        }
        json.write(SurveyText.whole(survey), out);
        return survey.isWhole() ? ExitCode.OK : ExitCode.SOFTWARE;
    }
}
