package dev.cleave.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The page's own files, out of its jar: those of a list, so that no request names a file. */
final class StaticFiles {
    private static final List<String> SCRIPTS = List.of("main", "api", "map", "charts", "figures", "why", "flame",
            "timeline", "flight", "holders", "replay", "workshop", "convoy", "experiments", "rows",
            "words");

    private final Map<String, File> files = new HashMap<>();

    /**
     * A file.
     *
     * @param type its media type
     */
    record File(String type, byte[] bytes) {}

    StaticFiles() {
        add("/", "index.html", "text/html; charset=utf-8");
        add("/page.css", "page.css", "text/css; charset=utf-8");
        add("/icon.svg", "icon.svg", "image/svg+xml");
        for (String script : SCRIPTS) {
            add("/js/" + script + ".js", "js/" + script + ".js", "text/javascript; charset=utf-8");
        }
        add("/lib/uPlot.esm.js", "lib/uPlot.esm.js", "text/javascript; charset=utf-8");
        add("/lib/uPlot.min.css", "lib/uPlot.min.css", "text/css; charset=utf-8");
    }

    private void add(String path, String resource, String type) {
        try (InputStream in = StaticFiles.class.getResourceAsStream("web/" + resource)) {
            if (in == null) {
                throw new IllegalStateException("the jar of cleave-page has no web/" + resource + ": it is not whole");
            }
            files.put(path, new File(type, in.readAllBytes()));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The file of a path of an address, if there is one. */
    Optional<File> find(String path) {
        return Optional.ofNullable(files.get(path));
    }
}
