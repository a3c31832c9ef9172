package dev.cleave.lab.map;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.lab.map.RoadMap.Kind;
import dev.cleave.memory.Pool;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The map of a real pool as a road, and how it is drawn. */
class RoadMapTest {
    private static final RoadText ASCII = new RoadText(42, true, false);

    private static Pool pool() {
        return Pool.builder().capacity(256 << 10).unit(4096).build();
    }

    @Test
    void everyBlockOfThePoolIsAHouse() {
        try (Pool pool = pool()) {
            assertThat(pool.tryAllocateAt(pool.baseAddress() + 4096, 4096)).isTrue();
            assertThat(pool.tryAllocateAt(pool.baseAddress() + 8 * 4096, 3 * 4096)).isTrue();
            RoadMap map = RoadMap.of(pool);
            assertThat(map.segments()).isEqualTo(64);
            assertThat(map.segmentBytes()).isEqualTo(4096);
            assertThat(map.convoy()).isEmpty();
            assertThat(ASCII.lines(map)).containsExactly(
                    "       0  .^......^^^.....................", "      32  " + ".".repeat(32));
            pool.free(pool.baseAddress() + 4096);
            pool.free(pool.baseAddress() + 8 * 4096);
        }
    }

    @Test
    void theConvoyIsDrawnWhereItIsAndAsItIsSeen() {
        try (Pool pool = pool()) {
            long base = pool.baseAddress();
            List<MemorySegment> pieces = List.of(
                    pool.memory().asSlice(8 * 4096, 3 * 4096), pool.memory().asSlice(4096, 2 * 4096));
            RoadMap map = RoadMap.of(pool).drawConvoy(pieces).draw(Kind.LANE, base, 4096)
                    .draw(Kind.MOVED, base + 5 * 4096, 4096).draw(Kind.LEFT, base + 6 * 4096, 1);
            assertThat(ASCII.lines(map)).containsExactly(
                    "       0  =BB..*o.AAA.....................", "      32  " + ".".repeat(32), "",
                    "  convoy  AAA BB");
            assertThat(map.part(1)).isEqualTo(1);
            assertThat(ASCII.lines(map.bridge())).endsWith("  convoy  AAABB", "  bridge  =====");
        }
    }

    @Test
    void aConvoyThatIsLongerThanALineIsCounted() {
        try (Pool pool = pool()) {
            RoadMap map = RoadMap.of(pool).drawConvoy(List.of(
                    pool.memory().asSlice(0, 30 * 4096), pool.memory().asSlice(32 * 4096, 10 * 4096)));
            assertThat(ASCII.lines(map)).contains("  convoy  2 parts");
            assertThat(ASCII.lines(map.bridge())).contains("  convoy  2 parts over one bridge");
        }
    }

    @Test
    void coloursAddNothingToTheWidth() {
        try (Pool pool = pool()) {
            RoadMap map = RoadMap.of(pool).drawConvoy(List.of(pool.memory().asSlice(0, 8192)));
            List<String> painted = new RoadText(80, false, true).lines(map);
            assertThat(painted).anyMatch(line -> line.contains("\u001B[38;5;46mA"));
            assertThat(painted.stream().map(line -> line.replaceAll("\u001B\\[[0-9;]*m", "")).toList())
                    .isEqualTo(new RoadText(80, false, false).lines(map));
            assertThat(ASCII.legend()).isASCII().contains("^ a house", "= reserved");
        }
    }

    @Test
    void afterTheLastLetterComesTheFirst() {
        assertThat(RoadText.letter(0)).isEqualTo("A");
        assertThat(RoadText.letter(25)).isEqualTo("Z");
        assertThat(RoadText.letter(26)).isEqualTo("A");
    }
}
