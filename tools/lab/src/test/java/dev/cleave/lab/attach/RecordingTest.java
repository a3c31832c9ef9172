package dev.cleave.lab.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.lab.attach.WatchedProgram.Work;
import dev.cleave.lab.trace.MalformedTraceException;
import dev.cleave.lab.trace.Trace;
import dev.cleave.lab.trace.TraceReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A recording of a running JVM")
class RecordingTest {
    private static final int LIVE_BEFORE = 500;

    @TempDir
    Path folder;

    @Test
    @DisplayName("has the counts, the peak and the order of the program, and its console stays silent")
    void hasWhatTheProgramDid() throws Exception {
        try (ChildProgram child = ChildProgram.start(List.of(), WatchedProgram.class, "" + LIVE_BEFORE)) {
            requireSame(child, Target.of("" + child.pid()));
            assertThat(child.errors()).isEmpty();
        }
    }

    @Test
    @DisplayName("is the same by way of a socket")
    void isTheSameByASocket() throws Exception {
        Path socket = folder.resolve("s");
        try (ChildProgram child =
                ChildProgram.start(List.of(), WatchedProgram.class, "" + LIVE_BEFORE, socket.toString())) {
            requireSame(child, Target.of(socket.toString()));
            assertThat(child.errors()).isEmpty();
        }
    }

    private void requireSame(ChildProgram child, Target target) throws Exception {
        Path file = folder.resolve("program.trace.gz");
        AtomicReference<Work> told = new AtomicReference<>();
        long[] stopAt = {Long.MAX_VALUE};
        Recording.Result result = new Recording(target, Optional.empty(), Optional.empty()).into(file, false, () -> {
            try {
                told.set(Work.of(child.ask("work 20000")));
            } catch (IOException failure) {
                throw new java.io.UncheckedIOException(failure);
            }
            stopAt[0] = System.nanoTime() + Duration.ofSeconds(4).toNanos();
        }, () -> System.nanoTime() - stopAt[0] > 0);

        Work work = told.get();
        Trace trace = TraceReader.read(file.toString());
        RecordingSummary summary = result.summary();
        assertThat(summary.warnings()).isEmpty();
        assertThat(summary.liveAtBeginning()).isEqualTo(LIVE_BEFORE);
        assertThat(summary.allocations()).isEqualTo(LIVE_BEFORE + work.allocations());
        assertThat(summary.frees()).isEqualTo(work.frees());
        assertThat(summary.peakBytes()).isEqualTo(work.peakBytes());
        assertThat(summary.liveAtEnd()).isEqualTo(work.live());
        assertThat(sizesFrom(trace, LIVE_BEFORE)).as("sizes in their order").isEqualTo(work.sizes());
        assertThat(result.ended()).isFalse();
        assertThat(folder).isDirectoryNotContaining("glob:**.unfinished");
    }

    private static String sizesFrom(Trace trace, int first) {
        int sizes = 1;
        for (int event = 0; event < trace.events(); event++) {
            if (trace.allocates(event) && trace.block(event) >= first) {
                sizes = 31 * sizes + (int) trace.bytes(trace.block(event));
            }
        }
        return Integer.toString(sizes);
    }

    @Test
    @DisplayName("of a JVM that is killed is what it did until then")
    void outlivesTheProgram() throws Exception {
        Path file = folder.resolve("killed.trace");
        try (ChildProgram child = ChildProgram.start(List.of(), WatchedProgram.class, "10")) {
            long[] looks = {0};
            Recording.Result result = new Recording(Target.of("" + child.pid()), Optional.of("watched"),
                    Optional.of(Duration.ofMinutes(5))).into(file, false, () -> ask(child, "forever"), () -> {
                        if (looks[0]++ == 60) {
                            kill(child);
                        }
                        return false;
                    });

            assertThat(result.ended()).isTrue();
            assertThat(TraceReader.read(file.toString()).events()).isGreaterThan(10);
        }
    }

    private static void ask(ChildProgram child, String line) {
        try {
            child.ask(line);
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    private static void kill(ChildProgram child) {
        try {
            child.kill();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Test
    @DisplayName("of a pool that is not there is refused, and leaves nothing behind")
    void knowsThePools() throws Exception {
        try (ChildProgram child = ChildProgram.start(List.of(), WatchedProgram.class, "10")) {
            Recording recording = new Recording(Target.of("" + child.pid()), Optional.of("other"),
                    Optional.of(Duration.ofSeconds(2)));
            assertThatThrownBy(() -> recording.into(folder.resolve("x.trace"), false, () -> {}, () -> false))
                    .isInstanceOf(MalformedTraceException.class)
                    .hasMessageContaining("has no pool 'other': must be one of watched");
            assertThat(folder).isEmptyDirectory();
        }
    }
}
