package dev.cleave.gpu;

import static dev.cleave.gpu.DeviceDouble.DEVICE_LOCAL;
import static dev.cleave.gpu.DeviceDouble.MIB;
import static dev.cleave.gpu.DeviceDouble.READ_BACK;
import static dev.cleave.gpu.DeviceDouble.STAGING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The bytes of an allocation")
class MappingTest {
    private final DeviceDouble device = new DeviceDouble(64 * MIB);
    private final DeviceHeap heap = DeviceHeap.of(device);

    @AfterEach
    void close() {
        heap.close();
    }

    @Test
    @DisplayName("are its own, as long as asked for")
    void areItsOwn() {
        DeviceAllocation one = heap.allocate(AllocationRequest.of(1000).type(STAGING));
        DeviceAllocation two = heap.allocate(AllocationRequest.of(1000).type(STAGING));
        one.map().fill((byte) 1);
        two.map().fill((byte) 2);
        MemorySegment bytes = one.map();
        assertThat(bytes.byteSize()).isEqualTo(1000);
        assertThat(bytes.get(ValueLayout.JAVA_BYTE, 999)).isEqualTo((byte) 1);
        one.unmap();
        one.unmap();
        assertThatIllegalStateException().isThrownBy(one::unmap).withMessageContaining("unmap as often as you map");
        heap.free(one);
        heap.free(two);
        assertThat(device.mappedBlocks()).as("a free unmaps; the block stays mapped for a while").isEqualTo(1);
    }

    @Test
    @DisplayName("are there for life where that was asked for")
    void areThereForLife() {
        DeviceAllocation one = heap.allocate(AllocationRequest.of(64).type(STAGING).mapped());
        one.bytes().set(ValueLayout.JAVA_INT, 0, 42);
        assertThat(one.bytes().get(ValueLayout.JAVA_INT, 0)).isEqualTo(42);
        heap.free(one);
        assertThatIllegalStateException().isThrownBy(one::bytes).withMessageContaining("freed already");
        DeviceAllocation other = heap.allocate(AllocationRequest.of(64).type(STAGING));
        assertThatIllegalStateException().isThrownBy(other::bytes).withMessageContaining("not asked for mapped");
        heap.free(other);
    }

    @Test
    @DisplayName("cannot be seen where the memory is not host-visible, and nothing is lost by trying")
    void cannotBeSeen() {
        DeviceAllocation local = heap.allocate(AllocationRequest.of(64).type(DEVICE_LOCAL).named("local"));
        assertThatIllegalStateException().isThrownBy(local::map).withMessageContaining("'local'")
                .withMessageContaining("not HOST_VISIBLE");
        assertThatIllegalStateException().isThrownBy(
                () -> heap.allocate(AllocationRequest.of(64).type(DEVICE_LOCAL).mapped()))
                .withMessageContaining("not HOST_VISIBLE");
        assertThat(heap.snapshot().usage().allocations()).isEqualTo(1);
        heap.free(local);
    }

    @Test
    @DisplayName("are flushed in whole atoms where memory is not coherent, and not at all where it is")
    void areFlushed() {
        DeviceAllocation gap = heap.allocate(AllocationRequest.of(256).type(READ_BACK));
        DeviceAllocation one = heap.allocate(AllocationRequest.of(1000).type(READ_BACK));
        one.flush(70, 10);
        one.invalidate(0, 1000);
        one.flush(5, 0);
        assertThat(device.flushes).containsExactly("flush " + (one.offset() + 64) + " 64",
                "invalidate " + one.offset() + " 1024");
        assertThatThrownBy(() -> one.flush(990, 11)).isInstanceOf(IndexOutOfBoundsException.class);
        DeviceAllocation coherent = heap.allocate(AllocationRequest.of(1000).type(STAGING));
        coherent.flush(0, 1000);
        assertThat(device.flushes).hasSize(2);
        heap.free(gap);
        heap.free(one);
        heap.free(coherent);
    }

    @Test
    @DisplayName("are flushed up to the end of the block, be it no whole atom")
    void endWithTheBlock() {
        assertThat(FlushRange.of(100, 20, 64, 120)).isEqualTo(new FlushRange(64, 56));
        assertThat(FlushRange.of(64, 64, 64, 4096)).isEqualTo(new FlushRange(64, 64));
    }
}
