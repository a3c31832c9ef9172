package dev.cleave.lab.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.lab.trace.Mobility;
import dev.cleave.lab.trace.Trace;
import dev.cleave.lab.trace.TraceKind;
import dev.cleave.plan.Lifetimes;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TraceLifetimesTest {
    @DisplayName("A heap trace: sizes in bytes, ends counted in allocations, whatever ids the file has")
    @Test
    void ofAHeapTrace() {
        Trace trace = new Trace.Builder("own", TraceKind.HEAP)
                .allocateBytes(70, 100, 1)
                .allocateBytes(30, 20, 1)
                .free(70, 2)
                .allocateBytes(31, 7, 1)
                .build();

        Lifetimes.Builder expected = Lifetimes.builder();
        int first = expected.allocate(100);
        expected.allocate(20);
        expected.free(first);
        expected.allocate(7);
        assertThat(TraceLifetimes.of(trace)).isEqualTo(expected.build());
        assertThat(TraceLifetimes.of(trace).mostLiveBytes()).isEqualTo(trace.peakLiveBytes());
        assertThat(TraceLifetimes.usualAlignment(TraceKind.HEAP)).isEqualTo(8);
    }

    @DisplayName("A page trace: sizes in pages")
    @Test
    void ofAPageTrace() {
        Trace trace = new Trace.Builder("own", TraceKind.PAGES)
                .allocatePages(0, 3, Mobility.MOVABLE, 0, 17)
                .free(0, 1)
                .build();

        assertThat(TraceLifetimes.of(trace).bytes(0)).isEqualTo(8 * 4096);
        assertThat(TraceLifetimes.of(trace).end(0)).isOne();
        assertThat(TraceLifetimes.usualAlignment(TraceKind.PAGES)).isEqualTo(4096);
    }
}
