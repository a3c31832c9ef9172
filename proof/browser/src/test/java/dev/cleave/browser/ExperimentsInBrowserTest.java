package dev.cleave.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import dev.cleave.cli.serve.ExperimentsTopic;
import dev.cleave.histories.Patience;
import dev.cleave.lab.experiment.Experiment;
import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.experiment.ExperimentSettings;
import dev.cleave.lab.report.Progress;
import dev.cleave.page.CleavePage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Experiments on the page: quick ones that find something else each time, and one without end. */
@DisplayName("Experiments, in a browser")
class ExperimentsInBrowserTest {
    private final AtomicInteger turns = new AtomicInteger();
    private ExperimentsTopic topic;
    private CleavePage served;
    private Chrome chrome;
    private Page page;

    private record Made(String name, Function<Progress, List<Map<String, Object>>> work) implements Experiment {
        @Override
        public String question() {
            return "what " + name + " is like";
        }

        @Override
        public String explanation() {
            return question();
        }

        @Override
        public ExperimentResult run(ExperimentSettings settings, Progress progress) {
            return new ExperimentResult(name, Map.of(), work.apply(progress));
        }
    }

    private List<Map<String, Object>> ways(Progress progress) {
        double turn = turns.incrementAndGet();
        return List.of(row("way", "buddy", "millis", 2 * turn), row("way", "stitching", "millis", 5 * turn));
    }

    private List<Map<String, Object>> sizes(Progress progress) {
        return List.of(row("way", "read", "bytes", 4096, "millis", 1),
                row("way", "read", "bytes", 1 << 20, "millis", 9),
                row("way", "write", "bytes", 4096, "millis", 2), row("way", "write", "bytes", 1 << 20, "millis", 7));
    }

    private static List<Map<String, Object>> endless(Progress progress) {
        while (true) {
            progress.advance("half of it", 1, 2);
            LockSupport.parkNanos(5_000_000);
        }
    }

    private static Map<String, Object> row(Object... namesAndValues) {
        Map<String, Object> row = new TreeMap<>();
        for (int each = 0; each < namesAndValues.length; each += 2) {
            row.put((String) namesAndValues[each], namesAndValues[each + 1]);
        }
        return row;
    }

    @BeforeEach
    void open() throws Exception {
        Optional<Path> chromium = dev.cleave.cli.serve.Browser.chromium();
        Assumptions.assumeTrue(chromium.isPresent(), "no chromium on the PATH: the page is not tested in a browser");
        topic = new ExperimentsTopic(List.of(new Made("ways", this::ways), new Made("sizes", this::sizes),
                new Made("endless", ExperimentsInBrowserTest::endless)));
        served = CleavePage.withoutPool().topic(topic).allowActions(true).open();
        chrome = new Chrome(chromium.get());
        page = chrome.open(served.address().toString(), 1280, 900);
    }

    @AfterEach
    void close() {
        if (chrome != null) {
            chrome.leave();
            served.close();
            topic.close();
            chrome.requireClean();
            chrome.close();
        }
    }

    private void start(String name, int run, String state) {
        page.click("button:text-is('Start " + name + "')");
        page.waitForSelector("[data-run='" + run + "'][data-state=" + state + "]");
    }

    private void compare(int run) {
        page.click("[data-run='" + run + "'] input[type=checkbox]");
    }

    @Test
    @DisplayName("have a chart of their rows: bars for names, lines for what lies along a number; and a table behind it")
    void charts() throws Exception {
        start("ways", 1, "done");
        page.waitForSelector("[data-run='1'] .chart[data-lines='1'][data-figure=millis] canvas");
        start("sizes", 2, "done");
        page.waitForSelector("[data-run='2'] .chart[data-lines='2'][data-figure=millis] canvas");
        page.locator("[data-run='2'] summary").click();
        assertThat(page.locator("[data-run='2'] .scroll tbody tr").count()).isEqualTo(4);
        assertThat((Integer) page.evaluate("document.documentElement.scrollWidth")).isLessThanOrEqualTo(1280);
        Axe.requireNoSeriousFault(page);
    }

    @Test
    @DisplayName("show how far they are, and are stopped")
    void stopped() {
        start("endless", 1, "running");
        Patience.waitUntil(() -> page.locator("[data-run='1']").textContent().contains("half of it"));
        assertThat(page.getAttribute("[data-run='1'] progress", "value")).isEqualTo("0.5");
        assertThat(page.locator("button:text-is('Start ways')").isDisabled()).as("one at a time").isTrue();
        page.click("button:text-is('Stop run 1')");
        page.waitForSelector("[data-run='1'][data-state=stopped]");
        start("ways", 2, "done");
    }

    @Test
    @DisplayName("are compared, two runs of one, with ratios; runs of two cannot be")
    void compared() {
        start("ways", 1, "done");
        start("sizes", 2, "done");
        start("ways", 3, "done");
        compare(3);
        compare(1);
        page.waitForSelector("#experiments-compared .chart[data-lines='2'] canvas");
        assertThat(page.locator("#experiments-compared .scroll tbody tr").allTextContents())
                .containsExactly("buddymillis242.00", "stitchingmillis5102.00");
        compare(2);
        Patience.waitUntil(() -> page.locator("#experiments-compared").textContent()
                .contains("Two runs of one experiment can be compared: these are of ways and sizes."));
        assertThat(page.locator("[data-run='3'] input").isChecked()).isFalse();
    }
}
