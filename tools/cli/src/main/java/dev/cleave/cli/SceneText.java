package dev.cleave.cli;

import dev.cleave.lab.experiment.Scene;
import dev.cleave.lab.map.RoadText;
import java.util.ArrayList;
import java.util.List;

/** The scenes of an experiment as lines of text. */
record SceneText(String heading, List<Scene> scenes, RoadText road) {
    /** A scene whole, for a screen of its own. */
    List<String> lines(int index) {
        List<String> lines = new ArrayList<>(List.of(heading, road.legend(), ""));
        lines.addAll(scene(index));
        return lines;
    }

    /** All of them, one under the other. */
    List<String> all() {
        List<String> lines = new ArrayList<>(List.of(road.legend()));
        for (int index = 0; index < scenes.size(); index++) {
            lines.add("");
            lines.addAll(scene(index));
        }
        return lines;
    }

    private List<String> scene(int index) {
        Scene scene = scenes.get(index);
        List<String> lines = new ArrayList<>();
        lines.add("Scene " + (index + 1) + " of " + scenes.size() + ": " + scene.title());
        lines.addAll(scene.text());
        lines.add("");
        lines.addAll(road.lines(scene.map()));
        return lines;
    }
}
