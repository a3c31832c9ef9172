package dev.cleave.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.contiguity.MovableBlocks;
import dev.cleave.heap.Heap;
import dev.cleave.histories.Patience;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolSnapshot;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page as a program meets it that asks by HTTP. */
@DisplayName("A page")
class CleavePageTest {
    private static final long MIB = 1 << 20;
    private static final long UNIT = 4096;

    private final Pool pool = Pool.builder().name("shown").capacity(16 * MIB).unit(UNIT).sampleEvery(1).build();
    private CleavePage page;
    private PageClient client;

    @BeforeEach
    void open() throws IOException {
        page = CleavePage.attach(pool);
        client = new PageClient(page);
    }

    @AfterEach
    void close() {
        page.close();
        if (!pool.isClosed()) {
            pool.closeAbandoning();
        }
    }

    // ------------------------------------------------------------------------------------------------------ who enters

    @Test
    @DisplayName("is on loopback, at a free port, without a token")
    void isOnLoopback() throws Exception {
        assertThat(page.address().getHost()).isEqualTo("127.0.0.1");
        assertThat(page.token()).isEmpty();
        HttpResponse<String> index = client.get("/");
        assertThat(index.statusCode()).isEqualTo(200);
        assertThat(index.body()).contains("<h2 id=\"map-heading\"");
        assertThat(index.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy).contains("default-src 'none'", "script-src 'self';")
                        .doesNotContain("unsafe"));
        assertThat(index.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    }

    @Test
    @DisplayName("has each file that its first page asks for, the charts' too")
    void hasItsFiles() throws Exception {
        for (String path : List.of("/page.css", "/js/main.js", "/js/map.js", "/lib/uPlot.esm.js", "/lib/uPlot.min.css",
                "/icon.svg")) {
            assertThat(client.get(path).statusCode()).as(path).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../../../../etc/passwd", "/js/../../module-info.class", "/%2e%2e/%2e%2e/etc/passwd",
                "/js/%2e%2e%2fPageServer.class",
                "/js//main.js", "/index.html", "/web/index.html", "//etc/passwd", "/js/main.js%00.css"
            })
    @DisplayName("serves nothing that is not of its list, however it is written")
    void noTraversal(String path) throws Exception {
        String answer = client.raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertThat(answer).matches("HTTP/1\\.1 40[04][\\s\\S]*");
    }

