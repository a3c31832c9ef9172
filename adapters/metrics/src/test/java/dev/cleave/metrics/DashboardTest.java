package dev.cleave.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cleave.contiguity.MobilityGroups;
import dev.cleave.contiguity.MovableBlocks;
import dev.cleave.heap.Heap;
import dev.cleave.memory.Pool;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The dashboard")
class DashboardTest {
    private static final long MIB = 1 << 20;
    private static final Pattern METRIC = Pattern.compile("cleave_[a-z_]+");

    /** A line of what Prometheus is told: a name, and labels. */
    private static final Pattern SAMPLE = Pattern.compile("(?m)^(cleave_[a-z_]+)\\{(.*)}");

    private static final Pattern LABEL = Pattern.compile("([a-z]+)=\"");

    private final JsonNode dashboard = read();

    private static JsonNode read() {
        try {
            return new ObjectMapper().readTree(CleaveMetrics.dashboard());
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    /** What a registry of Prometheus tells of everything that there are meters for. */
    private static String scrape() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (Pool pool = Pool.builder().name("scraped").capacity(16 * MIB).build();
                Heap heap = Heap.of(pool);
                MovableBlocks blocks = MovableBlocks.over(pool)) {
            MobilityGroups groups = MobilityGroups.of(pool, 2 * MIB);
            CleaveMetrics.of(pool).bindTo(registry);
            CleaveMetrics.of(pool.child("netty", MIB)).bindTo(registry);
            CleaveMetrics.of(heap).bindTo(registry);
            ContiguityMetrics.of(blocks).bindTo(registry);
            ContiguityMetrics.of(groups).bindTo(registry);
            String scraped = registry.scrape();
            assertThat(groups.pool()).as("held until here").isSameAs(pool);
            return scraped;
        }
    }

    private List<String> queries() {
        List<String> queries = new ArrayList<>();
        dashboard.findValues("expr").forEach(each -> queries.add(each.asText()));
        dashboard.path("templating").path("list").forEach(each -> queries.add(each.path("definition").asText("")));
        return queries;
    }

    @Test
    @DisplayName("asks for metrics that Prometheus is told, by labels that they have")
    void metricsExist() {
        String scraped = scrape();
        Set<String> told = new HashSet<>();
        Set<String> labels = new HashSet<>();
        SAMPLE.matcher(scraped).results().forEach(sample -> {
            told.add(sample.group(1));
            LABEL.matcher(sample.group(2)).results().forEach(label -> labels.add(label.group(1)));
        });
        Set<String> asked = queries().stream().flatMap(query -> METRIC.matcher(query).results())
                .map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));

        assertThat(asked).hasSizeGreaterThan(30).allMatch(told::contains, "is told");
        assertThat(told)
                .filteredOn(each -> each.startsWith("cleave_pool_child_") && !each.contains("_reading_"))
                .as("of a child of a pool").isNotEmpty().allMatch(asked::contains, "is shown");
        assertThat(labels).contains("pool", "child", "order", "bytes", "wanted", "group");
        List<String> shown = new ArrayList<>();
        dashboard.findValues("legendFormat").forEach(each -> Pattern.compile("\\{\\{([a-z]+)}}")
                .matcher(each.asText()).results().forEach(label -> shown.add(label.group(1))));
        assertThat(shown).isNotEmpty().allMatch(labels::contains, "is a label");
    }

    @Test
    @DisplayName("has panels with a title, a description and a query each, of one number each, that do not overlap")
    void panels() {
        Set<Integer> numbers = new HashSet<>();
        Set<String> places = new HashSet<>();
        for (JsonNode panel : dashboard.path("panels")) {
            assertThat(numbers.add(panel.path("id").asInt())).as("number of %s", panel.path("title")).isTrue();
            assertThat(panel.path("title").asText()).isNotBlank();
            JsonNode at = panel.path("gridPos");
            for (int x = at.path("x").asInt(); x < at.path("x").asInt() + at.path("w").asInt(); x++) {
                for (int y = at.path("y").asInt(); y < at.path("y").asInt() + at.path("h").asInt(); y++) {
                    assertThat(places.add(x + "," + y)).as("place of %s", panel.path("title")).isTrue();
                    assertThat(x).isLessThan(24);
                }
            }
            if (!panel.path("type").asText().equals("row")) {
                assertThat(panel.path("description").asText()).isNotBlank();
                assertThat(panel.path("targets")).as("queries of %s", panel.path("title")).isNotEmpty();
            }
        }
        assertThat(numbers).hasSizeGreaterThan(20);
        assertThat(dashboard.path("uid").asText()).isEqualTo("cleave");
    }

    /** The page says of every metric what it is; this holds the two together. */
    @Test
    @DisplayName("and the page about metrics know each other's names")
    void pageNamesEveryMeter() throws IOException {
        String page = Files.readString(Path.of("../../docs/metrics.md"));
        Set<String> told = SAMPLE.matcher(scrape()).results().map(each -> each.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(told).isNotEmpty().allMatch(each -> page.contains("`" + each + "`"), "is in docs/metrics.md");
        Set<String> named = METRIC.matcher(page).results().map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(named).allMatch(told::contains, "is told to Prometheus");
        assertThat(page).contains("`grafana-dashboard.json`");
    }
}
