package dev.cleave.cli.serve;

import dev.cleave.lab.experiment.Experiment;
import dev.cleave.lab.experiment.ExperimentSettings;
import dev.cleave.lab.experiment.Scene;
import dev.cleave.lab.map.RoadMap;
import dev.cleave.lab.report.Progress;
import dev.cleave.page.PageRefusal;
import dev.cleave.page.PageRequest;
import dev.cleave.page.PageTopic;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The city convoy, scene by scene. It is run once, when first asked for. */
public final class ConvoyTopic implements PageTopic {
    private final Experiment experiment;

    /** Guarded by the monitor; null before the first time. */
    private @Nullable List<Map<String, Object>> scenes;

    /** The scenes of an experiment that tells a story. */
    public ConvoyTopic(Experiment experiment) {
        this.experiment = experiment;
    }

    @Override
    public String name() {
        return "convoy";
    }

    @Override
    public synchronized Object answer(PageRequest request) throws PageRefusal {
        request.require(false);
        if (!request.path().isEmpty()) {
            throw request.unknown();
        }
        List<Map<String, Object>> told = scenes;
        if (told == null) {
            told = experiment.run(ExperimentSettings.DEFAULTS, Progress.SILENT).scenes().stream()
                    .map(ConvoyTopic::json).toList();
            scenes = told;
        }
        return Map.of("scenes", told);
    }

    private static Map<String, Object> json(Scene scene) {
        return Map.of("title", scene.title(), "text", scene.text(), "road", road(scene.map()));
    }

    private static String road(RoadMap map) {
        StringBuilder road = new StringBuilder(map.segments());
        for (int segment = 0; segment < map.segments(); segment++) {
            road.append(switch (map.kind(segment)) {
                case FREE -> '.';
                case HOUSE -> 'h';
                case MOVED -> 'm';
                case LEFT -> 'l';
                case LANE -> 'r';
                case CONVOY -> 'c';
            });
        }
        return road.toString();
    }
}
