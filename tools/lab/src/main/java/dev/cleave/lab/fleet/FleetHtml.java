package dev.cleave.lab.fleet;

import dev.cleave.lab.chart.ChartFormat;
import dev.cleave.lab.chart.ExperimentChart;
import dev.cleave.lab.experiment.Picture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A report as one page that needs nothing but itself: tables, and behind a picture always the table
 * that says the same.
 */
public final class FleetHtml {
    private static final String HEAD = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Cleave: a fleet's memory</title>
            <style>
            :root { color-scheme: light dark; }
            body { font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 68rem; padding: 1rem; }
            .wide { overflow-x: auto; }
            table { border-collapse: collapse; margin: .5rem 0 1.5rem; }
            th, td { padding: .2rem .8rem .2rem 0; text-align: right; vertical-align: top; white-space: nowrap; }
            th.word, td.word { text-align: left; white-space: normal; overflow-wrap: anywhere; }
            thead th { border-bottom: 1px solid currentColor; }
            figure { background: #fff; border-radius: .5rem; margin: .5rem 0; max-width: 56rem; }
            figure img { display: block; height: auto; max-width: 100%; }
            </style>
            </head>
            <body>
            <h1>A fleet's memory</h1>
            <p>SCANNED</p>
            <p>Of each process the last snapshot counts, but by day. Days are those of UTC. <em>Scattered</em>: the
            share of free memory in blocks too small for the request.</p>
            """;

    private FleetHtml() {}

    /**
     * Writes the page; an existing file is replaced.
     *
     * @throws IOException when it cannot be written
     */
    public static void write(FleetReport report, Path file) throws IOException {
        Files.writeString(file, of(report), StandardCharsets.UTF_8);
    }

    private static String of(FleetReport report) throws IOException {
        Map<String, Picture> pictures = FleetPictures.of(report);
        StringBuilder page = new StringBuilder(HEAD.replace("SCANNED", escaped(FleetTables.scan(report.scan()))));
        for (FleetTables.Titled each : FleetTables.of(report)) {
            page.append("<h2>").append(escaped(each.title())).append("</h2>\n");
            Optional<Picture> picture = Optional.ofNullable(pictures.get(each.title()));
            if (picture.isPresent()) {
                page.append("<figure><img alt=\"").append(escaped(each.title()))
                        .append(", drawn: the table below says the same\" src=\"data:image/svg+xml;base64,")
                        .append(Base64.getEncoder().encodeToString(svg(picture.get())))
                        .append("\"></figure>\n");
            }
            table(each, page);
        }
        return page.append("</body>\n</html>\n").toString();
    }

    private static void table(FleetTables.Titled table, StringBuilder page) {
        page.append("<div class=\"wide\"><table><thead>");
        row(table.head(), "th scope=\"col\"", "th", table.words(), page);
        page.append("</thead><tbody>\n");
        table.rows().forEach(row -> row(row, "td", "td", table.words(), page));
        page.append("</tbody></table></div>\n");
    }

    private static void row(List<String> cells, String open, String close, int words, StringBuilder page) {
        page.append("<tr>");
        for (int column = 0; column < cells.size(); column++) {
            page.append('<').append(open).append(column < words ? " class=\"word\"" : "").append('>')
                    .append(escaped(cells.get(column))).append("</").append(close).append('>');
        }
        page.append("</tr>\n");
    }

    private static byte[] svg(Picture picture) throws IOException {
        Path file = Files.createTempFile("cleave-fleet", ".svg");
        try {
            ExperimentChart.write(List.of(picture), file, ChartFormat.SVG);
            return Files.readAllBytes(file);
        } finally {
            Files.delete(file);
        }
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
