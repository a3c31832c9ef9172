package dev.cleave.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What axe finds on a page that whoever cannot see it well would stumble over. */
final class Axe {
    private static final String RESOURCE = "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js";

    private Axe() {}

    /** Looks in light and in dark. */
    @SuppressWarnings("unchecked")
    static void requireNoSeriousFault(Page page) throws IOException {
        page.evaluate(script());
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
            List<Map<String, Object>> faults = (List<Map<String, Object>>) page.evaluate(
                    "axe.run().then(found => found.violations"
                            + ".filter(each => ['serious', 'critical'].includes(each.impact))"
                            + ".map(each => ({id: each.id,"
                            + " nodes: each.nodes.map(node => node.html + node.failureSummary).join('; ')})))");
            assertThat(faults).as(scheme.name()).isEmpty();
        }
    }

    private static String script() throws IOException {
        try (InputStream in = Objects.requireNonNull(Axe.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
