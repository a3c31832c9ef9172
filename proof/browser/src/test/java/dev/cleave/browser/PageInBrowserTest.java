package dev.cleave.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.cleave.cli.serve.Serving;
import dev.cleave.cli.serve.TracePlayer;
import dev.cleave.histories.Patience;
import dev.cleave.lab.trace.Mobility;
import dev.cleave.lab.trace.Trace;
import dev.cleave.lab.trace.TraceKind;
import dev.cleave.memory.Pool;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The page as people meet it, in the machine's Chromium. */
@DisplayName("The page in a browser")
class PageInBrowserTest {
    private static final Serving.Settings LOCAL =
            new Serving.Settings(InetAddress.getLoopbackAddress(), 0, false);

    private static final int BLOCKS = 6_000;
    private static Chrome chrome;

    private Serving serving;
    private TracePlayer player;

    @BeforeAll
    static void start() {
        Optional<Path> chromium = dev.cleave.cli.serve.Browser.chromium();
        Assumptions.assumeTrue(chromium.isPresent(), "no chromium on the PATH: the page is not tested in a browser");
        chrome = new Chrome(chromium.get());
    }

    @AfterAll
    static void stop() {
        if (chrome != null) {
            chrome.close();
        }
    }

    @BeforeEach
    void open() throws IOException {
        serving = Serving.trace(trace(), 0, LOCAL);
        player = serving.player().orElseThrow();
    }

    @AfterEach
    void close() {
        chrome.leave();
        serving.close();
        chrome.requireClean();
    }

    /** Pages of two mobilities, of which every third is freed again. */
    private static Trace trace() {
        Trace.Builder trace = new Trace.Builder("made.trace", TraceKind.PAGES);
        for (int id = 0; id < BLOCKS; id++) {
            trace.allocatePages(id, id % 4, id % 5 == 0 ? Mobility.UNMOVABLE : Mobility.MOVABLE, 0, 16L * id);
        }
        for (int id = 0; id < BLOCKS; id += 3) {
            trace.free(id, 0);
        }
        return trace.build();
    }

    private Page page() {
        return chrome.open(serving.link(), 1280, 900);
    }

    private static int event(Page page) {
        return Integer.parseInt(page.locator("#replay-state").getAttribute("data-event"));
    }

    /** Asks from outside: the page's policy lets nobody evaluate text inside of it. */
    private static void waitFor(Page page, String expression) {
        Patience.waitUntil(() -> Boolean.TRUE.equals(page.evaluate(expression)));
    }

    private static void waitFor(Page page, String function, Object argument) {
        Patience.waitUntil(() -> Boolean.TRUE.equals(page.evaluate(function, argument)));
    }

    private static void waitForEvent(Page page, int event) {
        waitFor(page, "event => document.getElementById('replay-state').dataset.event === String(event)", event);
    }

    private static Object picture(Page page) {
        return page.evaluate("document.getElementById('map').toDataURL()");
    }

    private static void waitForOtherPicture(Page page, Object before) {
        waitFor(page, "before => document.getElementById('map').toDataURL() !== before", before);
    }

    @Test
    @DisplayName("loads, and draws the map, the figures and the charts")
    void loads() {
        player.seek(BLOCKS);
        Page page = page();
        page.waitForSelector("#map[data-drawn]");
        assertThat(page.locator("h1").textContent()).contains("made");
        assertThat(page.locator("dd[data-figure=usedBytes]").textContent()).contains("MiB");
        page.waitForSelector("#figures-chart canvas");
        page.waitForSelector("#orders-table tbody tr");
        page.waitForSelector("#sites-table table, #sites-table p", new Page.WaitForSelectorOptions()
                .setState(com.microsoft.playwright.options.WaitForSelectorState.ATTACHED));
    }

    @Test
    @DisplayName("changes the map while the trace plays, and stands still when told")
    void controls() {
        Page page = page();
        page.waitForSelector("#map[data-drawn]");
        Object empty = picture(page);
        page.click("#replay-steps");
        waitForEvent(page, 1_000);
        page.click("#replay-step");
        waitForEvent(page, 1_001);
        waitForOtherPicture(page, empty);
        page.selectOption("#replay-speed", "1000");
        page.click("#replay-play");
        waitFor(page, "Number(document.getElementById('replay-state').dataset.event) > 1001");
        page.click("#replay-play");
        waitFor(page, "document.getElementById('replay-play').dataset.playing === 'false'");
        int stood = player.state().event();
        waitForEvent(page, stood);
        page.locator("#replay-seek").evaluate(
                "(seek, event) => { seek.value = event; seek.dispatchEvent(new Event('change')); }", 500);
        waitForEvent(page, 500);
        assertThat(player.state().event()).isEqualTo(500);
        page.click("#replay-peak");
        waitForEvent(page, player.trace().peakEvent() + 1);
        page.click("#replay-start");
        waitForEvent(page, 0);
        assertThat(event(page)).isZero();
        assertThat(player.pool().usedBytes()).isZero();
    }

    @Test
    @DisplayName("has its slider at the end when the trace is, though the slider had the focus")
    void slider() {
        Page page = page();
        page.focus("#replay-seek");
        page.keyboard().press("End");
        waitForEvent(page, player.trace().events());
        page.keyboard().press("Home");
        waitForEvent(page, 0);
        page.keyboard().press("ArrowRight");
        waitForEvent(page, 1);
        player.seek(player.trace().events());
        waitForEvent(page, player.trace().events());
        assertThat(page.evaluate("document.activeElement.id")).isEqualTo("replay-seek");
        assertThat(page.inputValue("#replay-seek")).isEqualTo(String.valueOf(player.trace().events()));
    }

