package dev.cleave.arena;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.memory.Pool;
import java.io.IOException;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A pooled arena goes wherever the JDK takes an {@code Arena}. */
class ArenaConsumersTest {
    private final Pool pool = Pool.builder().capacity(4 << 20).build();

    @TempDir
    Path directory;

    @AfterEach
    void nothingIsLeftBehind() {
        assertThat(pool.usage().usedBytes()).isZero();
        pool.close();
    }

    @ParameterizedTest
    @EnumSource
    void strings(PooledArenaTest.Kind kind) {
        try (PooledArena arena = kind.open(pool)) {
            assertThat(arena.allocateFrom("Grüße").getString(0)).isEqualTo("Grüße");
            assertThat(arena.allocateFrom("Grüße", StandardCharsets.UTF_16LE).getString(0, StandardCharsets.UTF_16LE))
                    .isEqualTo("Grüße");
        }
    }

    @ParameterizedTest
    @EnumSource
    void structs(PooledArenaTest.Kind kind) {
        StructLayout point = MemoryLayout.structLayout(JAVA_INT.withName("x"), MemoryLayout.paddingLayout(4),
                JAVA_LONG.withName("y"));
        VarHandle y = point.varHandle(MemoryLayout.PathElement.groupElement("y"));
        try (PooledArena arena = kind.open(pool)) {
            arena.allocate(1);
            MemorySegment points = arena.allocate(point, 10);
            for (long i = 0; i < 10; i++) {
                y.set(points, i * point.byteSize(), i * i);
            }
            assertThat((long) y.get(points, 9 * point.byteSize())).isEqualTo(81);
        }
    }

    static int compare(MemorySegment one, MemorySegment other) {
        return Integer.compare(one.get(JAVA_INT, 0), other.get(JAVA_INT, 0));
    }

    @ParameterizedTest
    @EnumSource
    void aDowncallToQsortWithAnUpcallInTheArena(PooledArenaTest.Kind kind) throws Throwable {
        Linker linker = Linker.nativeLinker();
        MethodHandle qsort = linker.downcallHandle(linker.defaultLookup().find("qsort").orElseThrow(),
                FunctionDescriptor.ofVoid(ADDRESS, JAVA_LONG, JAVA_LONG, ADDRESS));
        AddressLayout pointer = ADDRESS.withTargetLayout(JAVA_INT);
        MethodHandle compare = MethodHandles.lookup().findStatic(ArenaConsumersTest.class, "compare",
                MethodType.methodType(int.class, MemorySegment.class, MemorySegment.class));
        try (PooledArena arena = kind.open(pool)) {
            MemorySegment stub =
                    linker.upcallStub(compare, FunctionDescriptor.of(JAVA_INT, pointer, pointer), arena);
            MemorySegment numbers = arena.allocateFrom(JAVA_INT, 5, 3, 9, -1, 0);

            qsort.invokeExact(numbers, 5L, 4L, stub);

            assertThat(numbers.toArray(JAVA_INT)).containsExactly(-1, 0, 3, 5, 9);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMappedFileIsCopied(PooledArenaTest.Kind kind) throws IOException {
        Path file = directory.resolve("mapped");
        Files.writeString(file, "from a file");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
                PooledArena arena = kind.open(pool)) {
            MemorySegment mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            MemorySegment copy = arena.allocate(mapped.byteSize() + 1).asSlice(0, mapped.byteSize()).copyFrom(mapped);

            assertThat(copy.mismatch(mapped)).isEqualTo(-1);
            assertThat(new String(copy.toArray(java.lang.foreign.ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8))
                    .isEqualTo("from a file");
        }
    }

    @ParameterizedTest
    @EnumSource
    void channelsReadIntoIt(PooledArenaTest.Kind kind) throws IOException {
        Path file = directory.resolve("read");
        Files.writeString(file, "0123456789");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
                PooledArena arena = kind.open(pool)) {
            MemorySegment bytes = arena.allocate(11);
            channel.read(bytes.asByteBuffer());

            assertThat(bytes.getString(0)).isEqualTo("0123456789");
        }
    }
}
