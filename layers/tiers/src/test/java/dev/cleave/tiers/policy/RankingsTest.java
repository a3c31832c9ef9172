package dev.cleave.tiers.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The other policies")
class RankingsTest {
    private static final List<TierCosts> TEN = List.of(new TierCosts(1000, 1, 0, 0), new TierCosts(1, 100, 0, 0));

    private static PolicyDriver driver(PolicyKind kind) {
        return new PolicyDriver(kind.open(TEN), TEN);
    }

    /** Accesses of objects of a tenth of the nearest tier each. */
    private static void access(PolicyDriver driver, int... ids) {
        IntStream.of(ids).forEach(id -> driver.access(id, 100, false));
    }

    private static void scan(PolicyDriver driver) {
        access(driver, IntStream.range(100, 160).toArray());
    }

    @Test
    @DisplayName("CLOCK gives who was accessed another round")
    void clock() {
        PolicyDriver driver = driver(PolicyKind.CLOCK);
        access(driver, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 1, 11);
        assertThat(driver.tierOf).containsEntry(1L, 0).containsEntry(2L, 1).containsEntry(11L, 0);
    }

    @Test
    @DisplayName("LFU keeps who is accessed often through a scan, and forgets them when others come for long")
    void lfu() {
        PolicyDriver driver = driver(PolicyKind.LFU);
        for (int round = 0; round < 5; round++) {
            access(driver, 1, 2, 3);
        }
        access(driver, IntStream.range(100, 120).toArray());
        assertThat(driver.tierOf).containsEntry(1L, 0).containsEntry(2L, 0);
        access(driver, IntStream.range(200, 400).toArray());
        assertThat(driver.tierOf).containsEntry(1L, 1);
    }

    @Test
    @DisplayName("LFU lets the large go before the small")
    void lfuBySize() {
        PolicyDriver driver = driver(PolicyKind.LFU);
        driver.access(1, 500, false);
        driver.access(2, 100, false);
        driver.access(3, 450, false);
        assertThat(driver.tierOf).containsEntry(1L, 1).containsEntry(2L, 0).containsEntry(3L, 0);
    }

    @Test
    @DisplayName("W-TinyLFU keeps who is accessed often through a scan")
    void tinyLfu() {
        PolicyDriver driver = driver(PolicyKind.TINY_LFU);
        for (int round = 0; round < 8; round++) {
            access(driver, 1, 2, 3, 4, 5);
        }
        access(driver, IntStream.range(100, 120).toArray());
        assertThat(driver.tierOf).containsEntry(1L, 0).containsEntry(5L, 0);
    }

    @Test
    @DisplayName("2Q keeps who came back soon through a scan")
    void twoQueues() {
        PolicyDriver driver = driver(PolicyKind.TWO_QUEUES);
        access(driver, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 1, 2);
        scan(driver);
        assertThat(driver.tierOf).containsEntry(1L, 0).containsEntry(2L, 0).containsEntry(3L, 1);
    }

    @Test
    @DisplayName("ARC keeps what was accessed twice through a scan")
    void arc() {
        PolicyDriver driver = driver(PolicyKind.ARC);
        access(driver, 1, 2, 3, 1, 2, 3);
        scan(driver);
        assertThat(driver.tierOf).containsEntry(1L, 0).containsEntry(2L, 0).containsEntry(3L, 0);
    }

    @Test
    @DisplayName("fixed thresholds bring what was read eight times or written four times, and nothing sooner")
    void thresholds() {
        PolicyDriver driver = driver(PolicyKind.THRESHOLDS);
        for (int read = 0; read < 7; read++) {
            assertThat(driver.access(1, 100, false)).isFalse();
        }
        assertThat(driver.tierOf).containsEntry(1L, 1);
        access(driver, 1);
        assertThat(driver.tierOf).containsEntry(1L, 0);
        for (int write = 0; write < 4; write++) {
            driver.access(2, 100, true);
        }
        assertThat(driver.tierOf).containsEntry(2L, 0);
        scan(driver);
        assertThat(driver.tierOf).containsEntry(1L, 0).containsEntry(100L, 1);
    }
}
