package dev.cleave.lab.fleet;

import dev.cleave.lab.report.ByteText;
import dev.cleave.lab.report.FigureText;
import dev.cleave.lab.sweep.SweepResult;
import dev.cleave.lab.sweep.SweepRow;
import dev.cleave.lab.trace.Trace;
import java.util.ArrayList;
import java.util.List;

/** A report's figures as titled tables of cells: what the text and the page both show. */
final class FleetTables {
    private FleetTables() {}

    /**
     * One table.
     *
     * @param title above it
     * @param words how many of the first columns are words; the others are figures
     * @param head names of the columns
     * @param rows cells, as many as columns
     */
    record Titled(String title, int words, List<String> head, List<List<String>> rows) {}

    /** All tables that have rows, in the order in which they are to be read. */
    static List<Titled> of(FleetReport report) {
        List<Titled> all = new ArrayList<>(List.of(contiguity(report), versions(report), classes(report),
                sites(report), days(report), drifts(report)));
        report.whatIf().ifPresent(sweep -> {
            all.add(whatIf(sweep));
            all.add(refused(sweep));
        });
        all.add(torn(report));
        return all.stream().filter(each -> !each.rows().isEmpty()).toList();
    }

    /** What was looked at, in one line. */
    static String scan(FleetReport.Scan scan) {
        return FigureText.count(scan.snapshots(), "snapshot") + " of "
                + (scan.processes() == 1 ? "1 process" : FigureText.count(scan.processes()) + " processes") + ", "
                + FigureText.count(scan.traces(), "trace") + ", " + FigureText.count(scan.torn()) + " torn, "
                + FigureText.count(scan.others(), "other file");
    }

    static Titled contiguity(FleetReport report) {
        return new Titled("Processes without one contiguous block", 1,
                List.of("block", "processes", "without", "share", "pool too small", "free, but scattered"),
                report.contiguity().stream().map(each -> List.of(ByteText.exact(each.blockBytes()),
                        count(each.processes()), count(each.lacking()), FigureText.percent(each.share(), 1),
                        count(each.tooSmall()), count(each.scattered()))).toList());
    }

    static Titled versions(FleetReport report) {
        return new Titled("By program and version", 2,
                List.of("program", "version", "processes", "used", "committed", "rounding", "stranded", "slab waste",
                        "no 2 MiB", "no 64 MiB"),
                report.versions().stream().map(each -> List.of(known(each.application()), known(each.version()),
                        count(each.processes()), bytes(each.usedBytes()), bytes(each.committedBytes()),
                        bytes(each.roundingBytes()), bytes(each.strandedBytes()), bytes(each.slabWasteBytes()),
                        count(each.lacking2MiB()), count(each.lacking64MiB()))).toList());
    }

    static Titled classes(FleetReport report) {
        return new Titled("Stranded by size class", 1,
                List.of("class", "processes", "used", "stranded", "waste"),
                report.classes().stream().map(each -> List.of(FigureText.count(each.slotBytes()) + " B",
                        count(each.processes()), bytes(each.usedBytes()), bytes(each.strandedBytes()),
                        bytes(each.wastedBytes()))).toList());
    }

    static Titled sites(FleetReport report) {
        return new Titled("Sites by waste", 2, List.of("site", "program", "processes", "live", "waste"),
                report.sites().stream().map(each -> List.of(each.place(), known(each.application()),
                        count(each.processes()), bytes(each.liveBytes()), bytes(each.wasteBytes()))).toList());
    }

    static Titled days(FleetReport report) {
        return new Titled("By day", 1,
                List.of("day", "processes", "no 2 MiB", "no 64 MiB", "used", "committed", "stranded", "scattered"),
                report.days().stream().map(each -> List.of(each.day(), count(each.processes()),
                        count(each.lacking2MiB()), count(each.lacking64MiB()), bytes(each.usedBytes()),
                        bytes(each.committedBytes()), bytes(each.strandedBytes()),
                        FigureText.percent(each.unusableShare(), 1))).toList());
    }

    static Titled drifts(FleetReport report) {
        return new Titled("Processes that scatter fastest", 3,
                List.of("process", "program", "version", "days", "scattered a day", "used a day", "stranded a day"),
                report.drifts().stream().map(each -> List.of(each.process(), known(each.application()),
                        known(each.version()), count(each.days()), signed(100 * each.unusableSharePerDay(), 2) + " %",
                        change(each.usedBytesPerDay()), change(each.strandedBytesPerDay()))).toList());
    }

    static Titled whatIf(SweepResult sweep) {
        return new Titled("What if", 3,
                List.of("trace", "unit", "grouping", "capacity", "failures", "used/asked", "scattered", "largest free",
                        "committed", "unmovable"),
                sweep.rows().stream().map(FleetTables::cells).toList());
    }

    private static List<String> cells(SweepRow row) {
        return List.of(Trace.shortName(row.trace()), ByteText.exact(row.unit()), row.grouping(),
                "× " + ByteText.trimmed(row.capacityFactor(), 3), count(row.failures()),
                FigureText.decimal(row.usedPerRequested(), 3), FigureText.percent(row.unusableShare(), 1),
                bytes(row.largestFreeBytes()), bytes(row.peakCommittedBytes()),
                row.unmovablePageblocks() == null ? FigureText.UNKNOWN : count(row.unmovablePageblocks()));
    }

    private static Titled refused(SweepResult sweep) {
        return new Titled("Not replayed", 3, List.of("trace", "setting", "reason"),
                sweep.refusals().stream().map(each -> List.of(each.task().trace(), each.task().setting().toString(),
                        each.reason())).toList());
    }

    private static Titled torn(FleetReport report) {
        FleetReport.Scan scan = report.scan();
        String more = scan.torn() > scan.tornNamed().size()
                ? ", the first " + FigureText.count(scan.tornNamed().size()) + " of " + FigureText.count(scan.torn())
                : "";
        return new Titled("Torn" + more, 2, List.of("file", "what is wrong"),
                scan.tornNamed().stream().map(each -> List.of(each.file(), each.reason())).toList());
    }

    private static String known(String name) {
        return name.isEmpty() ? FigureText.UNKNOWN : name;
    }

    private static String count(long number) {
        return FigureText.count(number);
    }

    private static String bytes(long size) {
        return ByteText.of(size);
    }

    private static String change(double bytes) {
        return (bytes < 0 ? "−" : "+") + ByteText.of(Math.round(Math.abs(bytes)));
    }

    private static String signed(double number, int decimals) {
        return (number < 0 ? "−" : "+") + FigureText.decimal(Math.abs(number), decimals);
    }
}
