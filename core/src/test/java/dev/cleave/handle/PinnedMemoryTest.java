package dev.cleave.handle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Pinned memory")
class PinnedMemoryTest {
    @Test
    @DisplayName("is reached by its address, and by a segment that ends with its arena")
    void isReached() {
        try (Arena memory = Arena.ofConfined()) {
            MemorySegment bytes = memory.allocate(16);
            PinnedMemory.ALL.set(ValueLayout.JAVA_BYTE, bytes.address() + 3, (byte) 7);
            assertThat(bytes.get(ValueLayout.JAVA_BYTE, 3)).isEqualTo((byte) 7);
            MemorySegment segment;
            try (Arena pin = Arena.ofConfined()) {
                segment = PinnedMemory.segment(bytes.address(), 16, pin);
                assertThat(segment.get(ValueLayout.JAVA_BYTE, 3)).isEqualTo((byte) 7);
                assertThat(segment.byteSize()).isEqualTo(16);
            }
            assertThatIllegalStateException().isThrownBy(() -> segment.get(ValueLayout.JAVA_BYTE, 3));
        }
    }
}
