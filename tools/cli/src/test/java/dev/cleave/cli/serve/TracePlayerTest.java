package dev.cleave.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.histories.Patience;
import dev.cleave.lab.trace.Mobility;
import dev.cleave.lab.trace.Trace;
import dev.cleave.lab.trace.TraceKind;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A player of a trace")
class TracePlayerTest {
    private static final int BLOCKS = 1_000;

    private static Trace pages() {
        Trace.Builder trace = new Trace.Builder("pages.trace", TraceKind.PAGES);
        for (int id = 0; id < BLOCKS; id++) {
            trace.allocatePages(id, id % 3, id % 2 == 0 ? Mobility.UNMOVABLE : Mobility.MOVABLE, 0, 8L * id);
        }
        for (int id = 0; id < BLOCKS; id += 2) {
            trace.free(id, 0);
        }
        return trace.build();
    }

    private static long liveBytes(Trace trace, int events) {
        long live = 0;
        for (int event = 0; event < events; event++) {
            live += (trace.allocates(event) ? 1 : -1) * trace.bytes(trace.block(event));
        }
        return live;
    }

    @Test
    @DisplayName("holds, after any event and from whichever side it comes, just what the trace has live there")
    void seeks() {
        Trace trace = pages();
        try (TracePlayer player = new TracePlayer(trace)) {
            for (int event : new int[] {1, 700, 699, trace.events(), 0, 1_250, 3}) {
                player.seek(event);
                assertThat(player.state().event()).isEqualTo(event);
                assertThat(player.state().failures()).isZero();
                assertThat(player.pool().usedBytes()).as("event %d", event).isEqualTo(liveBytes(trace, event));
            }
            player.seek(10 * trace.events());
            assertThat(player.state().event()).as("no farther than the end").isEqualTo(trace.events());
            assertThat(player.state().live()).isEqualTo(BLOCKS / 2);
        }
    }

    @Test
    @DisplayName("steps, plays to the end by itself, and begins anew from there")
    void plays() {
        Trace trace = pages();
        try (TracePlayer player = new TracePlayer(trace)) {
            player.step(3);
            assertThat(player.state()).isEqualTo(new TracePlayer.State(3, 3, 0, 100_000, false));
            player.speed(TracePlayer.FASTEST);
            player.play();
            Patience.waitUntil(() -> player.state().event() == trace.events());
            assertThat(player.state().playing()).isFalse();
            player.speed(1);
            player.play();
            assertThat(player.state().event()).isLessThan(trace.events());
            player.pause();
            assertThat(player.state().playing()).isFalse();
        }
    }

    @Test
    @DisplayName("plays a heap trace, and leaves a pool with nothing in it")
    void heap() {
        Trace.Builder made = new Trace.Builder("heap.trace", TraceKind.HEAP);
        for (int id = 0; id < BLOCKS; id++) {
            made.allocateBytes(id, 1 + id, 0);
        }
        Trace trace = made.build();
        TracePlayer player = new TracePlayer(trace);
        player.seek(trace.events());
        assertThat(player.movable()).isEmpty();
        assertThat(player.pool().usage().requestedBytes()).isEqualTo(liveBytes(trace, trace.events()));
        player.close();
        assertThat(player.pool().isClosed()).isTrue();
    }
}
