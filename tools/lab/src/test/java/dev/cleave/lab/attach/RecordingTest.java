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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @Test
    @DisplayName("has what a heap, an object cache and arenas handed out, in place of the blocks that they cut up")
    void hasWhatTheProgramAllocated() throws Exception {
        Path socket = folder.resolve("s");
        for (String where : new String[] {"process", "socket"}) {
            try (ChildProgram child = ChildProgram.start(List.of(), WatchedAllocations.class, "" + LIVE_BEFORE,
                    folder.resolve(socket).toString())) {
                Target target = Target.of(where.equals("socket") ? socket.toString() : "" + child.pid());
                // The block of an arena that was open before is one of them: what is in it is not known.
                requireSame(child, target, Wanted.ALLOCATIONS, LIVE_BEFORE + 1);
                assertThat(child.errors()).isEmpty();
            }
        }
    }

    private void requireSame(ChildProgram child, Target target) throws Exception {
        requireSame(child, target, Wanted.BLOCKS, LIVE_BEFORE);
    }

    private void requireSame(ChildProgram child, Target target, Wanted wanted, int liveBefore) throws Exception {
        Path file = folder.resolve("program.trace.gz");
        AtomicReference<Work> told = new AtomicReference<>();
        long[] stopAt = {Long.MAX_VALUE};
        Recording.Result result =
                new Recording(target, wanted, Optional.empty(), Optional.empty()).into(file, true, () -> {
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
        assertThat(summary.liveAtBeginning()).isEqualTo(liveBefore);
        assertThat(summary.allocations()).isEqualTo(liveBefore + work.allocations());
        assertThat(summary.frees()).isEqualTo(work.frees());
        assertThat(summary.peakBytes()).isEqualTo(work.peakBytes());
        assertThat(summary.liveAtEnd()).isEqualTo(work.live());
        assertThat(sizesFrom(trace, liveBefore)).as("sizes in their order").isEqualTo(work.sizes());
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

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("has all of what a JVM did until about a second before it was killed, or ended by itself")
    void isCompleteToTheEnd(boolean killed) throws Exception {
        Path file = folder.resolve("ended.trace");
        AtomicReference<Work> told = new AtomicReference<>();
        try (ChildProgram child = ChildProgram.start(List.of(), WatchedProgram.class, "" + LIVE_BEFORE)) {
            long[] endsAt = {Long.MAX_VALUE};
            Recording.Result result = new Recording(Target.of("" + child.pid()), Wanted.BLOCKS, Optional.empty(),
                    Optional.of(Duration.ofMinutes(5))).into(file, false, () -> {
                        told.set(Work.of(ask(child, "work 20000")));
                        endsAt[0] = System.nanoTime() + Duration.ofSeconds(3).toNanos();
                    }, () -> {
                        if (System.nanoTime() - endsAt[0] > 0) {
                            endsAt[0] = Long.MAX_VALUE;
                            end(child, killed);
                        }
                        return false;
                    });

            assertThat(result.ended()).isTrue();
            assertThat(result.summary().warnings()).isEmpty();
            assertThat(result.summary().allocations()).isEqualTo(LIVE_BEFORE + told.get().allocations());
            assertThat(result.summary().frees()).isEqualTo(told.get().frees());
            assertThat(sizesFrom(TraceReader.read(file.toString()), LIVE_BEFORE)).isEqualTo(told.get().sizes());
        }
    }

    private static void end(ChildProgram child, boolean killed) {
        try {
            if (killed) {
                child.kill();
            } else {
                child.end();
            }
        } catch (InterruptedException | IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Test
    @DisplayName("of a JVM that is killed is what it did until then")
    void outlivesTheProgram() throws Exception {
        Path file = folder.resolve("killed.trace");
        try (ChildProgram child = ChildProgram.start(List.of(), WatchedProgram.class, "10")) {
            long[] looks = {0};
            Recording.Result result = new Recording(Target.of("" + child.pid()), Wanted.BLOCKS, Optional.of("watched"),
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

    private static String ask(ChildProgram child, String line) {
        try {
            return child.ask(line);
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
            Recording recording = new Recording(Target.of("" + child.pid()), Wanted.BLOCKS, Optional.of("other"),
                    Optional.of(Duration.ofSeconds(2)));
            assertThatThrownBy(() -> recording.into(folder.resolve("x.trace"), false, () -> {}, () -> false))
                    .isInstanceOf(MalformedTraceException.class)
                    .hasMessageContaining("has no pool 'other': must be one of watched");
            assertThat(folder).isEmptyDirectory();
        }
    }
}
