package dev.cleave.arena;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.cleave.memory.MemorySource;
import dev.cleave.memory.OperatingSystem;
import dev.cleave.memory.Pool;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Arenas that cannot prepare a block, and what is bound to an arena beside its segments. */
class ArenaFailureTest {
    private static final long CAPACITY = 4 << 20;

    @TempDir
    Path directory;

    /** A store into a file that has become shorter fails as one into a file on a full disk does. */
    @ParameterizedTest
    @EnumSource
    void aBlockThatCannotBeZeroedGoesBackAtOnce(PooledArenaTest.Kind kind) throws IOException {
        Assumptions.assumeTrue(OperatingSystem.current().canDrop(), "a file can be mapped");
        Path file = directory.resolve("shrinking-" + kind);
        try (Pool pool = Pool.builder().capacity(CAPACITY).source(MemorySource.file(file)).purge(false).build()) {
            pool.free(pool.allocate(CAPACITY));
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                    PooledArena arena = kind.open(pool)) {
                channel.truncate(0);
                for (long byteSize : new long[] {300_000, 1_000_000, 300_000}) {
                    assertThatExceptionOfType(InternalError.class).isThrownBy(() -> arena.allocate(byteSize));
                    assertThat(pool.usedBytes()).as("after %d bytes", byteSize).isZero();
                }
                if (kind != PooledArenaTest.Kind.CONFINED) {
                    assertThatExceptionOfType(InternalError.class).isThrownBy(() -> arena.allocate(1_000));
                    assertThat(pool.usedBytes()).as("a block for many small segments").isZero();
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsBoundToAnArenaEndsWithIt(PooledArenaTest.Kind kind) throws Exception {
        Path file = directory.resolve("mapped-" + kind);
        Files.writeString(file, "from a file");
        AtomicInteger cleaned = new AtomicInteger();
        try (Pool pool = Pool.builder().capacity(CAPACITY).purge(false).build()) {
            PooledArena arena = kind.open(pool);
            MemorySegment segment = arena.allocate(100);
            MemorySegment mapped;
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            }
            MemorySegment stub = Linker.nativeLinker().upcallStub(
                    MethodHandles.lookup().findStatic(ArenaFailureTest.class, "called",
                            MethodType.methodType(void.class)),
                    FunctionDescriptor.ofVoid(), arena);
            MemorySegment foreign = MemorySegment.ofAddress(segment.address()).reinterpret(100, arena,
                    ended -> cleaned.incrementAndGet());
            assertThat(mapped.get(JAVA_BYTE, 0)).isEqualTo((byte) 'f');
            assertThat(arena.scope().isAlive()).isTrue();

            arena.close();

            assertThat(arena.scope().isAlive()).isFalse();
            assertThat(cleaned).hasValue(1);
            for (MemorySegment ended : new MemorySegment[] {mapped, stub, foreign}) {
                assertThat(ended.scope().isAlive()).isFalse();
            }
            assertThatIllegalStateException().isThrownBy(() -> mapped.get(JAVA_BYTE, 0));
        }
        assertThat(cleaned).hasValue(1);
    }

    @Test
    void theScopeOfAClosedTrustedArenaIsADeadOneToo() {
        try (Pool pool = Pool.builder().capacity(CAPACITY).purge(false).build()) {
            PooledArena arena = PooledArena.ofTrusted(pool);
            arena.close();
            assertThat(arena.scope().isAlive()).isFalse();
        }
    }

    @SuppressWarnings("DoNotCallSuggester") // foreign code could call it
    static void called() {
        throw new AssertionError("nobody calls it");
    }
}
