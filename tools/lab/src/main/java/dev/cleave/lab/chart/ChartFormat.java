package dev.cleave.lab.chart;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** The kinds of picture a chart can be drawn as. */
public enum ChartFormat {
    /** Lines and text that scale: for documents and browsers. */
    SVG,

    /** Pixels: for everything else. */
    PNG;

    /** The format that a file's extension names, if it names one: {@code .svg} or {@code .png} in any case. */
    public static Optional<ChartFormat> of(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".svg")) {
            return Optional.of(SVG);
        }
        return name.endsWith(".png") ? Optional.of(PNG) : Optional.empty();
    }
}
