package dev.cleave.lab.heap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cleave.heap.ClassUsage;
import dev.cleave.lab.replay.ImpossibleReplayException;
import dev.cleave.lab.report.Progress;
import dev.cleave.lab.trace.Mobility;
import dev.cleave.lab.trace.Trace;
import dev.cleave.lab.trace.TraceKind;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The heap report of traces whose every figure is known. */
class HeapReplayTest {
    private static final OptionalInt AT_PEAK = OptionalInt.empty();

    /** A hundred blocks of 100 bytes, ten of 3,000, and a large one; then every second small one goes. */
    private static Trace trace() {
        Trace.Builder builder = new Trace.Builder("known.trace", TraceKind.HEAP);
        for (int id = 0; id < 100; id++) {
            builder.allocateBytes(id, 100, id % 3);
        }
        for (int id = 100; id < 110; id++) {
            builder.allocateBytes(id, 3000, 0);
        }
        builder.allocateBytes(110, 100_000, 0);
        for (int id = 0; id < 100; id += 2) {
            builder.free(id, 1);
        }
        return builder.build();
    }

    private static HeapReport report(OptionalInt at) throws ImpossibleReplayException {
        return HeapReplay.run(trace(), 4, at, Progress.SILENT);
    }

    private static ClassUsage ofSlots(HeapReport report, int slotBytes) {
        return report.usage().classes().stream().filter(each -> each.slotBytes() == slotBytes).findFirst()
                .orElseThrow();
    }

    @DisplayName("At the peak each class holds the trace's live blocks, and all parts sum to what the heap has taken")
    @Test
    void atThePeakEachClassHoldsTheLiveBlocks() throws ImpossibleReplayException {
        HeapReport report = report(AT_PEAK);

        assertThat(report.event()).isEqualTo(111);
        assertThat(report.atPeak()).isTrue();
        assertThat(report.liveBytes()).isEqualTo(100 * 100 + 10 * 3000 + 100_000);
        assertThat(ofSlots(report, 104).usedSlots()).isEqualTo(100);
        assertThat(ofSlots(report, 3072).usedSlots()).isEqualTo(10);
        assertThat(report.usage().largeBlocks()).isEqualTo(1);
        assertThat(report.usage().largeBytes()).isEqualTo(25 * 4096);
        assertThat(report.usage().usedBytes() + report.usage().strandedBytes() + report.wastedBytes())
                .isEqualTo(report.usage().blockBytes());
        assertThat(report.share(report.usage().blockBytes())).isEqualTo(1);
        assertThat(report.committedBytes()).isBetween(report.usage().blockBytes(), report.capacityBytes());
    }

    @DisplayName("Progress is told to its end, also where the events are no whole number of steps")
    @Test
    void progressIsToldToItsEnd() throws ImpossibleReplayException {
        Trace.Builder builder = new Trace.Builder("many.trace", TraceKind.HEAP);
        for (int id = 0; id < 2_503; id++) {
            builder.allocateBytes(id, 100, 0);
        }
        List<Long> heard = new ArrayList<>();

        HeapReplay.run(builder.build(), 4, AT_PEAK, (what, done, total) -> heard.add(total - done));

        assertThat(heard).hasSizeGreaterThan(2).endsWith(0L);
    }

    @DisplayName("After another event the heap is as it was then: freed slots are stranded")
    @Test
    void afterAnotherEventTheHeapIsAsItWasThen() throws ImpossibleReplayException {
        HeapReport end = report(OptionalInt.of(161));
        HeapReport first = report(OptionalInt.of(1));

        assertThat(end.atPeak()).isFalse();
        assertThat(ofSlots(end, 104).usedSlots()).isEqualTo(50);
        assertThat(ofSlots(end, 104).strandedBytes()).isGreaterThanOrEqualTo(50 * 104);
        assertThat(first.usage().liveBlocks()).isEqualTo(1);
        assertThat(first.liveBytes()).isEqualTo(100);
    }

