package dev.cleave.page;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who is let in. On loopback: whoever names the page by a loopback name, so that no foreign name
 * can be made to point here (DNS rebinding). On another address: whoever has the token, by a cookie
 * that the first visit with the token sets. Another site's pages can neither read nor post: see
 * {@link #requireOwn}.
 */
final class Door {
    /**
     * What a page's own script sends with each POST: another site's could not without our leave.
     */
    static final String OWN_HEADER = "X-Cleave-Page";

    static final String COOKIE = "cleave-page";
    private static final int LONGEST_ADDRESS = 2_048;
    private static final int TOKEN_BYTES = 24;

    private final boolean loopback;
    private final @Nullable String token;

    Door(InetAddress bound) {
        loopback = bound.isLoopbackAddress();
        token = loopback ? null : newToken();
    }

    private static String newToken() {
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    /** What those who come by a network need. */
    Optional<String> token() {
        return Optional.ofNullable(token);
    }

    /** Refuses whoever is not to come in. */
    void require(HttpExchange exchange) throws PageRefusal {
        requireShape(exchange);
        Headers headers = exchange.getRequestHeaders();
        String host = headers.getFirst("Host");
        if (loopback && !isLoopbackName(host)) {
            throw new PageRefusal(403, "this page is for this machine alone: open it as http://localhost");
        }
        if (token != null && !hasCookie(headers)) {
            throw new PageRefusal(401, "this page asks for the token that was printed when it was opened: /?token=…");
        }
        requireOwn(exchange, headers, host);
    }

    private static void requireShape(HttpExchange exchange) throws PageRefusal {
        String method = exchange.getRequestMethod();
        if (!method.equals("GET") && !method.equals("HEAD") && !method.equals("POST")) {
            throw new PageRefusal(405, "GET, HEAD and POST are understood");
        }
        if (exchange.getRequestURI().toString().length() > LONGEST_ADDRESS) {
            throw new PageRefusal(414, "an address of more than " + LONGEST_ADDRESS + " characters");
        }
        Headers headers = exchange.getRequestHeaders();
        String length = headers.getFirst("Content-Length");
        if (headers.containsKey("Transfer-Encoding") || length != null && !length.equals("0")) {
            throw new PageRefusal(413, "a request with a body: none is read here");
        }
    }

    /** Pages of other sites are refused, whatever they ask; a POST must be our own script's. */
    private static void requireOwn(HttpExchange exchange, Headers headers, @Nullable String host) throws PageRefusal {
        String site = headers.getFirst("Sec-Fetch-Site");
        boolean foreign = site != null && !site.equals("same-origin") && !site.equals("none");
        boolean navigates = "navigate".equals(headers.getFirst("Sec-Fetch-Mode"))
                && exchange.getRequestURI().getPath().equals("/");
        if (foreign && !navigates) {
            throw new PageRefusal(403, "asked for by another site");
        }
        String origin = headers.getFirst("Origin");
        if (origin != null && !origin.equals("http://" + host)) {
            throw new PageRefusal(403, "asked for by another site");
        }
        if (exchange.getRequestMethod().equals("POST") && !headers.containsKey(OWN_HEADER)) {
            throw new PageRefusal(403, "a POST needs the header " + OWN_HEADER);
        }
    }

    private boolean hasCookie(Headers headers) {
        for (String line : headers.getOrDefault("Cookie", java.util.List.of())) {
            for (String each : line.split(";")) {
                String[] pair = each.strip().split("=", 2);
                if (pair.length == 2 && pair[0].equals(COOKIE) && isToken(pair[1])) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Takes as long whichever characters are wrong. */
    boolean isToken(String candidate) {
        return token != null && MessageDigest.isEqual(token.getBytes(StandardCharsets.UTF_8),
                candidate.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether a Host header names this machine, with any port. */
    static boolean isLoopbackName(@Nullable String host) {
        if (host == null) {
            return false;
        }
        try {
            String name = URI.create("http://" + host).getHost();
            return name != null && switch (name.toLowerCase(Locale.ROOT)) {
                case "localhost", "127.0.0.1", "[::1]" -> true;
                default -> false;
            };
        } catch (IllegalArgumentException strange) {
            return false;
        }
    }
}
