package dev.cleave.page;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Those who look at the page now: each is sent a server-sent event after each look of the watch.
 * One who leaves is noticed at the next.
 */
final class Viewers {
    /** The most at once. */
    static final int MOST = 16;

    private static final long HEARTBEAT_MILLIS = 10_000;

    private final Watch watch;
    private final PoolTopic topic;
    private final AtomicInteger count = new AtomicInteger();

    Viewers(Watch watch, PoolTopic topic) {
        this.watch = watch;
        this.topic = topic;
    }

    int count() {
        return count.get();
    }

    /** Sends events until the viewer leaves, or the page is closed. */
    void serve(HttpExchange exchange) throws IOException, PageRefusal {
        if (count.incrementAndGet() > MOST) {
            count.decrementAndGet();
            throw new PageRefusal(503, "at most " + MOST + " may look at once");
        }
        try {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
            exchange.sendResponseHeaders(200, 0);
            send(exchange.getResponseBody());
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } catch (IOException left) {
            // The viewer closed the connection: nothing is owed to it.
        } finally {
            count.decrementAndGet();
        }
    }

    private void send(OutputStream out) throws IOException, InterruptedException {
        long seen = -1;
        while (!watch.isClosed()) {
            long looks = watch.await(seen, HEARTBEAT_MILLIS);
            String text = looks == seen ? ": still here\n\n" : "event: tick\ndata: " + Json.text(topic.tick()) + "\n\n";
            seen = looks;
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }
    }
}