    @DisplayName("Rounding is that of every allocation of the trace, whatever the event")
    @Test
    void roundingIsThatOfEveryAllocation() throws ImpossibleReplayException {
        HeapReport report = report(OptionalInt.of(1));

        assertThat(report.small()).isEqualTo(new Rounding(100, 10_000, 10_400));
        assertThat(report.medium()).isEqualTo(new Rounding(10, 30_000, 30_720));
        assertThat(report.large()).isEqualTo(new Rounding(1, 100_000, 102_400));
        assertThat(report.slots().average()).isEqualTo(41_120 / 40_000.0 - 1);
        assertThat(report.all().allocations()).isEqualTo(111);
        assertThat(Rounding.NONE.average()).isZero();
    }

    @DisplayName("Text and JSON say the same")
    @Test
    void textAndJsonSayTheSame() throws ImpossibleReplayException {
        HeapReport report = report(AT_PEAK);

        String text = String.join("\n", HeapReportText.lines(report, false));
        JsonNode json = HeapReportJson.of(List.of(report)).get(0);

        assertThat(text)
                .contains("after event 111 of 161, where most is live: 111 blocks live")
                .containsPattern("slot bytes +slabs +slots +used +used bytes +stranded +waste +share")
                .containsPattern("104 +\\d+ +\\d+ +100 +10\\.2 KiB")
                .containsPattern("larger +1 +100 KiB")
                .containsPattern("up to 128 B +100 allocations +9\\.8 KiB asked for +4\\.00 %");
        assertThat(json.get("event").asInt()).isEqualTo(111);
        assertThat(json.at("/large/bytes").asLong()).isEqualTo(102_400);
        assertThat(json.at("/rounding/upTo128Bytes/average").asDouble()).isEqualTo(10_400 / 10_000.0 - 1);
        assertThat(json.at("/total/blockBytes").asLong()).isEqualTo(report.usage().blockBytes());
        assertThat(json.get("classes")).hasSize(2);
        double shares = json.at("/large/share").asDouble();
        for (JsonNode each : json.get("classes")) {
            shares += each.get("share").asDouble();
        }
        assertThat(shares).isBetween(0.999, 1.001);
        assertThat(json.at("/decisions/asWanted").asLong() + json.at("/decisions/smaller").asLong()
                + json.at("/decisions/larger").asLong() + json.at("/decisions/forced").asLong()).isPositive();
    }

    @DisplayName("An event that the trace does not have is refused with those it has")
    @ParameterizedTest
    @ValueSource(ints = {0, -1, 162})
    void anEventThatTheTraceDoesNotHaveIsRefused(int event) {
        assertThatThrownBy(() -> report(OptionalInt.of(event)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--at " + event + ": must be 1 to 161, the events of known.trace");
    }

    @DisplayName("A page trace and a senseless factor are refused")
    @Test
    void aPageTraceAndASenselessFactorAreRefused() {
        Trace pages = new Trace.Builder("pages.trace", TraceKind.PAGES)
                .allocatePages(0, 1, Mobility.MOVABLE, 0, 0).build();
        assertThatThrownBy(() -> HeapReplay.run(pages, 2, AT_PEAK, Progress.SILENT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("pages.trace is a page trace: must be a heap trace");
        assertThatThrownBy(() -> HeapReplay.run(trace(), 0.5, AT_PEAK, Progress.SILENT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--region-factor 0.5: must be 1 to 1000");
    }

    @DisplayName("A pool that is too small is named with the option that makes it larger")
    @Test
    void aPoolThatIsTooSmallIsNamed() {
        Trace.Builder builder = new Trace.Builder("tight.trace", TraceKind.HEAP);
        for (int id = 0; id < 40; id++) {
            builder.allocateBytes(id, 40_000 + id, 0);
        }
        assertThatThrownBy(() -> HeapReplay.run(builder.build(), 1, AT_PEAK, Progress.SILENT))
                .isInstanceOf(ImpossibleReplayException.class)
                .hasMessageContaining("had no room for").hasMessageContaining("--region-factor");
    }
}