    @Test
    @DisplayName("draws the map before it loads what the other panels need")
    void mapFirst() {
        Page page = page();
        page.waitForSelector("#figures-chart canvas");
        assertThat(page
                .evaluate("performance.getEntriesByType('resource').find(each => each.name.endsWith('uPlot.esm.js'))"
                        + ".startTime >= performance.getEntriesByName('first-map')[0].startTime"))
                .isEqualTo(true);
    }

    @Test
    @DisplayName("answers why a size would fail as the pool does")
    void why() {
        player.seek(player.trace().events());
        Pool pool = player.pool();
        Page page = page();
        int refused = 0;
        for (String size : List.of("4K", "1M", "8 MiB", "64M", "200M")) {
            page.fill("#why-size", size);
            page.press("#why-size", "Enter");
            Locator said = page.locator("#why-answer p[data-served]");
            String start = size.contains("K") ? "4.0 KiB" : size.replaceAll("\\D", "");
            waitFor(page, "start => document.querySelector('#why-answer p')?.textContent.startsWith(start) === true",
                    start);
            long bytes = Long.parseLong(size.replaceAll("\\D", "")) << (size.contains("K") ? 10 : 20);
            long address = pool.tryAllocateAddress(bytes);
            assertThat(said.getAttribute("data-served")).as(size).isEqualTo(String.valueOf(address != 0));
            if (address != 0) {
                pool.free(address);
            } else {
                refused++;
                assertThat(page.locator("#why-answer").textContent()).contains("compaction", "stitching");
            }
        }
        assertThat(refused).isBetween(1, 4);
        page.fill("#why-size", "plenty");
        page.press("#why-size", "Enter");
        assertThat(page.locator("#why-answer").textContent()).contains("'plenty' is no size");
        assertThat(page.url()).contains("why=200M");
    }

    @Test
    @DisplayName("is used by the keyboard alone: the map is walked, zoomed to units, and shown whole again")
    void keyboard() {
        player.seek(BLOCKS);
        Page page = page();
        page.waitForSelector("#map[data-drawn]");
        for (int tab = 0; tab < 40 && !"map".equals(page.evaluate("document.activeElement.id")); tab++) {
            page.keyboard().press("Tab");
        }
        assertThat(page.evaluate("document.activeElement.id")).isEqualTo("map");
        page.keyboard().press("ArrowRight");
        waitFor(page, "document.getElementById('map-info').textContent.includes('used')"
                + " || document.getElementById('map-info').textContent.includes('block of')");
        page.keyboard().press("Enter");
        page.keyboard().press("Enter");
        page.keyboard().press("Enter");
        waitFor(page, "document.getElementById('map-scale').textContent.includes('a cell is a unit of 4.0 KiB')");
        page.keyboard().press("ArrowRight");
        waitFor(page, "/^Unit [0-9,]+: /.test(document.getElementById('map-info').textContent)");
        assertThat(page.url()).contains("cells=");
        page.keyboard().press("Escape");
        waitFor(page, "!location.hash.includes('cells=')");
    }

    @Test
    @DisplayName("tells what lies under the mouse, and draws in another colour")
    void hover() {
        player.seek(BLOCKS);
        Page page = page();
        page.waitForSelector("#map[data-drawn]");
        Object before = picture(page);
        page.hover("#map", new Page.HoverOptions().setPosition(20, 20));
        waitFor(page, "document.getElementById('map-info').textContent.startsWith('Unit')"
                + " || document.getElementById('map-info').textContent.startsWith('Pageblock')");
        page.click("#zoom-out");
        page.selectOption("#colour", "mobility");
        waitFor(page, "location.hash.includes('colour=mobility')");
        assertThat(before).isNotNull();
        page.reload();
        page.waitForSelector("html[data-ready]");
        assertThat(page.inputValue("#colour")).as("the address is a permalink").isEqualTo("mobility");
    }

    @Test
    @DisplayName("fits 375 pixels: nothing is wider than the screen")
    void phone() {
        player.seek(player.trace().events());
        Page page = chrome.open(serving.link() + "#why=64M", 375, 800);
        page.waitForSelector("#map[data-drawn]");
        page.waitForSelector("#why-answer p");
        page.waitForSelector("#figures-chart canvas");
        assertThat((Integer) page.evaluate("document.documentElement.scrollWidth")).isLessThanOrEqualTo(375);
    }

    @Test
    @DisplayName("has no serious fault that axe finds, in light and in dark")
    void accessible() throws IOException {
        player.seek(player.trace().events());
        Page page = chrome.open(serving.link() + "#why=64M", 1280, 900);
        page.waitForSelector("#why-answer p");
        page.waitForSelector("#figures-chart canvas");
        Axe.requireNoSeriousFault(page);
    }

    @Test
    @DisplayName("shows two algorithms side by side, with the reader's own requests")
    void workshop() {
        Page page = page();
        page.fill("input[name=script]", "a1 a0 f1");
        page.click("#workshop-form button");
        page.waitForSelector("#workshop-view .strip");
        assertThat(page.locator("#workshop-view .strip").count()).isEqualTo(2);
        String first = page.locator("#workshop-view .caption").first().textContent();
        page.focus("#workshop-step");
        page.keyboard().press("ArrowRight");
        waitFor(page, "first => document.querySelector('#workshop-view .caption').textContent !== first", first);
    }

    @Test
    @DisplayName("offers experiments without leave to start them, where no actions were allowed")
    void experiments() {
        Page page = page();
        page.waitForSelector("#experiments-view button");
        assertThat(page.locator("#experiments-view button").first().isDisabled()).isTrue();
        assertThat(page.locator("#experiments").textContent()).contains("--allow-actions");
        assertThat(page.locator("#trim").isHidden()).isTrue();
    }
}
