package dev.cleave.lab.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.LongStream;

/**
 * Sizes of direct buffers as programs asked Netty for them, each as likely as the others: quantiles
 * of what was recorded, in bytes.
 */
enum BufferSizes {
    /**
     * Of a proxy of web sockets: quantiles of the table in Netty's own {@code
     * ByteBufAllocatorAllocPatternBenchmark}.
     */
    PROXY("websocket-proxy.sizes"),

    /**
     * Of an HTTP server: what Netty 4.2.20 asked its pooled allocator for while 64 clients sent
     * 64,000 requests, up to four at once, with bodies of 64 B to 64 KiB, log-uniform, three of
     * four in the answer, the rest both ways.
     */
    HTTP("http-server.sizes");

    private final String resource;

    BufferSizes(String resource) {
        this.resource = resource;
    }

    /** The sizes, in bytes. */
    long[] bytes() {
        try (InputStream recorded = BufferSizes.class.getResourceAsStream(resource);
                BufferedReader lines = new BufferedReader(new InputStreamReader(
                        Objects.requireNonNull(recorded, resource), StandardCharsets.US_ASCII))) {
            return lines.lines().filter(line -> !line.startsWith("#"))
                    .flatMap(line -> Arrays.stream(line.split(" "))).mapToLong(Long::parseLong).toArray();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The largest of them, in bytes. */
    long most() {
        return LongStream.of(bytes()).max().orElseThrow();
    }
}
