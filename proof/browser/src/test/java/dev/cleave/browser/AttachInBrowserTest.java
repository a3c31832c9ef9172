package dev.cleave.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.playwright.Page;
import dev.cleave.cli.serve.Serving;
import dev.cleave.cli.serve.WatchedJvm;
import dev.cleave.histories.Patience;
import dev.cleave.lab.attach.Target;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** {@code cleave attach}: the page on a program in another JVM. */
@DisplayName("The page on another JVM, in a browser")
class AttachInBrowserTest {
    private OtherProgram program;
    private Serving serving;
    private Chrome chrome;

    @BeforeEach
    void open() throws Exception {
        Optional<Path> chromium = dev.cleave.cli.serve.Browser.chromium();
        Assumptions.assumeTrue(chromium.isPresent(), "no chromium on the PATH: the page is not tested in a browser");
        program = OtherProgram.start();
        serving = Serving.watched(WatchedJvm.open(Target.of("" + program.pid()), Optional.empty()),
                new Serving.Settings(InetAddress.getLoopbackAddress(), 0, false));
        chrome = new Chrome(chromium.get());
    }

    @AfterEach
    void close() throws Exception {
        if (chrome != null) {
            chrome.leave();
            serving.close();
            chrome.requireClean();
            chrome.close();
            program.close();
        }
    }

    private static void waitFor(Page page, String expression) {
        Patience.waitUntil(() -> Boolean.TRUE.equals(page.evaluate(expression)));
    }

    private static void waitForText(Page page, String id, String text) {
        Patience.waitUntil(() -> page.locator(id).textContent().contains(text));
    }

    private static void ask(Page page, String size, String served) {
        page.fill("#why-size", size);
        page.press("#why-size", "Enter");
        Patience.waitUntil(() -> page.locator("#why-answer p[data-served=" + served + "]").count() == 1
                && page.locator("#why-answer p").first().textContent().startsWith(size.replace("M", ".0 MiB")));
    }

    @Test
    @DisplayName("shows the pool that uses most, changes its map as the program runs, and answers for it")
    void lives() throws Exception {
        Page page = chrome.open(serving.link(), 1280, 900);
        page.waitForSelector("#map[data-drawn]");
        assertThat(page.locator("#subject").textContent()).isEqualTo("buffers");
        waitForText(page, "dd[data-figure=usedBytes]", "32.0 MiB");
        waitForText(page, "#state", "live, ");
        Object before = page.evaluate("document.getElementById('map').toDataURL()");
        for (int each = 0; each < 8; each++) {
            program.tell("free");
        }
        program.tell("ask for too much");
        waitForText(page, "dd[data-figure=usedBytes]", "24.0 MiB");
        Patience.waitUntil(() -> !before.equals(page.evaluate("document.getElementById('map').toDataURL()")));
        waitForText(page, "#timeline-table", "1 request was refused");
        ask(page, "8M", "true");
        ask(page, "62M", "false");
        page.selectOption("#colour", "age");
        waitForText(page, "#legend", "changed within 1 s");
        assertThat(page.locator("#trim").isHidden()).isTrue();
        assertThat(page.locator("#holders").isHidden()).as("a snapshot does not tell of holders").isTrue();
        assertThat(program.errors()).as("nothing on the console of the program").isEmpty();
    }

    @Test
    @DisplayName("lets choose among its pools, the choice is in the address; a pool that is not there is refused")
    void choosesAPool() {
        Page page = chrome.open(serving.link(), 1280, 900);
        assertThat(page.locator("#pool option").allTextContents()).hasSize(2).first().asString().contains("buffers");
        page.selectOption("#pool", "1");
        waitForText(page, "#subject", "index");
        waitForText(page, "dd[data-figure=usedBytes]", "1.0 MiB");
        assertThat(page.url()).contains("#pool=1");
        waitFor(page, "document.getElementById('get-snapshot').href.endsWith('?pool=1')");
        assertThatThrownBy(() -> WatchedJvm.open(Target.of("" + program.pid()), Optional.of("none")))
                .isInstanceOf(WatchedJvm.NoSuchPoolException.class)
                .hasMessage("none: there is no such pool: must be one of buffers, index");
    }

    @Test
    @DisplayName("says that the program has ended, shows on what it told last, and takes new viewers")
    void programEnds() throws Exception {
        Page page = chrome.open(serving.link(), 1280, 900);
        page.waitForSelector("#map[data-drawn]");
        program.close();
        String end = "process " + program.pid() + " ended";
        waitForText(page, "#state", end + "; what was seen last is shown");
        waitForText(page, "#timeline-table", end);
        page.locator("#map-heading").click();
        ask(page, "8M", "true");
        Page late = chrome.open(serving.link(), 375, 800);
        waitForText(late, "#state", end);
        waitForText(late, "dd[data-figure=usedBytes]", "32.0 MiB");
        assertThatThrownBy(() -> WatchedJvm.open(Target.of("" + program.pid()), Optional.empty()))
                .hasMessageContaining("there is no process");
    }
}
