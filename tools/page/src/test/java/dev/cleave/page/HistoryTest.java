package dev.cleave.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.memory.AllocationSite;
import dev.cleave.memory.PoolUsage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What a page keeps")
class HistoryTest {
    private static final long DAY_MILLIS = 24 * 3_600_000L;

    private static Look look(long at, long used) {
        return new Look(at, new PoolUsage(used, used, used, 100, 100, 100 - used, 50), new long[] {at, 1}, 0, at, 0, 0,
                0, 0);
    }

    @SuppressWarnings("unchecked")
    private static List<long[]> values(Map<String, Object> json) {
        return (List<long[]>) json.get("values");
    }

    @Test
    @DisplayName("is a day of figures in less than 64 MiB, the last hour in full")
    void day() {
        History history = new History();
        assertThat(History.byteSize()).isLessThan(64 << 20);
        for (long at = 500; at <= 2 * DAY_MILLIS; at += 500) {
            history.add(look(at, at % 90));
        }
        long[] all = values(history.json(0, Long.MAX_VALUE)).getFirst();
        assertThat(all.length).isLessThanOrEqualTo(History.MOST_TOLD);
        assertThat(all).isSorted();
        assertThat(all[0]).isCloseTo(DAY_MILLIS, org.assertj.core.data.Offset.offset(400_000L));
        assertThat(all[all.length - 1]).isEqualTo(2 * DAY_MILLIS);
        long[] lately = values(history.json(2 * DAY_MILLIS - 10_000, Long.MAX_VALUE)).getFirst();
        assertThat(lately).hasSize(21);
    }

    @Test
    @DisplayName("has free blocks by order behind the figures")
    void orders() {
        History history = new History();
        history.add(look(7, 3));
        Map<String, Object> json = history.json(0, 10);
        assertThat(json).containsEntry("orders", 2);
        assertThat(values(json).get(History.COLUMNS.size())).containsExactly(7);
        assertThat(values(history.json(8, 10)).getFirst()).isEmpty();
    }

    @Test
    @DisplayName("is the last events alone, the newest first")
    void events() {
        EventLog log = new EventLog();
        for (int each = 0; each < 3 * EventLog.MOST; each++) {
            log.add(each, "purge", "given back", each);
        }
        assertThat(log.last(Integer.MAX_VALUE)).hasSize(EventLog.MOST);
        assertThat(log.last(1).getFirst()).containsEntry("number", 3L * EventLog.MOST);
    }

    @Test
    @DisplayName("is who held most at the peak, and in a range of time")
    void sites() {
        SiteHistory sites = new SiteHistory();
        sites.add(0, 100, List.of(new AllocationSite("Big", 1, 100, "")));
        assertThat(sites.wants(30_000, 90)).isFalse();
        assertThat(sites.wants(60_000, 90)).isTrue();
        sites.add(60_000, 10, List.of(new AllocationSite("Small", 1, 10, "")));
        assertThat(sites.peak().toString()).contains("Big").doesNotContain("Small");
        assertThat(sites.range(50_000, 70_000).toString()).contains("Small").doesNotContain("Big");
        assertThat(sites.range(0, 70_000).toString()).contains("Small", "Big");
    }

    @Test
    @DisplayName("is since when a cell has not changed")
    void ages() {
        long[] now = {0};
        CellAges ages = new CellAges(2, () -> now[0]);
        ages.look(new int[] {5, 0});
        now[0] = 30_000_000_000L;
        CellMap map = new CellMap("age", 2, 1);
        ages.colour(map, new int[] {5, 0});
        assertThat(map.kind(0)).isEqualTo("within a minute");
        assertThat(map.kind(1)).isEqualTo("empty");
    }
}
