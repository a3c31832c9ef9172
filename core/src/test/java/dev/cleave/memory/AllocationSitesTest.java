package dev.cleave.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.cleave.buddy.Stripes;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Sampled allocation sites")
class AllocationSitesTest {
    private static final long UNITS = 1024;
    private static final Stripes STRIPES = Stripes.usual();

    /** Allocates blocks that are never freed: a place of its own in the reports. */
    private static void small(AllocationSites sites, int blocks) {
        for (int block = 0; block < blocks; block++) {
            long mean = sites.due(48);
            if (mean != 0) {
                sites.sample(block, 48, mean);
            }
        }
    }

    private static void middling(AllocationSites sites, int blocks) {
        for (int block = 0; block < blocks; block++) {
            long mean = sites.due(3000);
            if (mean != 0) {
                sites.sample(-1 - block, 3000, mean);
            }
        }
    }

    private static long estimate(AllocationSites sites, String method) {
        return sites.top(Integer.MAX_VALUE).stream()
                .filter(site -> site.place().contains("AllocationSitesTest." + method))
                .mapToLong(AllocationSite::estimatedBytes)
                .sum();
    }

    @Test
    @DisplayName("estimate the live bytes of each site, whether its blocks are smaller or larger than the distance")
    void estimateWithoutBias() {
        AllocationSites sites = new AllocationSites("test", "test", 1024, UNITS, STRIPES);

        small(sites, 400_000);
        middling(sites, 10_000);

        // 18,750 and 9,465 samples are expected: eight standard deviations are 6 and 3 %
        assertThat(estimate(sites, "small")).isCloseTo(400_000L * 48, Percentage.withPercentage(6));
        assertThat(estimate(sites, "middling")).isCloseTo(10_000L * 3000, Percentage.withPercentage(6));
    }

    @Test
    @DisplayName("lie at random distances, so that no rhythm of a program hides a site")
    void followNoRhythm() {
        AllocationSites sites = new AllocationSites("test", "test", 4096, UNITS, STRIPES);
        int evens = 0;
        int all = 0;

        // every second allocation begins at an even multiple of the distance
        for (int turn = 0; turn < 40_000; turn++) {
            if (sites.due(2048) != 0) {
                evens += 1 - turn % 2;
                all++;
            }
        }

        assertThat((double) evens / all).as("share of the even ones").isCloseTo(0.5, within(0.05));
    }

    @Test
    @DisplayName("forget what is freed, by address or by unit")
    void forget() {
        AllocationSites sites = new AllocationSites("test", "test", 1, UNITS, STRIPES);
        sites.sample(64, 100, 1);
        sites.sampleBlock(3, 12_288, 5000, 1);
        assertThat(sites.top(10)).hasSize(2);

        sites.forget(64);
        sites.forget(65);
        sites.forgetBlock(4, 12_288);
        assertThat(sites.top(10)).singleElement().extracting(AllocationSite::estimatedBytes).isEqualTo(5000L);

        sites.forgetBlock(3, 12_288);
        assertThat(sites.top(10)).isEmpty();
    }

    @Test
    @DisplayName("follow a block that grows and shrinks where it lies")
    void followResizes() {
        AllocationSites sites = new AllocationSites("test", "test", 1, UNITS, STRIPES);
        sites.sampleBlock(3, 12_288, 4096, 1);

        sites.resizeBlock(3, 12_288, 4096, 16_384);
        assertThat(sites.top(10)).singleElement().extracting(AllocationSite::estimatedBytes).isEqualTo(16_384L);
        sites.resizeBlock(3, 12_288, 16_384, 8192);
        assertThat(sites.top(10)).singleElement().extracting(AllocationSite::estimatedBytes).isEqualTo(8192L);
        sites.resizeBlock(7, 28_672, 8192, 4096);
        assertThat(sites.top(10)).as("one that was not sampled stays so").hasSize(1);

        sites.resizeBlock(7, 28_672, 4096, 8192);
        assertThat(sites.top(10)).extracting(AllocationSite::estimatedBytes).containsExactly(8192L, 4096L);
        sites.forgetBlock(7, 28_672);
        sites.forgetBlock(3, 12_288);
        assertThat(sites.top(10)).isEmpty();
    }

    @Test
    @DisplayName("answer as many as are asked for, those that hold most first")
    void areSorted() {
        AllocationSites sites = new AllocationSites("test", "test", 1, UNITS, STRIPES);
        sites.sample(1, 10, 1);
        sites.sample(2, 1000, 1);
        sites.sample(3, 100, 1);

        List<AllocationSite> top = sites.top(2);

        assertThat(top).extracting(AllocationSite::estimatedBytes).containsExactly(1000L, 100L);
        assertThat(top).allSatisfy(site -> assertThat(site.place()).startsWith(AllocationSitesTest.class.getName()));
    }

    @Test
    @DisplayName("refuse a distance that is none")
    void refuseNoDistance() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AllocationSites("test", "test", 0, UNITS, STRIPES))
                .withMessageContaining("at least 1");
    }
}
