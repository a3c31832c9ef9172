package dev.cleave.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

/** A Chromium of this machine, which notes what went wrong on its pages and whom they asked. */
final class Chrome implements AutoCloseable {
    private static final double LIMIT_MILLIS = 60_000;

    private final Playwright playwright;
    private final Browser browser;
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    Chrome(Path chromium) {
        // Nothing is downloaded: the browser is the machine's own.
        playwright = Playwright.create(new Playwright.CreateOptions()
                .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright.chromium().launch(new BrowserType.LaunchOptions()
                .setExecutablePath(chromium)
                .setArgs(List.of("--no-sandbox", "--disable-gpu")));
    }

    /** A page of so many pixels that shows an address. */
    Page open(String address, int width, int height) {
        BrowserContext context = browser.newContext(new Browser.NewContextOptions().setViewportSize(width, height));
        context.setDefaultTimeout(LIMIT_MILLIS);
        Page page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
        page.onRequest(request -> asked.add(request.url()));
        page.navigate(address);
        page.waitForSelector("html[data-ready]");
        return page;
    }

    /** Opens an empty page, so that the browser itself has started. */
    void warm() {
        browser.newContext().newPage().navigate("about:blank");
        leave();
    }

    /** Closes all pages, as whoever leaves does, before what they show ends. */
    void leave() {
        browser.contexts().forEach(BrowserContext::close);
    }

    /** Errors on the console would be found here, and requests to others than this machine. */
    void requireClean() {
        List<String> said = List.copyOf(complaints);
        complaints.clear();
        assertThat(said).as("errors on the console").isEmpty();
        assertThat(asked).isNotEmpty().allSatisfy(each -> {
            URI uri = URI.create(each);
            assertThat(Objects.requireNonNullElse(uri.getHost(), "127.0.0.1")).as(each).isEqualTo("127.0.0.1");
        });
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
