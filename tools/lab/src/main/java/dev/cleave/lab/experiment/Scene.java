package dev.cleave.lab.experiment;

import dev.cleave.lab.map.RoadMap;
import java.util.List;

/**
 * One scene of a story that is told over a pool's map.
 *
 * @param title what happens, in one line
 * @param text what is to be seen, in a few lines of 80 columns at most
 * @param map the pool at that moment
 */
public record Scene(String title, List<String> text, RoadMap map) implements Picture {
    /** Keeps a copy of the text. */
    public Scene {
        text = List.copyOf(text);
    }
}
