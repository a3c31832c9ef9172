package dev.cleave.lab.experiment.density;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.lab.jvm.TrialException;
import dev.cleave.lab.peer.BestFit;
import dev.cleave.lab.peer.ByteAllocator;
import dev.cleave.lab.report.Progress;
import dev.cleave.lab.trace.Mobility;
import dev.cleave.lab.trace.Trace;
import dev.cleave.lab.trace.TraceKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A load")
class DensityLoadTest {
    private static final long KIB = 1 << 10;
    private static final long MIB = 1 << 20;
    private static final long CAPACITY = 32 * MIB;

    private static LoadOutcome carry(Contestant contestant, DensityLoad load) {
        return new DensityRun(List.of(contestant), Progress.SILENT).carry(contestant, load);
    }

    private static LoadOutcome full(long liveBytes) {
        return new LoadOutcome(OptionalLong.of(liveBytes), 0);
    }

    /** What is live at each weighing, and then how the load ended. */
    private record Weighings(List<Long> live, LoadOutcome outcome) {
        static Weighings of(DensityLoad load) {
            List<Long> live = new ArrayList<>();
            LoadOutcome outcome = load.run(new BestFit(load.capacity(), load.grain()), false, live::add);
            return new Weighings(live, outcome);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {4 * KIB, 36 * KIB, MIB + 64, 3 * MIB, 4 * MIB})
    @DisplayName("of one size fills the ideal as far as whole blocks fit, and the space by whole orders")
    void fill(long size) {
        Fill load = new Fill(size, CAPACITY);
        assertThat(carry(Contestant.IDEAL, load)).isEqualTo(full(CAPACITY / size * size));
        long block = Long.highestOneBit(2 * size - 1);
        assertThat(carry(Contestant.BLOCK, load)).isEqualTo(full(CAPACITY / block * size));
        assertThat(Weighings.of(load).live()).containsExactly(CAPACITY / size * size);
    }

    @ParameterizedTest
    @EnumSource(names = {"EXTENT", "HEAP"})
    @DisplayName("of one size that is a power of two fills a pool to its end, and leaves nothing behind")
    void fillOfAPool(Contestant contestant) {
        assertThat(carry(contestant, new Fill(64 * KIB, CAPACITY))).isEqualTo(full(CAPACITY));
    }

    @Test
    @DisplayName("of phases goes on in the ideal until the large block and the small ones are more than there is")
    void phases() {
        long round = CAPACITY / 128;
        Phases quarter = new Phases(CAPACITY / 4, CAPACITY);
        assertThat(quarter.small()).isEqualTo(4 * KIB);
        assertThat(carry(Contestant.IDEAL, quarter)).isEqualTo(full(CAPACITY * 3 / 4 + round));
        assertThat(carry(Contestant.IDEAL, new Phases(CAPACITY / 2, CAPACITY))).isEqualTo(full(CAPACITY / 2 + round));
        assertThat(Weighings.of(quarter).live())
                .hasSize(97)
                .startsWith(CAPACITY / 4, CAPACITY / 4 + round)
                .endsWith(CAPACITY);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 9, 10})
    @DisplayName("of phases leaves the ideal's free memory in one piece, whatever is refused on the way")
    void largestServed(int tenths) {
        long round = CAPACITY / 128;
        long live = CAPACITY * tenths / 10;
        long kept = Math.ceilDiv(live, round) * round;
        Phases load = new Phases(CAPACITY / 4, CAPACITY);
        assertThat(load.largestServedAt(live, new BestFit(CAPACITY, 1))).isEqualTo(CAPACITY - kept);
    }

    @Test
    @DisplayName("of bursts keeps a tenth of each, and asks the same for the same seed alone")
    void bursts() {
        Bursts load = new Bursts(64, 32 * KIB, CAPACITY, 5);
        Weighings weighings = Weighings.of(load);
        assertThat(weighings.outcome()).isEqualTo(new LoadOutcome(OptionalLong.empty(), 0));
        assertThat(weighings.live()).hasSize(48);
        long kept = 0;
        for (int burst = 0; burst < Bursts.BURSTS; burst++) {
            long top = weighings.live().get(2 * burst) - kept;
            assertThat(top).isBetween(load.burstBytes() - 32 * KIB, load.burstBytes());
            long stays = weighings.live().get(2 * burst + 1) - kept;
            assertThat((double) stays / top).isBetween(0.05, 0.2);
            kept += stays;
        }
        assertThat(Weighings.of(load)).isEqualTo(weighings);
        assertThat(Weighings.of(new Bursts(64, 32 * KIB, CAPACITY, 6))).isNotEqualTo(weighings);
    }

