package dev.cleave.contiguity;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.cleave.histories.Together;
import dev.cleave.memory.Pool;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Pins")
class PinTest {
    private final Pool pool = Pool.builder().name("pinned").capacity(1 << 20).purge(false).build();
    private final MovableBlocks blocks = MovableBlocks.builder(pool).samplePins(true).build();
    private final MovableBlock block = blocks.allocate(10_000);

    @AfterEach
    void nothingIsLost() {
        blocks.close();
        assertThat(pool.usage().usedBytes()).isZero();
        pool.space().verify();
        pool.close();
    }

    @Test
    @DisplayName("show exactly the bytes that were asked for")
    void showTheBlock() {
        try (Pin pin = block.pin()) {
            assertThat(pin.segment().byteSize()).isEqualTo(10_000);
            assertThat(pin.byteSize()).isEqualTo(10_000);
            assertThat(pin.segment().address()).isEqualTo(pin.address());
            assertThat(pin.segment()).as("one segment a pin").isSameAs(pin.segment());
            pin.segment().fill((byte) 3);
        }
        try (Pin pin = block.pin()) {
            assertThat(pin.segment().get(JAVA_BYTE, 9_999)).isEqualTo((byte) 3);
        }
    }

    @Test
    @DisplayName("give access to each byte of the block without a segment, and to no other")
    void giveAccess() {
        ByteOrder little = ByteOrder.LITTLE_ENDIAN;
        Pin pin = block.pin();
        pin.put(9_999, (byte) 7);
        pin.putLong(3, 0x0102030405060708L, little);
        assertThat(pin.get(9_999)).isEqualTo((byte) 7);
        assertThat(pin.get(3)).isEqualTo((byte) 8);
        assertThat(pin.getLong(3, little)).isEqualTo(0x0102030405060708L);
        assertThat(pin.getLong(3, ByteOrder.BIG_ENDIAN)).isEqualTo(0x0807060504030201L);
        MemorySegment copy = MemorySegment.ofArray(new byte[10_000]);
        pin.copyTo(copy, 0);
        assertThat(copy.mismatch(pin.segment())).isEqualTo(-1);
        copy.fill((byte) 9);
        pin.copyFrom(copy, 0);
        assertThat(pin.segment().toArray(JAVA_BYTE)).containsOnly(9);

        for (Runnable beyond : new Runnable[] {() -> pin.get(10_000), () -> pin.get(-1),
            () -> pin.put(10_000, (byte) 0), () -> pin.getLong(9_993, little), () -> pin.putLong(9_993, 0, little),
            () -> pin.copyFrom(copy, 1), () -> pin.copyTo(copy, 1)}) {
            assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(beyond::run);
        }
        pin.close();
        for (Runnable late : new Runnable[] {() -> pin.get(0), () -> pin.put(0, (byte) 0),
            () -> pin.getLong(0, little), () -> pin.putLong(0, 0, little), () -> pin.copyFrom(copy, 0),
            () -> pin.copyTo(copy, 0)}) {
            assertThatIllegalStateException().isThrownBy(late::run).withMessageContaining("pin the block again");
        }
    }

    @Test
    @DisplayName("end their segments, and what was cut from them")
    void endTheirSegments() {
        MemorySegment segment;
        MemorySegment slice;
        try (Pin pin = block.pin()) {
            segment = pin.segment();
            slice = segment.asSlice(5, 10);
        }
        assertThatIllegalStateException().isThrownBy(() -> segment.get(JAVA_BYTE, 0));
        assertThatIllegalStateException().isThrownBy(() -> slice.set(JAVA_BYTE, 0, (byte) 1));

        LongPin pin = block.pinLong();
        MemorySegment longer = pin.segment();
        assertThat(pin.segment()).isSameAs(longer);
        pin.close();
        assertThatIllegalStateException().isThrownBy(() -> longer.get(JAVA_BYTE, 0));
    }

