package dev.cleave.tiers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A pin of a tiered object")
class TierPinTest {
    private final SmallStore small = new SmallStore();
    private final long handle = small.object(100, SmallStore.NEAR, (byte) 1);

    @AfterEach
    void close() {
        small.close();
    }

    @Test
    @DisplayName("reads and writes bytes, longs and segments within the object's bounds")
    void access() {
        try (TierPin pin = small.store.pin(handle)) {
            pin.putLong(1, 0x0807_0605_0403_0201L, ByteOrder.LITTLE_ENDIAN);
            assertThat(pin.getLong(1, ByteOrder.BIG_ENDIAN)).isEqualTo(0x0102_0304_0506_0708L);
            pin.put(99, (byte) 9);
            assertThat(pin.get(99)).isEqualTo((byte) 9);
            pin.copyFrom(MemorySegment.ofArray(new byte[] {4, 5}), 50);
            byte[] read = new byte[3];
            pin.copyTo(MemorySegment.ofArray(read), 49);
            assertThat(read).containsExactly(1, 4, 5);
            assertThat(pin.segment().get(ValueLayout.JAVA_BYTE, 51)).isEqualTo((byte) 5);
            assertThat(pin.segment().address()).isEqualTo(pin.address());
            assertThat(pin.handle()).isEqualTo(handle);
            assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> pin.get(100));
            assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> pin.get(-1));
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> pin.putLong(93, 0, ByteOrder.LITTLE_ENDIAN));
        }
    }

    @Test
    @DisplayName("gives a segment to read, and one to write where it was pinned for that")
    void segments() {
        MemorySegment kept;
        try (TierPin pin = small.store.pin(handle)) {
            kept = pin.segment();
            assertThat(kept.isReadOnly()).isTrue();
            assertThat(pin.segment()).isSameAs(kept);
        }
        assertThatIllegalStateException().isThrownBy(() -> kept.get(ValueLayout.JAVA_BYTE, 0));
        try (TierPin pin = small.store.pinForWrite(handle)) {
            assertThat(pin.segment().isReadOnly()).isFalse();
            assertThat(pin.segment().byteSize()).isEqualTo(100);
        }
    }

    @Test
    @DisplayName("keeps the object from being deleted, and is refused once it was")
    void againstDeletion() {
        try (TierPin pin = small.store.pin(handle); TierPin second = small.store.pinForWrite(handle)) {
            assertThatIllegalStateException().isThrownBy(() -> small.store.delete(handle))
                    .withMessageContaining("1 short, 1 long");
            assertThat(pin.address()).isEqualTo(second.address());
        }
        small.store.delete(handle);
        assertThatIllegalStateException().isThrownBy(() -> small.store.pin(handle))
                .withMessageContaining("freed already");
        assertThatIllegalStateException().isThrownBy(() -> small.store.pinForWrite(handle));
    }

    @Test
    @DisplayName("is one thread's, and is closed once")
    void owner() throws Exception {
        TierPin pin = small.store.pin(handle);
        FutureTask<Byte> other = new FutureTask<>(() -> pin.get(0));
        Thread.ofVirtual().start(other);
        assertThatExceptionOfType(ExecutionException.class).isThrownBy(other::get)
                .withCauseInstanceOf(WrongThreadException.class);
        pin.close();
        assertThatIllegalStateException().isThrownBy(pin::close).withMessageContaining("close a pin once");
        assertThatIllegalStateException().isThrownBy(() -> pin.get(0));
        assertThatIllegalStateException().isThrownBy(pin::segment);
    }
}
