package dev.cleave.cli.serve;

import dev.cleave.page.PageRefusal;
import dev.cleave.page.PageRequest;
import dev.cleave.page.PageTopic;
import dev.cleave.workshop.Algorithm;
import dev.cleave.workshop.contract.Shape;
import dev.cleave.workshop.show.Frame;
import dev.cleave.workshop.show.Story;
import dev.cleave.workshop.show.Storyboard;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The workshop's algorithms, step by step, for a reader's own requests. */
public final class WorkshopTopic implements PageTopic {
    private static final int LEAST_UNITS = 2;
    private static final int MOST_UNITS = 64;
    private static final int USUAL_UNITS = 16;
    private static final int LONGEST_SCRIPT = 400;

    /** All algorithms. */
    public WorkshopTopic() {}

    @Override
    public String name() {
        return "workshop";
    }

    @Override
    public Object answer(PageRequest request) throws PageRefusal {
        request.require(false);
        return switch (request.path()) {
            case "" -> Map.of("algorithms", Arrays.stream(Algorithm.values()).map(Algorithm::label).toList());
            case "show" -> show(request);
            default -> throw request.unknown();
        };
    }

    private static Object show(PageRequest request) throws PageRefusal {
        Algorithm algorithm = request.text("algorithm").flatMap(Algorithm::named)
                .orElseThrow(() -> PageRefusal.bad("algorithm: must be one of " + Algorithm.labels()));
        Shape shape = Shape.of(request.number("units", LEAST_UNITS, MOST_UNITS, USUAL_UNITS));
        String script = request.text("script").orElse("");
        if (script.length() > LONGEST_SCRIPT) {
            throw PageRefusal.bad("requests of " + script.length() + " characters: at most " + LONGEST_SCRIPT);
        }
        try {
            Story story = script.isBlank() ? Story.standard(shape) : Story.parse(script, shape);
            List<Frame> frames = Storyboard.of(algorithm::open, shape, story);
            return Map.of("algorithm", algorithm.label(), "frames", frames.stream().map(WorkshopTopic::json).toList());
        } catch (IllegalArgumentException unfit) {
            throw PageRefusal.bad(String.valueOf(unfit.getMessage()));
        }
    }

    private static Map<String, Object> json(Frame frame) {
        return Map.of("request", frame.request(), "caption", frame.caption(), "books", frame.books(), "pieces",
                frame.pieces().stream().map(piece -> Map.<String, Object>of("units", piece.units(), "state",
                        piece.state().name().toLowerCase(Locale.ROOT), "letter", String.valueOf(piece.letter()),
                        "marked", piece.marked())).toList());
    }
}