    @Test
    @DisplayName("are closed once, and not used afterwards")
    void areClosedOnce() {
        Pin pin = block.pin();
        pin.close();
        assertThatIllegalStateException().isThrownBy(pin::close).withMessageContaining("close a pin once");
        assertThatIllegalStateException().isThrownBy(pin::segment).withMessageContaining("pin the block again");
        assertThatIllegalStateException().isThrownBy(pin::address);
        assertThat(block.isPinned()).isFalse();

        LongPin longer = block.pinLong();
        longer.close();
        assertThatIllegalStateException().isThrownBy(longer::close).withMessageContaining("close a pin once");
        assertThatIllegalStateException().isThrownBy(longer::segment);
        assertThatIllegalStateException().isThrownBy(longer::address);
        assertThat(block.isPinned()).isFalse();
    }

    @Test
    @DisplayName("keep a block from being freed, each of them")
    void keepABlock() {
        Pin first = block.pin();
        Pin second = block.pin();
        LongPin third = block.pinLong();
        assertThatIllegalStateException().isThrownBy(block::free).withMessageContaining("2 short, 1 long");
        first.close();
        assertThatIllegalStateException().isThrownBy(block::free);
        second.close();
        assertThatIllegalStateException().isThrownBy(block::free).withMessageContaining("0 short, 1 long");
        third.close();
        block.free();
        assertThat(block.isLive()).isFalse();
        assertThat(block.isPinned()).isFalse();
    }

    @Test
    @DisplayName("are refused once the block is freed, and so is a second free")
    void ofAFreedBlock() {
        block.free();
        assertThatIllegalStateException().isThrownBy(block::pin).withMessageContaining("freed already");
        assertThatIllegalStateException().isThrownBy(block::pinLong).withMessageContaining("freed already");
        assertThatIllegalStateException().isThrownBy(block::free).withMessageContaining("free it once");
    }

    @Test
    @DisplayName("belong to one thread where they are short")
    void areConfined() {
        Pin pin = block.pin();
        MemorySegment segment = pin.segment();
        for (Runnable use : new Runnable[] {pin::close, pin::segment, pin::address, () -> segment.get(JAVA_BYTE, 0),
            () -> pin.get(0), () -> pin.put(0, (byte) 0)}) {
            assertThatExceptionOfType(CompletionException.class)
                    .isThrownBy(() -> CompletableFuture.runAsync(use).join())
                    .withCauseInstanceOf(WrongThreadException.class);
        }
        pin.close();
    }

    @Test
    @DisplayName("belong to everybody where they are long, and one thread closes them")
    void longOnesAreShared() throws Exception {
        for (int round = 0; round < 100; round++) {
            LongPin pin = block.pinLong();
            if (round == 0) {
                CompletableFuture.runAsync(() -> pin.segment().fill((byte) 1)).join();
            }
            AtomicInteger closers = new AtomicInteger();
            Callable<Void> closing = () -> {
                try {
                    pin.close();
                    closers.incrementAndGet();
                } catch (IllegalStateException second) {
                    assertThat(second).hasMessageContaining("close a pin once");
                }
                return null;
            };
            Together.run(Collections.nCopies(2, closing));
            assertThat(closers).hasValue(1);
            assertThat(block.isPinned()).isFalse();
        }
    }

    @Test
    @DisplayName("tell where and since when they are held, where they are long")
    void longOnesAreNamed() {
        try (LongPin pin = block.pinLong()) {
            assertThat(pin.site()).hasValueSatisfying(site -> assertThat(site).contains("PinTest.longOnesAreNamed"));
            assertThat(pin.held()).isPositive();
            assertThat(pin.byteSize()).isEqualTo(10_000);
        }
        MovableBlocks unsampled = MovableBlocks.over(pool);
        try (LongPin pin = unsampled.allocate(1).pinLong()) {
            assertThat(pin.site()).isEmpty();
        }
        unsampled.close();
    }
}
