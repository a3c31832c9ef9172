package dev.cleave.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.cleave.cli.serve.Serving;
import dev.cleave.histories.Patience;
import dev.cleave.lab.jfr.FlightTimeline;
import dev.cleave.lab.jfr.FlightTimeline.Mark;
import dev.cleave.lab.jfr.FlightTimeline.Point;
import dev.cleave.lab.jfr.FlightTimeline.Series;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The time line of a recording on the page: 100 seconds, a purge in each. */
@DisplayName("The time line of a recording, in a browser")
class TimelineInBrowserTest {
    private static final Instant START = Instant.parse("2026-11-30T12:00:00Z");
    private static final long MIB = 1 << 20;

    private Serving serving;
    private Chrome chrome;

    @BeforeEach
    void open() throws Exception {
        Optional<Path> chromium = dev.cleave.cli.serve.Browser.chromium();
        Assumptions.assumeTrue(chromium.isPresent(), "no chromium on the PATH: the page is not tested in a browser");
        serving = Serving.timeline(timeline(), new Serving.Settings(InetAddress.getLoopbackAddress(), 0, false));
        chrome = new Chrome(chromium.get());
    }

    @AfterEach
    void close() {
        if (chrome != null) {
            chrome.leave();
            serving.close();
            chrome.requireClean();
            chrome.close();
        }
    }

    private static FlightTimeline timeline() {
        List<Point> used = new ArrayList<>();
        List<Point> heap = new ArrayList<>();
        List<Point> scattered = new ArrayList<>();
        List<Mark> marks = new ArrayList<>();
        for (int second = 0; second <= 100; second++) {
            used.add(new Point(1000 * second, second * MIB));
            heap.add(new Point(1000 * second + 500, 7 * MIB));
            scattered.add(new Point(1000 * second, 0.25));
            marks.add(new Mark(1000 * second, 0, second == 42 ? "dev.cleave.AllocationFailure" : "dev.cleave.Purge",
                    "orders", second == 42 ? "8 MiB refused" : "purge of second " + second));
        }
        return new FlightTimeline("app.jfr", START, START.plusSeconds(100),
                List.of(new Series("JVM", "Java heap used", "bytes", heap),
                        new Series("orders", "used", "bytes", used),
                        new Series("orders", "free in small blocks", "share", scattered),
                        new Series("sessions", "used", "bytes", List.of(new Point(0, MIB)))),
                marks, Map.of("dev.cleave.Purge", 100L, "dev.cleave.AllocationFailure", 1L), 3);
    }

    private static void waitForText(Page page, String id, String text) {
        Patience.waitUntil(() -> page.locator(id).textContent().contains(text));
    }

    @Test
    @DisplayName("has charts of a pool and of the JVM, tables behind them, and nothing of a pool that is not there")
    void shows() {
        Page page = chrome.open(serving.link(), 1280, 900);
        page.waitForSelector("#flight[data-shown]");
        assertThat(page.locator("#flight-state").textContent()).contains("app.jfr", "2026-11-30T12:00:00", "100.0 s",
                "3 events more");
        assertThat(page.locator("#flight-charts h3").allTextContents())
                .containsExactly("orders, bytes", "orders, shares", "JVM, bytes");
        page.locator("#flight summary").first().click();
        waitForText(page, "#flight-figures", "100 MiB");
        assertThat(page.locator("#flight-marks caption").textContent()).isEqualTo("101 in this range of time");
        assertThat(page.locator("#flight-lanes").getAttribute("aria-label")).contains("dev.cleave.Purge: 100 times");
        assertThat(page.locator("#map").isHidden()).isTrue();
        page.selectOption("#flight-event", "dev.cleave.AllocationFailure");
        waitForText(page, "#flight-marks caption", "1 in this range of time");
        waitForText(page, "#flight-marks", "8 MiB refused");
        page.selectOption("#flight-source", "sessions");
        waitForText(page, "#flight-charts", "sessions, bytes");
    }

    @Test
    @DisplayName("is looked at nearer by buttons and by dragging, and the range is a permalink")
    void zooms() {
        Page page = chrome.open(serving.link() + "#time=40000-44000", 1280, 900);
        page.waitForSelector("#flight[data-shown='40000-44000']");
        waitForText(page, "#flight-marks caption", "5 in this range");
        waitForText(page, "#flight-marks", "8 MiB refused");
        page.focus("#flight-later");
        page.keyboard().press("Enter");
        page.waitForSelector("#flight[data-shown='42000-46000']");
        page.click("#flight-nearer");
        page.waitForSelector("#flight[data-shown='43000-45000']");
        page.click("#flight-all");
        page.waitForSelector("#flight[data-shown='0-100000']");
        assertThat(page.url()).doesNotContain("time=");
        Locator chart = page.locator("#flight-charts .u-over").first();
        double width = chart.boundingBox().width;
        chart.dragTo(chart, new Locator.DragToOptions()
                .setSourcePosition(width / 4, 20).setTargetPosition(width / 2, 20));
        Patience.waitUntil(() -> page.url().contains("time="));
        String[] ends = page.url().replaceAll(".*time=", "").split("-");
        assertThat(Integer.parseInt(ends[0])).isBetween(22_000, 28_000);
        assertThat(Integer.parseInt(ends[1])).isBetween(47_000, 53_000);
    }

    @Test
    @DisplayName("fits 375 pixels, and axe finds no serious fault")
    void phoneAndAccess() throws Exception {
        Page page = chrome.open(serving.link(), 375, 800);
        page.waitForSelector("#flight[data-shown]");
        assertThat((Integer) page.evaluate("document.documentElement.scrollWidth")).isLessThanOrEqualTo(375);
        Axe.requireNoSeriousFault(page);
    }
}
