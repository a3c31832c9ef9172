package dev.cleave.lab.fleet;

import dev.cleave.lab.sweep.SweepResult;
import java.util.LinkedHashMap;
import java.util.Map;

/** A report for programs: maps and lists in the order in which JSON should show them. */
public final class FleetJson {
    private FleetJson() {}

    /** The whole report, under the names of its records. */
    public static Map<String, Object> of(FleetReport report) {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("scan", report.scan());
        root.put("contiguity", report.contiguity().stream().map(FleetJson::contiguity).toList());
        root.put("versions", report.versions());
        root.put("classes", report.classes());
        root.put("sites", report.sites());
        root.put("days", report.days());
        root.put("drifts", report.drifts());
        report.whatIf().ifPresent(sweep -> root.put("whatIf", whatIf(sweep)));
        return root;
    }

    private static Map<String, Object> contiguity(FleetReport.Contiguity size) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("blockBytes", size.blockBytes());
        row.put("processes", size.processes());
        row.put("lacking", size.lacking());
        row.put("share", size.share());
        row.put("tooSmall", size.tooSmall());
        row.put("scattered", size.scattered());
        return row;
    }

    private static Map<String, Object> whatIf(SweepResult sweep) {
        Map<String, Object> found = new LinkedHashMap<>();
        found.put("rows", sweep.rows());
        found.put("refused", sweep.refusals().stream().map(FleetJson::refusal).toList());
        return found;
    }

    private static Map<String, Object> refusal(SweepResult.Refusal refusal) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("trace", refusal.task().trace());
        row.put("setting", refusal.task().setting().toString());
        row.put("reason", refusal.reason());
        return row;
    }
}
