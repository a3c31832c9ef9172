package dev.cleave.page;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/** The page's HTTP server: a virtual thread for each request, files, topics, ticks. */
final class PageServer implements AutoCloseable {
    /** Nothing but what lies here is loaded or asked, and nobody may frame it. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self';"
            + " img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none';"
            + " frame-ancestors 'none'";

    private static final int BACKLOG = 64;
    private static final int MOST_REQUESTS = 64;
    private static final int MOST_PARAMETERS = 32;

    private final HttpServer http;
    private final ExecutorService threads;
    private final Door door;
    private final boolean actions;
    private final Map<String, PageTopic> topics = new HashMap<>();
    private final StaticFiles files = new StaticFiles();
    private final ShownPools pools;
    private final Semaphore room = new Semaphore(MOST_REQUESTS);

    PageServer(InetSocketAddress address, boolean actions, List<PageTopic> topics, ShownPools pools)
            throws IOException {
        this.actions = actions;
        this.pools = pools;
        door = new Door(address.getAddress());
        topics.forEach(each -> this.topics.put(each.name(), each));
        if (!pools.isEmpty()) {
            this.topics.put(pools.name(), pools);
        }
        http = HttpServer.create(address, BACKLOG);
        threads = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("cleave-page-", 0).factory());
        http.setExecutor(threads);
        http.createContext("/", this::handle);
    }

    void start() {
        http.start();
    }

    int port() {
        return http.getAddress().getPort();
    }

    Door door() {
        return door;
    }

    // -------------------------------------------------------------------------------------------------------- requests

    private void handle(HttpExchange exchange) throws IOException {
        if (!room.tryAcquire()) {
            try (exchange) {
                refuse(exchange, new PageRefusal(503, "too many requests at once: at most " + MOST_REQUESTS));
            }
            return;
        }
        try (exchange) {
            answer(exchange);
        } finally {
            room.release();
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try {
            String path = exchange.getRequestURI().getPath();
            if (path == null) {
                throw PageRefusal.bad("an address without a path");
            }
            if (!welcome(exchange, path)) {
                door.require(exchange);
                answer(exchange, path);
            }
        } catch (PageRefusal refusal) {
            refuse(exchange, refusal);
        } catch (RuntimeException broken) {
            System.getLogger("dev.cleave.page").log(System.Logger.Level.WARNING, "a request was not answered", broken);
            refuse(exchange, new PageRefusal(500, "the page failed: " + broken));
        }
    }

    /** The first visit with the token: it becomes a cookie, and leaves the address. */
    private boolean welcome(HttpExchange exchange, String path) throws IOException, PageRefusal {
        String given = door.token().isPresent() && path.equals("/")
                ? parameters(exchange).getOrDefault("token", "")
                : "";
        if (!door.isToken(given)) {
            return false;
        }
        exchange.getResponseHeaders().set("Set-Cookie",
                Door.COOKIE + "=" + given + "; HttpOnly; SameSite=Strict; Path=/");
        exchange.getResponseHeaders().set("Location", "/");
        send(exchange, 303, "text/plain; charset=utf-8", new byte[0]);
        return true;
    }

    private void answer(HttpExchange exchange, String path) throws IOException, PageRefusal {
        boolean post = exchange.getRequestMethod().equals("POST");
        if (path.equals("/events") && !post && !pools.isEmpty()) {
            secure(exchange.getResponseHeaders());
            pools.serve(exchange, new PageRequest(false, "", parameters(exchange), actions));
        } else if (path.startsWith("/api/")) {
            api(exchange, path.substring("/api/".length()), post);
        } else if (post) {
            throw new PageRefusal(405, "files are asked for with GET");
        } else {
            StaticFiles.File file = files.find(path)
                    .orElseThrow(() -> new PageRefusal(404, "there is nothing at this address"));
            send(exchange, 200, file.type(), file.bytes());
        }
    }

    private void api(HttpExchange exchange, String path, boolean post) throws IOException, PageRefusal {
        int slash = path.indexOf('/');
        PageTopic topic = topics.get(slash < 0 ? path : path.substring(0, slash));
        if (path.isEmpty()) {
            sendJson(exchange, index(exchange));
        } else if (topic == null) {
            throw new PageRefusal(404, "this page has no such topic: it has "
                    + String.join(", ", topics.keySet().stream().sorted().toList()));
        } else {
            Object answer = topic.answer(
                    new PageRequest(post, slash < 0 ? "" : path.substring(slash + 1), parameters(exchange), actions));
            if (answer instanceof PageFile file) {
                exchange.getResponseHeaders().set("Content-Disposition",
                        "attachment; filename=\"" + file.name() + "\"");
                send(exchange, 200, file.type(), file.bytes());
            } else {
                sendJson(exchange, answer);
            }
        }
    }

    /** What a page asks first: which topics there are, and of its pool, if it has one. */
    private Map<String, Object> index(HttpExchange exchange) throws PageRefusal {
        Object pool = pools.isEmpty()
                ? null
                : pools.answer(new PageRequest(false, "", parameters(exchange), actions));
        return Json.object("topics", topics.keySet().stream().sorted().toList(), "actions", actions, "pool", pool);
    }

    private static Map<String, String> parameters(HttpExchange exchange) throws PageRefusal {
        String query = exchange.getRequestURI().getRawQuery();
        Map<String, String> parameters = new HashMap<>();
        if (query == null || query.isEmpty()) {
            return parameters;
        }
        String[] pairs = query.split("&");
        if (pairs.length > MOST_PARAMETERS) {
            throw PageRefusal.bad(pairs.length + " parameters: at most " + MOST_PARAMETERS);
        }
        try {
            for (String each : pairs) {
                String[] pair = each.split("=", 2);
                parameters.put(decoded(pair[0]), pair.length == 1 ? "" : decoded(pair[1]));
            }
        } catch (IllegalArgumentException torn) {
            throw PageRefusal.bad("a parameter that is not encoded as it must be");
        }
        return parameters;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    // --------------------------------------------------------------------------------------------------------- answers

    private static void secure(Headers headers) {
        headers.set("Content-Security-Policy", POLICY);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
        headers.set("Cache-Control", "no-store");
    }

    private static void sendJson(HttpExchange exchange, Object value) throws IOException {
        send(exchange, 200, "application/json", Json.bytes(value));
    }

    private static void refuse(HttpExchange exchange, PageRefusal refusal) throws IOException {
        if (exchange.getResponseCode() < 0) {
            send(exchange, refusal.status(), "application/json",
                    Json.bytes(Json.object("error", String.valueOf(refusal.getMessage()))));
        }
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] bytes) throws IOException {
        secure(exchange.getResponseHeaders());
        exchange.getResponseHeaders().set("Content-Type", type);
        boolean empty = bytes.length == 0 || exchange.getRequestMethod().equals("HEAD");
        if (status == 413 || status == 414) {
            exchange.getResponseHeaders().set("Connection", "close");
        }
        exchange.sendResponseHeaders(status, empty ? -1 : bytes.length);
        if (!empty) {
            try (OutputStream body = exchange.getResponseBody()) {
                body.write(bytes);
            }
        }
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }
}
