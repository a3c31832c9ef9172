package dev.cleave.page;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * What a page says about its subject. Answers that need a walk over the pool are thrifty: see
 * {@link Thrift}.
 */
final class PoolTopic implements PageTopic {
    /** A walk is followed by a pause of so many times its length: half a percent of the time. */
    private static final int REST = 200;

    private static final long LEAST_NANOS = 100_000_000;
    private static final int MOST_EVENTS = 500;

    private final Subject subject;
    private final Watch watch;
    private final Thrift thrift = new Thrift(REST, LEAST_NANOS, System::nanoTime);

    PoolTopic(Subject subject, Watch watch) {
        this.subject = subject;
        this.watch = watch;
    }

    @Override
    public String name() {
        return "pool";
    }

    /** A refusal on its way through a supplier. */
    private static final class Carried extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final PageRefusal refusal;

        Carried(PageRefusal refusal) {
            super(refusal);
            this.refusal = refusal;
        }
    }

    /** A computation that may be refused. */
    @FunctionalInterface
    private interface Walk {
        Object run() throws PageRefusal;
    }

    @Override
    public Object answer(PageRequest request) throws PageRefusal {
        try {
            return request.path().equals("trim") ? trim(request) : look(request);
        } catch (IllegalStateException closed) {
            throw new PageRefusal(410, "the pool is closed: " + closed.getMessage());
        } catch (Carried carried) {
            throw carried.refusal;
        }
    }

    private Object trim(PageRequest request) throws PageRefusal {
        request.requireActions();
        return Json.object("trimmedBytes", subject.trim());
    }

    private Object look(PageRequest request) throws PageRefusal {
        request.require(false);
        return switch (request.path()) {
            case "" -> Json.object("subject", subject.description(), "figures", watch.figures(), "end", watch.end());
            case "figures" -> watch.figures();
            case "history" -> history(request);
            case "events" -> Json.object("events",
                    watch.events().last((int) request.number("limit", 1, MOST_EVENTS, MOST_EVENTS)));
            case "map" -> map(request);
            case "frames" -> frames(request);
            case "block" -> subject.block(request.number("unit", 0, subject.units() - 1));
            case "why" -> why(request);
            case "sites" -> sites(request);
            case "holders" -> walk("holders", subject::holders);
            case "snapshot" -> new PageFile("pool.snapshot", "application/octet-stream", subject.snapshot().toBytes());
            case "snapshot.json" -> new PageFile("pool-snapshot.json", "application/json",
                    subject.snapshot().toJson().getBytes(java.nio.charset.StandardCharsets.UTF_8));
            default -> throw request.unknown();
        };
    }

    private Object history(PageRequest request) throws PageRefusal {
        return watch.history().json(request.number("from", 0, Long.MAX_VALUE, 0),
                request.number("to", 0, Long.MAX_VALUE, Long.MAX_VALUE));
    }

    private Object map(PageRequest request) throws PageRefusal {
        String colour = request.text("colour").orElse("use");
        return walk("map " + (subject.colours().contains(colour) ? colour : ""), () -> subject.cells(colour).json());
    }

    private Object frames(PageRequest request) throws PageRefusal {
        long from = request.number("from", 0, subject.units() - 1);
        long count = request.number("count", 1, Math.min(Frames.MOST, subject.units() - from));
        return walk("frames " + from + " " + count, () -> subject.frames(from, (int) count).json());
    }

    /** A question that a person typed is answered at once. */
    private Object why(PageRequest request) throws PageRefusal {
        return subject.why(request.number("bytes", 1, Long.MAX_VALUE / 2));
    }

    private Object sites(PageRequest request) throws PageRefusal {
        String when = request.text("when").orElse("now");
        return switch (when) {
            case "now" -> walk("sites", () -> SiteHistory.json(System.currentTimeMillis(), 0,
                    subject.sites(SiteHistory.LIMIT)));
            case "peak" -> watch.sites().peak();
            case "range" -> watch.sites().range(request.number("from", 0, Long.MAX_VALUE),
                    request.number("to", 0, Long.MAX_VALUE));
            default -> throw PageRefusal.bad("when: must be now, peak or range");
        };
    }

    private Object walk(String question, Walk walk) throws PageRefusal {
        return thrift.ask(question, Object.class, () -> {
            try {
                return walk.run();
            } catch (PageRefusal refusal) {
                throw new Carried(refusal);
            }
        });
    }

    /**
     * Makes what the first visitor asks for first, and throws it away: the JVM has loaded then what
     * it takes.
     */
    void prepare() {
        try {
            Json.bytes(Json.object("subject", subject.description(), "map", subject.cells("use").json(), "holders",
                    subject.holders(), "history", watch.history().json(0, Long.MAX_VALUE), "tick", tick()));
        } catch (PageRefusal | RuntimeException refused) {
            // Whoever asks is told.
        }
    }

    /** What a tick tells. */
    Map<String, Object> tick() throws UncheckedIOException {
        return Json.object("figures", watch.figures(), "events", List.copyOf(watch.events().last(1)), "end",
                watch.end(), "now", System.currentTimeMillis());
    }
}
