package dev.cleave.gpu.cuda;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cleave.gpu.AllocationRequest;
import dev.cleave.gpu.Dedication;
import dev.cleave.gpu.DeviceAllocation;
import dev.cleave.gpu.DeviceBlock;
import dev.cleave.gpu.DeviceHeap;
import dev.cleave.gpu.MemoryProperty;
import dev.cleave.gpu.RangeCopy;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What only a card can prove; skipped where there is none. */
@DisplayName("A real card through CUDA")
class CudaCardTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @BeforeEach
    void aCardIsNeeded() {
        assumeTrue(CudaMemory.isAvailable(), "no CUDA here: it takes NVIDIA's driver and a card");
    }

    @DisplayName("copies to the card, on it after a range has grown in place, and back: every byte is there")
    @Test
    void everyByteIsThere() {
        try (CudaMemory memory = CudaMemory.open(0)) {
            System.out.println("CudaCardTest: " + memory.info().name() + ", CUDA " + memory.info().apiVersion());
            int count = 1 << 20;
            DeviceBlock card = memory.reserve(CudaMemory.ON_CARD, 4L * count, Dedication.NONE);
            DeviceBlock moved = memory.reserve(CudaMemory.ON_CARD, 4L * count + 64, Dedication.NONE);
            DeviceBlock host = memory.reserve(CudaMemory.PINNED, 4L * count, Dedication.NONE);
            MemorySegment bytes = host.map();
            for (int each = 0; each < count; each++) {
                bytes.setAtIndex(JAVA_INT, each, each * 0x9E3779B9);
            }

            memory.copy(List.of(new RangeCopy(host, 0, card, 0, 4L * count)));
            assertThat(memory.copy(List.of(new RangeCopy(card, 0, moved, 64, 4L * count))).await(PATIENCE)).isTrue();
            bytes.fill((byte) 0);
            assertThat(memory.copy(List.of(new RangeCopy(moved, 64, host, 0, 4L * count))).await(PATIENCE)).isTrue();

            for (int each = 0; each < count; each++) {
                assertThat(bytes.getAtIndex(JAVA_INT, each)).isEqualTo(each * 0x9E3779B9);
            }
            List.of(card, moved, host).forEach(DeviceBlock::release);
        }
    }

    @DisplayName("has a range that grows in place and gives back what it shrinks by")
    @Test
    void aRangeGrowsInPlace() {
        try (CudaMemory memory = CudaMemory.open(0); CudaRange range = memory.range(4L << 30)) {
            long address = range.address();
            for (long byteSize = 32L << 20; byteSize <= 256L << 20; byteSize += 32L << 20) {
                range.grow(byteSize);
                assertThat(range.address()).isEqualTo(address);
            }
            assertThat(range.byteSize()).isEqualTo(256L << 20);
            assertThat(memory.budget(0).usageBytes()).isEqualTo(256L << 20);
            assertThat(range.shrink(0)).isEqualTo(256L << 20);
        }
    }

    @DisplayName("serves a device heap whose frees wait for a stream")
    @Test
    void servesADeviceHeap() {
        try (CudaMemory memory = CudaMemory.open(0); DeviceHeap heap = DeviceHeap.of(memory)) {
            DeviceAllocation one = heap.allocate(AllocationRequest.of(1 << 20).prefer(MemoryProperty.DEVICE_LOCAL));
            heap.free(one, memory.fence(0));
        }
    }
}
