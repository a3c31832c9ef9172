package dev.cleave.cli.serve;

import dev.cleave.page.PageRefusal;
import dev.cleave.page.PageRequest;
import dev.cleave.page.PageTopic;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The controls of a trace that is replayed: play, pause, step, seek, speed, peak. They need no
 * leave: the pool is the page's own.
 */
public final class ReplayTopic implements PageTopic {
    private final TracePlayer player;

    /** Controls of a player. */
    public ReplayTopic(TracePlayer player) {
        this.player = player;
    }

    @Override
    public String name() {
        return "replay";
    }

    @Override
    public Object answer(PageRequest request) throws PageRefusal {
        request.require(!request.path().isEmpty());
        int events = player.trace().events();
        switch (request.path()) {
            case "" -> {
                // only looks
            }
            case "play" -> player.play();
            case "pause" -> player.pause();
            case "step" -> player.step((int) request.number("events", 1, events, 1));
            case "seek" -> player.seek((int) request.number("event", 0, events));
            case "peak" -> player.seek(Math.min(events, player.trace().peakEvent() + 1));
            case "speed" -> player.speed((int) request.number("events", 1, TracePlayer.FASTEST));
            default -> throw request.unknown();
        }
        return state();
    }

    private Map<String, Object> state() {
        TracePlayer.State state = player.state();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("trace", player.trace().name());
        json.put("events", player.trace().events());
        json.put("event", state.event());
        json.put("live", state.live());
        json.put("failures", state.failures());
        json.put("speed", state.speed());
        json.put("playing", state.playing());
        return json;
    }
}
