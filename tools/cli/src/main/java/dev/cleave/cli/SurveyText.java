package dev.cleave.cli;

import dev.cleave.lab.report.ByteText;
import dev.cleave.lab.report.FigureText;
import dev.cleave.lab.report.Table;
import dev.cleave.tiers.durable.HeapSurvey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A survey of a durable heap's file, in lines for people and as maps and lists for programs. */
final class SurveyText {
    private SurveyText() {}

    /** Something found, with its place. */
    static String of(HeapSurvey.Finding finding) {
        return "offset %,d: %s".formatted(finding.offset(), finding.what());
    }

    /** What is wrong, and what is noted, a line each. */
    static List<String> findings(HeapSurvey survey) {
        List<String> lines = new ArrayList<>();
        survey.faults().forEach(each -> lines.add("fault  " + of(each)));
        survey.notes().forEach(each -> lines.add("note   " + of(each)));
        return lines;
    }

    /** All of it. */
    static List<String> lines(HeapSurvey survey) {
        List<String> lines = new ArrayList<>();
        lines.add(survey.path() + ", " + ByteText.of(survey.fileBytes()));
        lines.addAll(findings(survey));
        survey.header().ifPresent(head -> {
            lines.add("");
            lines.add("header    " + head.counter() + " of format " + head.version() + ", heap " + head.identity());
            lines.add("capacity  " + ByteText.of(head.capacity()) + ", of which the file has "
                    + ByteText.of(head.dataBytes()) + ", in units of " + head.unit() + " B");
            lines.add("log       " + ByteText.of(head.logBytes()) + ", epoch " + head.epoch() + ", "
                    + FigureText.count(survey.log().size(), "record") + " from sequence " + head.firstSequence()
                    + " on");
            lines.add("index     " + FigureText.count(head.indexChunks(), "chunk") + ", "
                    + FigureText.count(survey.objects().size(), "object") + ", "
                    + FigureText.count(survey.roots().size(), "root"));
            lines.addAll(tables(survey));
        });
        return lines;
    }

    private static List<String> tables(HeapSurvey survey) {
        List<String> lines = new ArrayList<>();
        Table log = new Table().right(0, 0).right(2, 0).right(2, 0).right(2, 0).right(2, 0);
        log.row("record", "offset", "transactions", "changes", "bytes");
        survey.log().forEach(each -> log.row(String.valueOf(each.sequence()), String.valueOf(each.offset()),
                String.valueOf(each.transactions()), String.valueOf(each.changes()),
                String.valueOf(each.changedBytes())));
        Table roots = new Table().left(0, 0).left(2, 0);
        roots.row("root", "handle");
        survey.roots().forEach((name, handle) -> roots.row(name, handle(handle)));
        Table objects = new Table().left(0, 0).right(2, 0).right(2, 0).right(2, 0);
        objects.row("object", "slot", "offset", "bytes");
        survey.objects().forEach(each -> objects.row(handle(each.handle()), String.valueOf(each.slot()),
                String.valueOf(each.offset()), String.valueOf(each.byteSize())));
        for (Map.Entry<Table, Boolean> each : List.of(Map.entry(log, survey.log().isEmpty()),
                Map.entry(roots, survey.roots().isEmpty()), Map.entry(objects, survey.objects().isEmpty()))) {
            if (!each.getValue()) {
                lines.add("");
                lines.addAll(each.getKey().lines());
            }
        }
        return lines;
    }

    private static String handle(long handle) {
        return "0x" + Long.toHexString(handle);
    }

    /** What was found, for programs. */
    static Map<String, Object> summary(HeapSurvey survey) {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("file", survey.path().toString());
        root.put("fileBytes", survey.fileBytes());
        root.put("whole", survey.isWhole());
        root.put("objects", survey.objects().size());
        root.put("roots", survey.roots().size());
        root.put("faults", rows(survey.faults()));
        root.put("notes", rows(survey.notes()));
        return root;
    }

    /** All of it, for programs; handles as text, for they have more bits than some can read. */
    static Map<String, Object> whole(HeapSurvey survey) {
        Map<String, Object> root = new LinkedHashMap<>();
        root.put("file", survey.path().toString());
        root.put("fileBytes", survey.fileBytes());
        root.put("whole", survey.isWhole());
        root.put("header", survey.header().map(SurveyText::row).orElse(Map.of()));
        root.put("log", survey.log().stream().map(SurveyText::row).toList());
        Map<String, String> roots = new LinkedHashMap<>();
        survey.roots().forEach((name, handle) -> roots.put(name, handle(handle)));
        root.put("roots", roots);
        root.put("objects", survey.objects().stream().map(SurveyText::row).toList());
        root.put("faults", rows(survey.faults()));
        root.put("notes", rows(survey.notes()));
        return root;
    }

    private static Map<String, Object> row(HeapSurvey.Head head) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("identity", head.identity().toString());
        row.put("version", head.version());
        row.put("counter", head.counter());
        row.put("epoch", head.epoch());
        row.put("firstSequence", head.firstSequence());
        row.put("capacity", head.capacity());
        row.put("unit", head.unit());
        row.put("logBytes", head.logBytes());
        row.put("dataBytes", head.dataBytes());
        row.put("indexChunks", head.indexChunks());
        return row;
    }

    private static Map<String, Object> row(HeapSurvey.LogEntry entry) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("sequence", entry.sequence());
        row.put("offset", entry.offset());
        row.put("transactions", entry.transactions());
        row.put("changes", entry.changes());
        row.put("changedBytes", entry.changedBytes());
        return row;
    }

    private static Map<String, Object> row(HeapSurvey.ObjectEntry entry) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("handle", handle(entry.handle()));
        row.put("slot", entry.slot());
        row.put("offset", entry.offset());
        row.put("byteSize", entry.byteSize());
        return row;
    }

    /** What was found, for programs. */
    static List<Map<String, Object>> rows(List<HeapSurvey.Finding> findings) {
        return findings.stream().map(SurveyText::row).toList();
    }

    private static Map<String, Object> row(HeapSurvey.Finding finding) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("offset", finding.offset());
        row.put("what", finding.what());
        return row;
    }
}
