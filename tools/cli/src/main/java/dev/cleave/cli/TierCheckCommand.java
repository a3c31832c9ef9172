package dev.cleave.cli;

import dev.cleave.lab.report.FigureText;
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

/** {@code cleave tier check}: what is wrong with the file of a durable heap, and where. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        header = "Says what is wrong with the file of a durable heap, and where.",
        description = {
            "",
            "Headers, log, index, places of objects and roots are checked; nothing is written. What a crash leaves behind,"
                    + " such as a torn record that was never acknowledged, is noted and no fault: the next opening puts it"
                    + " right.",
            ""
        },
        optionListHeading = "%nOptions:%n",
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:the file is whole", "1:something is wrong, or the file is in use", "2:wrong usage"},
        footerHeading = "%nExamples:%n",
        footer = "  cleave tier check orders.heap")
final class TierCheckCommand implements Callable<Integer> {
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
            SurveyText.findings(survey).forEach(out::println);
            out.println(survey.isWhole()
                    ? "OK  " + file.path() + " is whole: " + FigureText.count(survey.objects().size(), "object") + ", "
                            + FigureText.count(survey.roots().size(), "root")
                    : "FAILED  " + file.path() + ": " + FigureText.count(survey.faults().size(), "fault")
                            + "; cleave tier repair keeps what is whole");
            out.flush();
        }
        json.write(SurveyText.summary(survey), out);
        return survey.isWhole() ? ExitCode.OK : ExitCode.SOFTWARE;
    }
}
