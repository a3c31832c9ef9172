package dev.cleave.cli;

import dev.cleave.tiers.durable.HeapCheck;
import dev.cleave.tiers.durable.HeapRepair;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code cleave tier repair}: makes the damaged file of a durable heap open again. */
@Command(
        name = "repair",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        header = "Makes the damaged file of a durable heap open again.",
        description = {
            "",
            "Every object and root that is whole is kept, with its handle; what is not is given up, and told. The repaired"
                    + " heap is written beside the file and verified before it takes the file's place; the file as it was"
                    + " becomes FILE.before-repair. A file that is whole is left alone.",
            ""
        },
        optionListHeading = "%nOptions:%n",
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the file is whole, or is now", "1:it cannot be repaired, or is in use; it is as it was", "2:wrong usage"
        },
        footerHeading = "%nExamples:%n",
        footer = {"  cleave tier repair orders.heap", "  cleave tier repair orders.heap --no-backup"})
final class TierRepairCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private HeapFileParameter file = new HeapFileParameter();

    @Option(names = "--no-backup", description = "Delete the file as it was, when the repair is done.")
    private boolean noBackup;

    @Mixin
    private JsonOption json = new JsonOption();

    @Override
    public Integer call() throws IOException {
        OutputFile.requireWritable(spec, "--json", json.path().orElse(null));
        HeapRepair repair = HeapCheck.repair(file.path());
        boolean kept = repair.backup().isPresent() && !noBackup;
        if (repair.backup().isPresent() && noBackup) {
            Files.delete(repair.backup().get());
        }
        PrintWriter out = spec.commandLine().getOut();
        if (!json.takesStandardOutput()) {
            repair.lost().forEach(each -> out.println("given up  " + SurveyText.of(each)));
            out.println(repair.backup().isEmpty()
                    ? "OK  " + file.path() + " is whole: it is left alone"
                    : "OK  " + file.path() + " is repaired and verified"
                            + (kept ? "; as it was it is " + repair.backup().get() : ""));
            out.flush();
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("file", file.path().toString());
        result.put("repaired", repair.backup().isPresent());
        result.put("backup", kept ? repair.backup().get().toString() : "");
        result.put("lost", SurveyText.rows(repair.lost()));
        json.write(result, out);
        return ExitCode.OK;
    }
}