    @Test
    @DisplayName("of two threads fills the ideal until there is no room for the next in turn")
    void twoThreads() {
        long turn = CAPACITY / 1024;
        assertThat(carry(Contestant.IDEAL, new TwoThreads(turn, turn, CAPACITY))).isEqualTo(full(CAPACITY));
        assertThat(carry(Contestant.IDEAL, new TwoThreads(turn, 3 * MIB, CAPACITY)))
                .as("ten turns of both, and one of the first")
                .isEqualTo(full(10 * (turn + 3 * MIB) + turn));
        assertThat(carry(Contestant.IDEAL, new TwoThreads(turn / 2, 3 * MIB, CAPACITY)))
                .as("two small blocks a turn")
                .isEqualTo(full(10 * (turn + 3 * MIB) + turn));
    }

    @Test
    @DisplayName("of two threads ends with what went wrong in either")
    void twoThreadsFail() {
        ByteAllocator broken = new ByteAllocator() {
            @Override
            public long allocate(long byteSize, int slot) {
                if (byteSize == MIB) {
                    throw new IllegalStateException("broken");
                }
                return 1;
            }

            @Override
            public void free(long address, int slot) {}

            @Override
            public long blockBytes(long address, int slot, long byteSize) {
                return byteSize;
            }
        };
        for (TwoThreads load : List.of(new TwoThreads(MIB, KIB, CAPACITY), new TwoThreads(KIB, MIB, CAPACITY))) {
            assertThatThrownBy(() -> load.run(broken, false, Scales.NONE)).isInstanceOf(TrialException.class)
                    .satisfies(failure -> assertThat(TrialException.reason(failure))
                            .isEqualTo("IllegalStateException: broken"));
        }
    }

    @Test
    @DisplayName("of a trace goes on without what was refused, and tells how full it was then")
    void trace() {
        Trace trace = new Trace.Builder("few.trace", TraceKind.HEAP)
                .allocateBytes(0, 2_000, 0)
                .allocateBytes(1, 2_000, 0)
                .free(0, 0)
                .allocateBytes(2, 3_000, 0)
                .free(2, 0)
                .allocateBytes(3, 2_000, 0)
                .build();
        TraceLoad load = new TraceLoad(trace, 4_096);
        assertThat(carry(Contestant.IDEAL, load)).isEqualTo(new LoadOutcome(OptionalLong.of(2_000), 1));
        assertThat(carry(Contestant.IDEAL, TraceLoad.of(trace, 1.2)))
                .as("two pages for a peak of 5,000 bytes")
                .isEqualTo(new LoadOutcome(OptionalLong.empty(), 0));
        assertThat(TraceLoad.of(trace, 1.2).capacity()).isEqualTo(8_192);
        assertThat(Weighings.of(load).live()).containsExactly(2_000L, 4_000L, 2_000L, 2_000L, 2_000L, 4_000L);
    }

    @Test
    @DisplayName("of a trace of pages is served in whole pages by all of Cleave's ways")
    void traceOfPages() {
        Trace.Builder trace = new Trace.Builder("pages.trace", TraceKind.PAGES);
        for (int id = 0; id < 64; id++) {
            trace.allocatePages(id, id % 3, Mobility.MOVABLE, 0, id);
        }
        TraceLoad load = TraceLoad.of(trace.build(), 1.05);
        for (Contestant contestant : List.of(Contestant.IDEAL, Contestant.BLOCK, Contestant.EXTENT)) {
            assertThat(carry(contestant, load)).isEqualTo(new LoadOutcome(OptionalLong.empty(), 0));
        }
    }

    @Test
    @DisplayName("passes from one JVM to the other as words")
    void loadsAsWords(@TempDir Path folder) throws Exception {
        for (DensityLoad load : List.of(new Fill(7, 70), new Phases(8, 80), new Bursts(1, 2, 3, -4),
                new TwoThreads(5, 6, 90))) {
            assertThat(DensityLoad.parse(load.toArguments())).isEqualTo(load);
            DensityTrial trial = new DensityTrial(Contestant.EXTENT, load);
            assertThat(DensityTrial.parse(trial.toArguments())).isEqualTo(trial);
        }
        String file = Files.writeString(folder.resolve("one.trace"), "a 0 48 0\n").toString();
        DensityLoad trace = DensityLoad.parse(List.of("trace", file, "4096"));
        assertThat(trace.toArguments()).containsExactly("trace", file, "4096");
        assertThatThrownBy(() -> DensityLoad.parse(List.of("pear"))).hasMessage("no load: [pear]");
        assertThatThrownBy(() -> DensityLoad.parse(List.of("fill", "1"))).hasMessage("a load needs more than [1]");
        assertThatThrownBy(() -> DensityLoad.parse(List.of("trace", file + "x", "1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no such file");
    }
}
