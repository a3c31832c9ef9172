package dev.cleave.contiguity;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A view of several pieces")
class GatherViewTest {
    private static final int SIZE = 100;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment whole = arena.allocate(SIZE);

    @AfterEach
    void close() {
        arena.close();
    }

    /** The same bytes as in one segment, in pieces of random lengths. */
    private GatherView scattered(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<MemorySegment> pieces = new ArrayList<>();
        for (long at = 0; at < SIZE;) {
            long length = Math.min(SIZE - at, random.nextInt(12));
            MemorySegment piece = arena.allocate(Math.max(1, length)).asSlice(0, length);
            pieces.add(piece.copyFrom(whole.asSlice(at, length)));
            at += length;
        }
        return GatherView.of(pieces);
    }

    private void fillWhole(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (long at = 0; at < SIZE; at++) {
            whole.set(JAVA_BYTE, at, (byte) random.nextInt());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    @DisplayName("reads and writes as one segment does, also across pieces")
    void readsAndWrites(long seed) {
        fillWhole(seed);
        GatherView view = scattered(seed);
        assertThat(view.byteSize()).isEqualTo(SIZE);
        assertThat(view.pieces()).noneMatch(piece -> piece.byteSize() == 0);
        for (long at = 0; at < SIZE; at++) {
            assertThat(view.get(at)).isEqualTo(whole.get(JAVA_BYTE, at));
        }
        for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
            for (long at = 0; at + 8 <= SIZE; at++) {
                assertThat(view.getLong(at, order)).isEqualTo(whole.get(JAVA_LONG_UNALIGNED.withOrder(order), at));
                view.putLong(at, ~at * seed, order);
                whole.set(JAVA_LONG_UNALIGNED.withOrder(order), at, ~at * seed);
            }
        }
        view.put(17, (byte) 42);
        whole.set(JAVA_BYTE, 17, (byte) 42);
        MemorySegment read = arena.allocate(SIZE);
        view.copyTo(read, 0);
        assertThat(read.mismatch(whole)).isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(longs = {6, 7, 8})
    @DisplayName("is sliced and copied")
    void slicesAndCopies(long seed) {
        fillWhole(seed);
        GatherView view = scattered(seed);
        GatherView middle = view.slice(13, 60);
        assertThat(middle.byteSize()).isEqualTo(60);
        assertThat(middle.get(5)).isEqualTo(whole.get(JAVA_BYTE, 18));
        middle.put(0, (byte) 1);
        assertThat(view.get(13)).as("the same memory").isEqualTo((byte) 1);
        assertThat(view.slice(100, 0).byteSize()).isZero();

        GatherView other = scattered(seed + 100);
        other.fill((byte) 0);
        other.copyFrom(middle, 20);
        assertThat(other.slice(20, 60).mismatch(middle)).isEqualTo(-1);
        assertThat(other.get(19)).isZero();
        assertThat(other.get(80)).isZero();
        other.copyFrom(whole.asSlice(0, 7), 93);
        assertThat(other.get(99)).isEqualTo(whole.get(JAVA_BYTE, 6));
    }

    @ParameterizedTest
    @ValueSource(longs = {9, 10, 11})
    @DisplayName("is compared, however each is cut")
    void compares(long seed) {
        fillWhole(seed);
        GatherView one = scattered(seed);
        GatherView two = scattered(seed + 50);
        assertThat(one.mismatch(two)).isEqualTo(-1);
        assertThat(one.compare(two)).isZero();
        assertThat(one.compare(two.slice(0, 99))).isPositive();
        assertThat(one.slice(0, 40).mismatch(two)).isEqualTo(40);

        CRC32C sum = new CRC32C();
        sum.update(whole.asByteBuffer());
        assertThat(one.crc32c()).isEqualTo(sum.getValue()).isEqualTo(two.crc32c());

        one.put(77, (byte) 0x7F);
        two.put(77, (byte) 0x80);
        assertThat(one.mismatch(two)).isEqualTo(77);
        assertThat(one.compare(two)).as("bytes count from 0 to 255").isNegative();
        assertThat(two.compare(one)).isPositive();
    }

    @Test
    @DisplayName("refuses what reaches out of it")
    void bounds() {
        GatherView view = scattered(12);
        ByteOrder order = ByteOrder.nativeOrder();
        for (Runnable use : new Runnable[] {() -> view.get(SIZE), () -> view.get(-1), () -> view.put(SIZE, (byte) 1),
            () -> view.getLong(SIZE - 7, order), () -> view.putLong(SIZE - 7, 1, order), () -> view.slice(90, 11),
            () -> view.copyFrom(whole, 1), () -> view.copyTo(whole, 1), () -> view.copyFrom(view, 1)}) {
            assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(use::run);
        }
        assertThat(GatherView.of(List.of()).byteSize()).isZero();
        assertThat(GatherView.of(List.of()).crc32c()).isZero();
    }
}
