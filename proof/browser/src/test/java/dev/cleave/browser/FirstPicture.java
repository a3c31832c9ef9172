package dev.cleave.browser;

import com.microsoft.playwright.Page;
import dev.cleave.cli.serve.Serving;
import java.net.InetAddress;
import java.util.Locale;

/**
 * How long it takes from opening the page's address to the first picture of its map, once in a JVM
 * that has just started and then again and again: run by hand. The argument is the size of the pool
 * in GiB, 64 unless given.
 */
final class FirstPicture {
    private static final int TIMES = 8;

    private FirstPicture() {}

    public static void main(String[] arguments) throws Exception {
        long bytes = Long.parseLong(arguments.length > 0 ? arguments[0] : "64") << 30;
        try (Chrome chrome = new Chrome(dev.cleave.cli.serve.Browser.chromium().orElseThrow())) {
            chrome.warm();
            try (Serving serving = Serving.demo(bytes, 1,
                    new Serving.Settings(InetAddress.getLoopbackAddress(), 0, false))) {
                for (int each = 0; each < TIMES; each++) {
                    Page page = chrome.open(serving.link(), 1280, 900);
                    System.out.printf(Locale.ROOT, "first map after %.0f ms; all scripts there after %.0f ms%n",
                            at(page, "performance.getEntriesByName('first-map')[0].startTime"),
                            at(page, "Math.max(...performance.getEntriesByType('resource').map(each => each.responseEnd))"));
                    chrome.leave();
                }
            }
        }
    }

    private static double at(Page page, String expression) {
        return ((Number) page.evaluate(expression)).doubleValue();
    }
}
