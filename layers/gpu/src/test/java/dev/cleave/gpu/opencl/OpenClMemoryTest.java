package dev.cleave.gpu.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.gpu.AllocationRequest;
import dev.cleave.gpu.Dedication;
import dev.cleave.gpu.DefragmentedBytes;
import dev.cleave.gpu.DeviceAllocation;
import dev.cleave.gpu.DeviceBlock;
import dev.cleave.gpu.DeviceFence;
import dev.cleave.gpu.DeviceHeap;
import dev.cleave.gpu.ResourceKind;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@NeedsOpenCl
@DisplayName("An OpenCL device's memory")
class OpenClMemoryTest {
    private OpenClContext context;
    private OpenClMemory memory;

    @BeforeEach
    void open() {
        context = OpenClContext.open(OpenClDevices.choose(OpenClDevices.ANY));
        memory = OpenClMemory.of(context);
    }

    @AfterEach
    void close() {
        memory.close();
        assertThat(context.openCount()).isZero();
        context.close();
    }

    @Test
    @DisplayName("keeps every byte that a defragmentation moves by copies on the device")
    void keepsBytes() {
        DefragmentedBytes.check(memory);
    }

    @Test
    @DisplayName("lets kernels' buffers be parts of blocks")
    void hasParts() {
        try (DeviceHeap heap = DeviceHeap.of(memory)) {
            DeviceAllocation one = heap.allocate(AllocationRequest.of(1000).type(OpenClMemory.DEVICE_LOCAL)
                    .kind(ResourceKind.BUFFER));
            DeviceAllocation two = heap.allocate(AllocationRequest.of(1000).type(OpenClMemory.DEVICE_LOCAL)
                    .kind(ResourceKind.BUFFER));
            assertThat(one.block()).isEqualTo(two.block());
            try (OpenClBuffer first = memory.buffer(one); OpenClBuffer second = memory.buffer(two)) {
                first.fill(0, 1000, (byte) 1);
                second.fill(0, 1000, (byte) 2);
                MemorySegment bytes = MemorySegment.ofArray(new byte[1000]);
                first.read(0, bytes);
                assertThat(bytes.get(ValueLayout.JAVA_BYTE, 999)).isEqualTo((byte) 1);
                second.read(0, bytes);
                assertThat(bytes.get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 2);
            }
            DeviceFence done = memory.mark();
            heap.free(one, done);
            heap.free(two, done);
            assertThat(done.await(Duration.ofSeconds(60))).isTrue();
            assertThat(heap.completeFrees() + heap.pendingFrees()).isLessThanOrEqualTo(2);
        }
    }

    @Test
    @DisplayName("is refused, with what is wrong, where it is misused")
    void refusesMisuse() {
        DeviceBlock local = memory.reserve(OpenClMemory.DEVICE_LOCAL, 4096, Dedication.NONE);
        assertThatIllegalStateException().isThrownBy(local::map).withMessageContaining("not HOST_VISIBLE");
        assertThatIllegalStateException().isThrownBy(() -> local.flush(0, 64)).withMessageContaining("not mapped");
        assertThatIllegalStateException().isThrownBy(memory::close).withMessageContaining("1 blocks");
        assertThat(memory.budget(0).usageBytes()).isEqualTo(4096);
        local.release();
        assertThatIllegalStateException().isThrownBy(local::release).withMessageContaining("released already");
        assertThatIllegalArgumentException().isThrownBy(
                () -> memory.reserve(0, Long.MAX_VALUE, Dedication.NONE)).withMessageContaining("allows 1 to");
        assertThatThrownBy(() -> memory.reserve(2, 1, Dedication.NONE))
                .isInstanceOf(IndexOutOfBoundsException.class).hasMessageContaining("memory type 2");
    }
}
