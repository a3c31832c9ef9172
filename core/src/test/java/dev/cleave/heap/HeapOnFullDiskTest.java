package dev.cleave.heap;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cleave.memory.MemorySource;
import dev.cleave.memory.Pool;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Memory that cannot be written to: as a file's on a disk that is full, here a file's that was cut short. */
@DisplayName("A heap on a full disk")
@EnabledOnOs(OS.LINUX)
class HeapOnFullDiskTest {
    private static final long CAPACITY = 16 << 20;

    @TempDir
    Path folder;

    private Path file;
    private Pool pool;

    @BeforeEach
    void open() {
        file = folder.resolve("memory");
        pool = Pool.builder().source(MemorySource.file(file)).capacity(CAPACITY).purge(false).build();
    }

    @AfterEach
    void nothingIsLost() {
        assertThat(pool.space().freeUnits()).isEqualTo(pool.space().units());
        pool.close();
    }

    /** So often that what writes to blocks is compiled: compiled code is told of a failed store later than where it was. */
    private static void warm(Heap heap) {
        for (int round = 0; round < 20_000; round++) {
            heap.free(heap.allocate(100));
            try (HeapArena trusted = HeapArena.ofTrusted(heap); HeapArena confined = HeapArena.ofConfined(heap)) {
                trusted.allocate(100);
                confined.allocate(5_000);
            }
        }
        heap.trim();
    }

    /** Has the pool make room on its disk for all of it: later it asks for no more. */
    private static void makeRoom(Pool pool) {
        pool.free(pool.allocateAddress(CAPACITY));
    }

    private void cutTo(long byteSize) throws IOException {
        try (RandomAccessFile opened = new RandomAccessFile(file.toFile(), "rw")) {
            opened.setLength(byteSize);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {8, 100, 5_000, 40_000, 1_000_000})
    @DisplayName("gives a block back that it cannot fill, hardened or as an arena's segment")
    void givesBack(long byteSize) throws IOException {
        try (Heap heap = Heap.builder(pool).safety(SafetyLevel.HARDENED).build()) {
            warm(heap);
            cutTo(0);
            assertThatExceptionOfType(InternalError.class).isThrownBy(() -> heap.allocate(byteSize));
            assertThatExceptionOfType(InternalError.class).isThrownBy(() -> heap.tryAllocate(byteSize));
            assertThat(heap.leaks().isEmpty()).isTrue();
        }
        cutTo(CAPACITY);
        try (Heap heap = Heap.of(pool)) {
            warm(heap);
            cutTo(0);
            for (HeapArenaTest.Kind kind : HeapArenaTest.Kind.values()) {
                try (HeapArena arena = kind.open(heap)) {
                    assertThatExceptionOfType(InternalError.class).isThrownBy(() -> arena.allocate(byteSize));
                    assertThat(arena.segments()).isZero();
                    assertThat(heap.leaks().isEmpty()).isTrue();
                }
            }
        }
    }

    @Test
    @DisplayName("leaves a hardened block as it was that it cannot make longer where it lies, or move")
    void leavesAsItWas() throws IOException {
        try (Heap heap = Heap.builder(pool).safety(SafetyLevel.HARDENED).build()) {
            makeRoom(pool);
            long block = heap.allocate(100_000);
            long offset = block - pool.baseAddress();
            pool.memory().asSlice(offset, 100_000).fill((byte) 7);
            cutTo(offset + (200_000 & -4096));

            assertThatExceptionOfType(InternalError.class).isThrownBy(() -> heap.reallocate(block, 4 << 20));

            assertThat(heap.usableBytes(block)).isEqualTo(100_000);
            assertThat(pool.memory().asSlice(offset, 100_000).toArray(JAVA_BYTE)).containsOnly(7);
            assertThat(heap.usage().liveBlocks()).isEqualTo(1);
            assertThat(heap.reallocate(block, 50_000)).isEqualTo(block);
            heap.free(block, 50_000);
        }
    }

    @Test
    @DisplayName("leaves a block as it was whose bytes cannot be moved")
    void leavesWhereItWas() throws IOException {
        try (Heap heap = Heap.of(pool)) {
            makeRoom(pool);
            long block = heap.allocate(40_000);
            long behind = heap.allocate(40_000);
            cutTo(behind - pool.baseAddress() & -4096);

            assertThatExceptionOfType(InternalError.class).isThrownBy(() -> heap.reallocate(block, 4 << 20));

            assertThat(heap.usage().liveBlocks()).isEqualTo(2);
            heap.free(block, 40_000);
            heap.free(behind, 40_000);
        }
    }
}
