package dev.cleave.page;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The pools of a page, each with its own watch and viewers. The parameter {@code pool} of a request
 * says which is meant, by its number from 0; the first where it is missing.
 */
final class ShownPools implements PageTopic, AutoCloseable {
    private final List<Shown> pools = new ArrayList<>();

    private record Shown(Subject subject, Watch watch, PoolTopic topic, Viewers viewers) {}

    /** Adds one, before the page opens. */
    void add(Subject subject, EventLog events) {
        Watch watch = new Watch(subject, events);
        PoolTopic topic = new PoolTopic(subject, watch);
        pools.add(new Shown(subject, watch, topic, new Viewers(watch, topic)));
    }

    boolean isEmpty() {
        return pools.isEmpty();
    }

    void start() {
        pools.forEach(each -> each.watch.start());
        Thread.ofVirtual().name("cleave-page-first").start(() -> pools.forEach(each -> each.topic.prepare()));
    }

    @Override
    public String name() {
        return "pool";
    }

    @Override
    public Object answer(PageRequest request) throws PageRefusal {
        if (request.path().equals("all")) {
            request.require(false);
            return Json.object("pools", pools.stream().map(ShownPools::line).toList());
        }
        return meant(request).topic.answer(request);
    }

    private static Map<String, Object> line(Shown shown) {
        Map<String, Object> figures = shown.watch.figures();
        return Json.object("pool", shown.subject.name(), "usedBytes", figures.get("usedBytes"), "capacityBytes",
                figures.get("capacityBytes"));
    }

    private Shown meant(PageRequest request) throws PageRefusal {
        return pools.get((int) request.number("pool", 0, pools.size() - 1L, 0));
    }

    /** Sends a viewer what happens to the pool that is meant, until it leaves. */
    void serve(HttpExchange exchange, PageRequest request) throws IOException, PageRefusal {
        meant(request).viewers.serve(exchange);
    }

    @Override
    public void close() {
        pools.forEach(each -> each.watch.close());
    }
}
