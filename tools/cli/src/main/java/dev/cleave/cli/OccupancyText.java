package dev.cleave.cli;

import dev.cleave.gpu.occupancy.Launch;
import dev.cleave.gpu.occupancy.Limit;
import dev.cleave.gpu.occupancy.Occupancy;
import dev.cleave.gpu.occupancy.Suggestion;
import dev.cleave.gpu.occupancy.Suggestions;
import dev.cleave.lab.report.FigureText;
import dev.cleave.lab.report.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What {@code cleave occupancy} answers, for people and for programs. */
final class OccupancyText {
    private OccupancyText() {}

    /** A table of one launch on several cards, and what would help on each. */
    static List<String> lines(List<Occupancy> answers) {
        Launch launch = answers.getFirst().launch();
        List<String> lines = new ArrayList<>();
        lines.add(FigureText.count(launch.threads(), "thread") + " a block (" + FigureText.count(launch.warps(), "warp")
                + "), " + FigureText.count(launch.registers(), "register") + " a thread, "
                + FigureText.count(launch.sharedBytes(), "byte") + " of shared memory"
                + (launch.threads() % 32 == 0
                        ? ""
                        : "; the last warp has only " + launch.threads() % 32 + " of 32 threads"));
        lines.add("");
        Table table = new Table().left(0, 0).left(2, 0).right(2, 0).left(2, 0).right(2, 0).right(2, 0);
        for (Limit ignored : Limit.values()) {
            table.right(2, 3);
        }
        table.row("capability", "card", "blocks", "limited by", "warps", "occupancy", "w", "r", "s", "b");
        answers.forEach(each -> table.row(cells(each)));
        lines.addAll(table.lines());
        for (Occupancy each : answers) {
            lines.add("");
            lines.addAll(advice(each));
        }
        return lines;
    }

    private static List<String> cells(Occupancy answer) {
        List<String> cells = new ArrayList<>(List.of(answer.capability().label(), answer.capability().card(),
                String.valueOf(answer.blocks()),
                answer.limits().stream().map(Limit::label).collect(Collectors.joining(", ")),
                answer.warps() + " of " + answer.capability().warps(), FigureText.percent(answer.share(), 1)));
        answer.most().values().forEach(most -> cells.add(most == Occupancy.UNLIMITED ? FigureText.UNKNOWN : "" + most));
        return cells;
    }

    private static List<String> advice(Occupancy answer) {
        List<String> lines = new ArrayList<>();
        Suggestions.of(answer).forEach(each -> lines.add("  " + each.text()));
        if (answer.blocks() > 0) {
            int spare = Suggestions.sharedToSpare(answer);
            lines.add(spare == 0
                    ? "  any more shared memory costs a block"
                    : "  " + FigureText.count(spare, "byte") + " of shared memory a block more cost no block");
        } else if (lines.isEmpty()) {
            lines.add("  not even one block fits, and no change of one thing alone would help");
        }
        lines.addFirst(answer.capability().label() + ":");
        return lines;
    }

    /** Each answer as an object. */
    static List<Map<String, Object>> json(List<Occupancy> answers) {
        return answers.stream().map(OccupancyText::json).toList();
    }

    private static Map<String, Object> json(Occupancy answer) {
        Launch launch = answer.launch();
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("capability", answer.capability().label());
        object.put("threads", launch.threads());
        object.put("registers", launch.registers());
        object.put("staticShared", launch.staticShared());
        object.put("dynamicShared", launch.dynamicShared());
        object.put("blocks", answer.blocks());
        object.put("limits", Limit.letters(answer.limits()));
        object.put("warps", answer.warps());
        object.put("occupancy", answer.share());
        object.put("suggestions", Suggestions.of(answer).stream().map(OccupancyText::json).toList());
        object.put("sharedToSpare", Suggestions.sharedToSpare(answer));
        return object;
    }

    private static Map<String, Object> json(Suggestion suggestion) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("limit", String.valueOf(suggestion.limit().letter()));
        object.put("change", suggestion.change());
        object.put("blocks", suggestion.changed().blocks());
        object.put("occupancy", suggestion.changed().share());
        return object;
    }
}
