package dev.cleave.verify.fuzz;

import dev.cleave.histories.ByteHistory;
import dev.cleave.histories.MutatedBytes;
import java.nio.charset.StandardCharsets;

/** Requests of HTTP, decoded from bytes: most of them nearly right, as those are that get furthest. */
final class PageRequests {
    private static final String[] METHODS = {"GET", "GET", "GET", "HEAD", "POST", "PUT", "OPTIONS", "TRACE", "get", ""};
    private static final String[] PATHS = {"/", "/page.css", "/js/main.js", "/lib/uPlot.esm.js", "/icon.svg", "/api/",
        "/api/pool", "/api/pool/figures", "/api/pool/history", "/api/pool/events", "/api/pool/map", "/api/pool/frames",
        "/api/pool/block", "/api/pool/why", "/api/pool/sites", "/api/pool/holders", "/api/pool/snapshot",
        "/api/pool/snapshot.json", "/api/pool/trim", "/api/pool/compact", "/api/none", "*", "http://localhost/",
        "/../../../../etc/passwd", "/js/../../PageServer.class", "/%2e%2e/%2e%2e/PageServer.class", "/js//main.js",
        "/js/..%2f..%2fpage.css", "//etc/passwd", "/META-INF/MANIFEST.MF", "/%00", "/js/main.js%00.css", "/%zz", "/é"};
    private static final String[] NAMES = {"from", "to", "count", "unit", "bytes", "limit", "cells", "at", "token",
        "order", "", "%6cimit", "a%"};
    private static final String[] VALUES = {"0", "1", "-1", "64", "1000000", "9223372036854775807",
        "9223372036854775808", "-9223372036854775808", "1e9", "0x10", "", " ", "now", "peak", "range", "%", "%ff%fe",
        "١", "NaN", "<script>"};
    private static final String[] HEADERS = {"Host: localhost", "Host: localhost", "Host: localhost:8080",
        "Host: 127.0.0.1", "Host: evil.example", "Host: [::1", "Host:", "X-Cleave-Page: 1", "Origin: http://localhost",
        "Origin: null", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Site: same-origin", "Sec-Fetch-Mode: navigate",
        "Content-Length: 0", "Content-Length: 5", "Content-Length: -1", "Content-Length: x",
        "Content-Length: 99999999999999999999", "Transfer-Encoding: chunked", "Transfer-Encoding: identity",
        "Connection: close", "Connection: keep-alive", "Expect: 100-continue", "Upgrade: h2c", "Cookie: cleave-page=",
        "Cookie: =;;=", "Range: bytes=0-1", "no colon", " folded: line", ": no name"};
    private static final int MOST_PARAMETERS = 40;
    private static final int MOST_HEADERS = 6;
    private static final int LONG = 3_000;

    private PageRequests() {}

    static byte[] of(ByteHistory history) {
        String target = history.oneOf(PATHS) + query(history);
        StringBuilder text = new StringBuilder(history.oneOf(METHODS)).append(' ').append(target)
                .append(history.below(12) == 0 ? "" : " HTTP/1.1").append("\r\n");
        if (history.below(8) != 0) {
            text.append("Host: localhost\r\n");
        }
        for (int each = history.below(MOST_HEADERS); each > 0; each--) {
            text.append(history.oneOf(HEADERS)).append("\r\n");
        }
        text.append(history.below(16) == 0 ? "" : "\r\n");
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        return history.below(4) == 0 ? MutatedBytes.of(history, bytes) : bytes;
    }

    private static String query(ByteHistory history) {
        int parameters = history.below(3) == 0 ? history.below(MOST_PARAMETERS) : history.below(3);
        StringBuilder query = new StringBuilder();
        for (int each = 0; each < parameters; each++) {
            query.append(each == 0 ? '?' : '&').append(history.oneOf(NAMES)).append('=').append(history.oneOf(VALUES));
        }
        return history.below(40) == 0 ? query + "?" + "x".repeat(LONG) : query.toString();
    }
}
