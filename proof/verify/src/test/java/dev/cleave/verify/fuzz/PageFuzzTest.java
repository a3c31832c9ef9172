package dev.cleave.verify.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.cleave.contiguity.MovableBlock;
import dev.cleave.contiguity.MovableBlocks;
import dev.cleave.heap.Heap;
import dev.cleave.histories.ByteHistory;
import dev.cleave.histories.RandomHistories;
import dev.cleave.memory.Pool;
import dev.cleave.page.CleavePage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A page on a pool with all that it can show and do, asked by way of a socket. */
@DisplayName("Whatever is asked of the page")
class PageFuzzTest {
    private static final int TRIES = 600;
    private static final int MOST_BYTES = 80;

    /**
     * Longer than any machine needs for an answer: a request that is not answered by then hangs.
     */
    private static final int PATIENCE_MILLIS = 60_000;

    private static final int MOST_ANSWER = 8 << 20;
    private static final String CONTINUE = "(?s)HTTP/1\\.1 100 .*?\r\n\r\n";
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: (\\d+)\r\n");
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) .*");

    private static Pool pool;
    private static MovableBlocks blocks;
    private static Heap heap;
    private static CleavePage page;
    private static MovableBlock held;

    private final Map<Integer, Integer> statuses = new TreeMap<>();

    @BeforeAll
    static void open() throws IOException {
        pool = Pool.builder().capacity(8 << 20).sampleEvery(1 << 12).build();
        blocks = MovableBlocks.over(pool);
        heap = Heap.builder(pool).build();
        held = blocks.allocate(100_000);
        page = CleavePage.of(pool).movable(blocks).heap(heap).allowActions(true).open();
    }

    @AfterAll
    static void close() {
        page.close();
        held.free();
        heap.close();
        blocks.close();
        pool.close();
    }

    @Test
    @DisplayName("is answered, never by a failure of the page, never with anything but what is the page's")
    void isAnswered() {
        RandomHistories.check(TRIES, MOST_BYTES, this::ask);

        assertThat(statuses).as("statuses of answers").containsKeys(200, 400, 403, 404, 405, 413, 414);
        pool.space().verify();
    }

    @FuzzTest(maxDuration = "10m")
    void anyRequest(byte[] bytes) {
        ask(ByteHistory.of(bytes));
    }

    private void ask(ByteHistory history) {
        byte[] request = PageRequests.of(history);
        String text = new String(request, StandardCharsets.ISO_8859_1);
        history.tell(text);
        byte[] answer;
        try {
            answer = answerTo(request);
        } catch (IOException silent) {
            throw new UncheckedIOException("no answer to " + text, silent);
        }
        String said = new String(answer, StandardCharsets.ISO_8859_1).replaceFirst("^" + CONTINUE, "");
        Matcher status = STATUS.matcher(said.lines().findFirst().orElse(""));
        if (status.matches()) {
            statuses.merge(Integer.valueOf(status.group(1)), 1, Integer::sum);
            requireProper(text, said, Integer.parseInt(status.group(1)));
        } else {
            assertThat(said).as("an answer that is none of HTTP, to %s", text).isEmpty();
        }
    }

    private static void requireProper(String request, String answer, int status) {
        String body = bodyOf(answer);
        assertThat(status).as("the status of the answer to %s:%n%s", request, body).isBetween(200, 599)
                .isNotEqualTo(500);
        assertThat(status < 400 || request.startsWith("HEAD") || !body.isBlank()).as("a word to %s", request).isTrue();
        boolean isRefused = status >= 400 && answer.contains("application/json");
        if (isRefused && !request.startsWith("HEAD")) {
            assertThat(body).as("what is said to %s", request).matches("(?s)\\{\"error\":\\s*\".+\"\\}\\s*");
        }
        boolean isFile = status == 200 && body.length() > 0 && !answer.contains("Content-Type: application/")
                && !answer.contains("Content-type: application/") && !answer.contains("text/event-stream");
        if (isFile) {
            assertThat(body).as("a file in answer to %s", request).isIn(fileOf(request));
        }
    }

    /** Of the first answer, where the request was taken for several. */
    private static String bodyOf(String answer) {
        int end = answer.indexOf("\r\n\r\n");
        Matcher length = LENGTH.matcher(answer);
        String rest = end < 0 ? "" : answer.substring(end + 4);
        return length.find() && length.start() <= end
                ? rest.substring(0, Math.min(rest.length(), Integer.parseInt(length.group(1))))
                : rest;
    }

    /**
     * What the page's file has that a request names in the plainest way: a request that names one
     * otherwise has none.
     */
    private static String fileOf(String request) {
        String target = request.split("[ ?\r]", 3)[1].replaceFirst("^http://[^/]*", "");
        String name = target.equals("/") ? "/index.html" : target;
        try (InputStream file = CleavePage.class.getResourceAsStream("web" + name)) {
            return file == null
                    ? "none is called " + name
                    : new String(file.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** All that is answered; of a stream of events the beginning. */
    private static byte[] answerTo(byte[] request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), page.address().getPort())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(request);
            socket.shutdownOutput();
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            byte[] part = new byte[1 << 14];
            InputStream in = socket.getInputStream();
            for (int count = in.read(part); count >= 0; count = in.read(part)) {
                answer.write(part, 0, count);
                assertThat(answer.size()).as("bytes of an answer").isLessThan(MOST_ANSWER);
                if (new String(part, 0, count, StandardCharsets.ISO_8859_1).contains("text/event-stream")) {
                    break;
                }
            }
            return answer.toByteArray();
        }
    }
}
