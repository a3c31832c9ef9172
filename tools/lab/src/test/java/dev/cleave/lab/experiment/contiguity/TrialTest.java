package dev.cleave.lab.experiment.contiguity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.memory.Pool;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A request at a site: what is written is read back, and what is damaged is found. */
class TrialTest {
    private static final Ground GROUND = new Ground(1 << 20, 4096, 1 << 15, 3);
    private static final long REQUEST = 1 << 17;

    private static MemorySegment page(Site site) {
        Pool pool = site.pool();
        return pool.memory().asSlice(site.pages().addresses()[7] - pool.baseAddress(), pool.unit());
    }

    @ParameterizedTest
    @MethodSource("dev.cleave.lab.experiment.contiguity.Way#here")
    void everyWayKeepsThePagesAndLeavesNothingBehind(Way way) {
        try (Site site = way.open(GROUND, REQUEST)) {
            Trial.Outcome outcome = new Trial(way, GROUND, REQUEST).run(site, attempt -> {
                assertThat(attempt.served()).isEqualTo(way != Way.BUDDY);
                assertThat(attempt.ranges().stream().mapToLong(MemorySegment::byteSize).sum())
                        .isEqualTo(attempt.served() ? REQUEST : 0);
                assertThat(attempt.ranges()).allSatisfy(piece -> assertThat(
                        Arrays.stream(site.pages().addresses()))
                        .noneMatch(page -> page >= piece.address() && page < piece.address() + piece.byteSize()));
            });
            assertThat(outcome.wrongStamps()).isZero();
            assertThat(outcome.served()).isEqualTo(way != Way.BUDDY);
            assertThat(site.pages().addresses()).hasSize(GROUND.blocks()).doesNotHaveDuplicates();
            long outside = way == Way.RESERVATION ? REQUEST : 0;
            assertThat(site.pool().usedBytes()).isEqualTo(outside + GROUND.blocks() * GROUND.pageBytes());
        }
    }

    @Test
    void aPageThatWasDamagedIsFound() {
        try (Site site = Way.BUDDY.open(GROUND, REQUEST)) {
            page(site).set(ValueLayout.JAVA_BYTE, 4095, (byte) (page(site).get(ValueLayout.JAVA_BYTE, 4095) + 1));
            assertThat(new Trial(Way.BUDDY, GROUND, REQUEST).run(site, attempt -> {}).wrongStamps()).isEqualTo(1);
        }
    }

    @Test
    void memoryThatIsServedTwiceIsFound() {
        try (Site honest = Way.BUDDY.open(GROUND, REQUEST)) {
            MemorySegment page = page(honest);
            Site site = new Site(honest.pool(), honest.pages(), wanted -> new Attempt(List.of(page), 1, 0, () -> {}));
            assertThat(new Trial(Way.BUDDY, GROUND, REQUEST).run(site, attempt -> {}).wrongStamps())
                    .as("all words of the page that was handed out although it is in use")
                    .isEqualTo(512);

            Site twice = new Site(honest.pool(), honest.pages(),
                    wanted -> new Attempt(List.of(page, page), 1, 0, () -> {}));
            assertThat(new Trial(Way.BUDDY, GROUND, REQUEST).run(twice, attempt -> {}).wrongStamps())
                    .as("those of the piece that was written first, and those of the page")
                    .isEqualTo(1024);
        }
    }
}