    @Test
    @DisplayName("refuses a foreign name for this machine, as DNS rebinding makes one")
    void refusesForeignNames() throws Exception {
        assertThat(client.raw("GET /api/pool HTTP/1.1\r\nHost: evil.example:80\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 403");
        assertThat(client.raw("GET /api/pool HTTP/1.1\r\nHost: localhost.evil.example\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 403");
        assertThat(Door.isLoopbackName("[::1]:80")).isTrue();
        assertThat(Door.isLoopbackName("127.0.0.1@evil.example")).isFalse();
    }

    @Test
    @DisplayName("refuses what another site asks for, and posts that are not its own script's")
    void refusesOtherSites() throws Exception {
        assertThat(client.get("/api/pool", "Sec-Fetch-Site", "cross-site").statusCode()).isEqualTo(403);
        assertThat(client.get("/api/pool", "Origin", "http://evil.example").statusCode()).isEqualTo(403);
        assertThat(client.post("/api/pool/trim").statusCode()).isEqualTo(403);
        assertThat(client.get("/", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate").statusCode())
                .as("a link to it may be followed").isEqualTo(200);
    }

    @Test
    @DisplayName("refuses bodies, long addresses and strange methods")
    void refusesOversized() throws Exception {
        assertThat(client.raw("POST /api/pool/trim HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\n"))
                .startsWith("HTTP/1.1 413");
        assertThat(client.raw("POST /api/pool/trim HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"))
                .startsWith("HTTP/1.1 413");
        assertThat(client.get("/api/pool?" + "a".repeat(4_000)).statusCode()).isEqualTo(414);
        assertThat(client.raw("DELETE / HTTP/1.1\r\nHost: localhost\r\n\r\n")).startsWith("HTTP/1.1 405");
        assertThat(client.get("/api/pool").statusCode()).as("it goes on").isEqualTo(200);
    }

    @Test
    @DisplayName("only looks unless it was allowed to act")
    void onlyLooks() throws Exception {
        assertThat(client.post("/api/pool/trim", Door.OWN_HEADER, "1").statusCode()).isEqualTo(403);
        try (CleavePage acting = CleavePage.of(pool).allowActions(true).open()) {
            assertThat(new PageClient(acting).post("/api/pool/trim", Door.OWN_HEADER, "1").statusCode()).isEqualTo(200);
            assertThat(new PageClient(acting).get("/api/pool/trim").statusCode()).isEqualTo(405);
        }
    }

    @Test
    @DisplayName("asks for its token where it listens to a network, and lets in with it")
    void asksForToken() throws Exception {
        try (CleavePage wide = CleavePage.of(pool).bind(java.net.InetAddress.getByName("0.0.0.0")).open()) {
            PageClient guest = new PageClient(wide);
            String token = wide.token().orElseThrow();
            assertThat(guest.get("/").statusCode()).isEqualTo(401);
            assertThat(guest.get("/api/pool", "Cookie", Door.COOKIE + "=" + "x".repeat(token.length())).statusCode())
                    .isEqualTo(401);
            assertThat(guest.get("/?token=wrong").statusCode()).isEqualTo(401);
            HttpResponse<String> welcome = guest.get("/?token=" + token);
            assertThat(welcome.statusCode()).isEqualTo(303);
            assertThat(welcome.headers().firstValue("Set-Cookie").orElseThrow())
                    .contains("HttpOnly", "SameSite=Strict");
            assertThat(guest.get("/api/pool", "Cookie", Door.COOKIE + "=" + token).statusCode()).isEqualTo(200);
        }
    }

    @Test
    @DisplayName("says which port is taken")
    void portTaken() {
        assertThatThrownBy(() -> CleavePage.of(pool).port(page.address().getPort()).open())
                .isInstanceOf(BindException.class)
                .hasMessageContaining("port " + page.address().getPort()).hasMessageContaining("choose another");
        assertThatThrownBy(() -> CleavePage.of(pool).port(70_000)).hasMessageContaining("0 to 65535");
    }

    // --------------------------------------------------------------------------------------------------- what it tells

    @Test
    @DisplayName("draws the map of what is used, a cell a pageblock")
    void map() throws Exception {
        pool.allocateAddress(2 * MIB);
        Map<String, Object> map = client.json("/api/pool/map?colour=use");
        byte[] fill = Base64.getDecoder().decode((String) map.get("fill"));
        assertThat(fill).hasSize(8);
        int full = 0;
        for (byte each : fill) {
            full += each == (byte) 255 ? 1 : 0;
        }
        assertThat(full).isEqualTo(1);
        assertThat(client.get("/api/pool/map?colour=shoe").statusCode()).isEqualTo(400);
    }

    @Test
    @DisplayName("tells each unit of a stretch, and whose block covers one")
    void framesAndBlocks() throws Exception {
        long address = pool.allocateAddress(3 * UNIT);
        long unit = (address - pool.baseAddress()) / UNIT;
        Map<String, Object> frames = client.json("/api/pool/frames?from=" + unit + "&count=3");
        assertThat(Base64.getDecoder().decode((String) frames.get("states")))
                .containsExactly(Frames.FIRST, Frames.REST, Frames.REST);
        Map<String, Object> inside = client.json("/api/pool/frames?from=" + (unit + 1) + "&count=1");
        assertThat(Base64.getDecoder().decode((String) inside.get("states")))
                .as("a block that begins before").containsExactly(Frames.REST);
        Map<String, Object> block = client.json("/api/pool/block?unit=" + (unit + 2));
        assertThat(block).containsEntry("firstUnit", (int) unit).containsEntry("units", 3)
                .containsEntry("holder", "the program");
        assertThat((String) block.get("site")).contains("CleavePageTest.framesAndBlocks");
        assertThat((Integer) block.get("ageMillis")).isNotNegative();
        pool.free(address);
        pool.space().flush();
        assertThat(client.json("/api/pool/block?unit=" + unit)).containsEntry("state", "free");
        assertThat(client.get("/api/pool/block?unit=4096").body()).contains("from 0 to 4095");
        assertThat(client.get("/api/pool/frames?from=0&count=1000000").statusCode()).isEqualTo(400);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    @DisplayName("says of any size what the pool then does, however it is filled")
    void whyAgreesWithThePool(long seed) throws Exception {
        Random random = new Random(seed);
        List<Long> blocks = new ArrayList<>();
        for (long address = 1; address != 0;) {
            address = pool.tryAllocateAddress(1 + random.nextInt(64 << 10));
            if (address != 0) {
                blocks.add(address);
            }
        }
        for (int each = blocks.size() - 1; each >= 0; each--) {
            if (random.nextInt(3) != 0) {
                pool.free(blocks.remove(each));
            }
        }
        int served = 0;
        for (int each = 0; each < 60; each++) {
            long size = 1 + (long) Math.pow(20 * MIB, random.nextDouble());
            Map<String, Object> why = client.json("/api/pool/why?bytes=" + size);
            long address = pool.tryAllocateAddress(size);
            assertThat(why).as("seed %d, %d bytes: %s", seed, size, why).containsEntry("served", address != 0);
            if (address != 0) {
                served++;
                pool.free(address);
            }
        }
        assertThat(served).as("sizes of both kinds were asked").isBetween(1, 59);
    }

    @Test
    @DisplayName("tells what stands in the way of a request that would fail, and what each way would cost")
    void whyTellsWays() throws Exception {
        for (int each = 0; each < 8; each++) {
            pool.allocateAddress(2 * MIB);
        }
        List<Long> all = new ArrayList<>();
        pool.forEachBlock((address, byteSize, leased) -> all.add(address));
        for (int each = 0; each < all.size(); each += 2) {
            pool.free(all.get(each));
        }
        Map<String, Object> why = client.json("/api/pool/why?bytes=" + 4 * MIB);
        assertThat(why).containsEntry("served", false).containsEntry("cause", "enough is free, but it lies apart");
        assertThat(why.get("ways").toString()).contains("buddy", "grouping", "compaction", "reservation", "gather",
                "stitching");
        assertThat(why.get("window").toString()).contains("CleavePageTest.whyTellsWays");
        assertThat(client.json("/api/pool/why?bytes=" + 17 * MIB)).containsEntry("cause",
                "the pool is smaller than the request");
        assertThat(client.get("/api/pool/why?bytes=0").statusCode()).isEqualTo(400);
        assertThat(client.get("/api/pool/why?bytes=lots").body()).contains("whole number");
    }

    @Test
    @DisplayName("tells what compaction would have to move, and the compactor then does it")
    void whyAgreesWithTheCompactor() throws Exception {
        try (MovableBlocks movable = MovableBlocks.over(pool);
                CleavePage moving = CleavePage.of(pool).movable(movable).open()) {
            List<dev.cleave.contiguity.MovableBlock> blocks = new ArrayList<>();
            for (int each = 0; each < 16; each++) {
                blocks.add(movable.allocate(MIB));
            }
            for (int each = 0; each < 16; each += 2) {
                blocks.get(each).free();
            }
            String why = new PageClient(moving).get("/api/pool/why?bytes=" + 4 * MIB).body();
            assertThat(why).contains("\"served\":false", "\"way\":\"compaction\",\"possible\":true",
                    "\"copiedBytes\":" + 2 * MIB);
            assertThat(movable.compactor().compact(4 * MIB, 1, dev.cleave.contiguity.Budget.unlimited()).copiedBytes())
                    .isEqualTo(2 * MIB);
            assertThat(new PageClient(moving).json("/api/pool/map?colour=mobility").get("names").toString())
                    .contains("movable");
            for (int each = 1; each < 16; each += 2) {
                blocks.get(each).free();
            }
        }
    }

    @Test
    @DisplayName("tells children, heaps with what is stranded, and blocks of arenas")
    void holders() throws Exception {
        try (Pool child = pool.child("tenant", 4 * MIB);
                Heap heap = Heap.of(pool);
                CleavePage rich = CleavePage.of(pool).heap(heap).open()) {
            long small = heap.allocate(100);
            long block = child.allocateAddress(2 * MIB);
            PageClient guest = new PageClient(rich);
            assertThat(guest.get("/api/pool/holders").body()).contains("\"name\":\"tenant\"", "\"strandedBytes\"",
                    "\"usedBytes\":" + 2 * MIB);
            Map<String, Object> map = guest.json("/api/pool/map?colour=tenant");
            assertThat(map.get("names")).asString().contains("child tenant".substring(6));
            heap.free(small);
            child.free(block);
        }
    }

    @Test
    @DisplayName("keeps what happened: pressure with its report, refusals, and figures over time")
    void remembers() throws Exception {
        assertThat(pool.tryAllocateAddress(17 * MIB)).isZero();
        pool.allocateAddress(16 * MIB);
        assertThat(pool.tryAllocateAddress(MIB)).isZero();
        waitForEvent("\"kind\":\"failure\"");
        waitForEvent("\"kind\":\"pressure\"");
        assertThat(client.get("/api/pool/events").body()).contains(
                "1,048,576 bytes wanted by thread",
                "CleavePageTest.remembers");
        assertThat(client.json("/api/pool/history").get("columns").toString()).contains("usedBytes");
        waitForAnswer("/api/pool/sites?when=peak", "CleavePageTest.remembers");
        assertThat(client.get("/api/pool/sites?when=never").statusCode()).isEqualTo(400);
    }

    private void waitForEvent(String words) {
        waitForAnswer("/api/pool/events", words);
    }

    /** What the page keeps it finds out by looks and walks of its own, with pauses between them. */
    private void waitForAnswer(String path, String words) {
        Patience.waitUntil(() -> {
            try {
                return client.get(path).body().contains(words);
            } catch (IOException | InterruptedException gone) {
                return false;
            }
        });
    }

    @Test
    @DisplayName("gives the pool's snapshot away, and shows one")
    void snapshots() throws Exception {
        pool.allocateAddress(3 * MIB);
        HttpResponse<String> json = client.get("/api/pool/snapshot.json");
        assertThat(json.headers().firstValue("Content-Disposition"))
                .hasValue("attachment; filename=\"pool-snapshot.json\"");
        assertThat(json.body()).startsWith("{\"format\":\"cleave-pool-snapshot\"".substring(0, 2));
        PoolSnapshot kept = PoolSnapshot.read(new ByteArrayInputStream(pool.snapshot().toBytes()));
        try (CleavePage still = CleavePage.of(kept).open()) {
            PageClient guest = new PageClient(still);
            assertThat(guest.get("/api/pool").body()).contains("\"kind\":\"snapshot\"", "\"usedBytes\":" + 3 * MIB);
            assertThat(guest.get("/api/pool/frames?from=0&count=1").statusCode()).isEqualTo(409);
            assertThat(guest.json("/api/pool/why?bytes=" + 8 * MIB)).containsEntry("served", true);
        }
    }

    @Test
    @DisplayName("sends a tick after each look to whoever listens, and forgets who left")
    void ticks() throws Exception {
        String answer = client.raw("GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 200");
        assertThat(client.get("/api/pool").statusCode()).as("one who left half way harms nobody").isEqualTo(200);
    }

    @Test
    @DisplayName("goes on when its pool is closed, and says so")
    void poolClosed() throws Exception {
        pool.close();
        HttpResponse<String> answer = client.get("/api/pool/snapshot");
        assertThat(answer.statusCode()).isEqualTo(410);
        assertThat(answer.body()).contains("closed");
        assertThat(client.get("/").statusCode()).isEqualTo(200);
        waitForEvent("the pool was closed");
    }

    @Test
    @DisplayName("leaves the pool as it was when it is closed, twice too")
    void closes() {
        page.close();
        page.close();
        assertThat(pool.tryAllocateAddress(17 * MIB)).isZero();
        assertThatThrownBy(() -> client.get("/")).isInstanceOf(IOException.class);
    }

    @Test
    @DisplayName("answers more topics, and refuses names that it has or that are none")
    void topics() throws Exception {
        PageTopic topic = new PageTopic() {
            @Override
            public String name() {
                return "weather";
            }

            @Override
            public Object answer(PageRequest request) throws PageRefusal {
                if (request.path().equals("file")) {
                    return new PageFile("a.txt", "text/plain", "sun".getBytes(StandardCharsets.UTF_8));
                }
                return Map.of("path", request.path(), "n", request.number("n", 1, 9, 5));
            }
        };
        try (CleavePage more = CleavePage.of(pool).topic(topic).open()) {
            PageClient guest = new PageClient(more);
            assertThat(guest.json("/api/weather/today?n=7")).containsEntry("path", "today").containsEntry("n", 7);
            assertThat(guest.get("/api/weather?n=10").statusCode()).isEqualTo(400);
            assertThat(guest.get("/api/weather/file").body()).isEqualTo("sun");
            assertThat(guest.get("/api/nothing").statusCode()).isEqualTo(404);
            assertThat(guest.get("/api/").body()).contains("weather");
        }
        assertThatThrownBy(() -> CleavePage.of(pool).topic(topic).topic(topic)).hasMessageContaining("each name once");
    }
}
