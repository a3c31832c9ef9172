package dev.cleave.gpu.cuda;

import static dev.cleave.gpu.cuda.CudaDouble.MIB;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.gpu.AllocationRequest;
import dev.cleave.gpu.Dedication;
import dev.cleave.gpu.DeviceAllocation;
import dev.cleave.gpu.DeviceBlock;
import dev.cleave.gpu.DeviceHeap;
import dev.cleave.gpu.DeviceKind;
import dev.cleave.gpu.MemoryProperty;
import dev.cleave.gpu.NoDeviceException;
import dev.cleave.gpu.OutOfDeviceMemoryException;
import dev.cleave.gpu.RangeCopy;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A card's memory through CUDA")
class CudaMemoryTest {
    private final CudaDouble driver = new CudaDouble(64 * MIB);

    @DisplayName("tells of the card, its heaps and types, and its budget")
    @Test
    void tellsOfTheCard() {
        try (CudaMemory memory = new CudaMemory(driver, 0)) {
            assertThat(memory.info().api()).isEqualTo("CUDA");
            assertThat(memory.info().apiVersion()).isEqualTo("12.4");
            assertThat(memory.info().kind()).isEqualTo(DeviceKind.DISCRETE_GPU);
            assertThat(memory.info().heap(0).byteSize()).isEqualTo(64 * MIB);
            assertThat(memory.info().type(CudaMemory.ON_CARD).is(MemoryProperty.HOST_VISIBLE)).isFalse();
            assertThat(memory.info().type(CudaMemory.PINNED).is(MemoryProperty.HOST_COHERENT)).isTrue();
            assertThat(memory.budget(0).budgetBytes()).isEqualTo(64 * MIB);
            assertThat(memory.budget(1).usageBytes()).isZero();
        }
        assertThat(driver.holdsNothing()).isTrue();
    }

    @DisplayName("reserves on the card by mapping, and gives everything back")
    @Test
    void reservesOnTheCard() {
        try (CudaMemory memory = new CudaMemory(driver, 0)) {
            DeviceBlock block = memory.reserve(CudaMemory.ON_CARD, 3 * MIB, Dedication.NONE);

            assertThat(block.byteSize()).isEqualTo(3 * MIB);
            assertThat(driver.mappedBytes()).isEqualTo(4 * MIB);
            assertThat(memory.budget(0).usageBytes()).isEqualTo(4 * MIB);
            assertThat(memory.budget(0).budgetBytes()).isEqualTo(64 * MIB);
            assertThatIllegalStateException().isThrownBy(block::map)
                    .withMessage("memory type 0 is not host-visible: it cannot be mapped");
            assertThatIllegalStateException().isThrownBy(memory::close)
                    .withMessageStartingWith("1 blocks are still reserved");

            block.release();

            assertThat(driver.mappedBytes()).isZero();
            assertThatIllegalStateException().isThrownBy(block::release).withMessage("the block was released already");
        }
    }

    @DisplayName("that the card has not is refused, and leaves no addresses behind")
    @Test
    void thatTheCardHasNot() {
        try (CudaMemory memory = new CudaMemory(driver, 0)) {
            assertThatThrownBy(() -> memory.reserve(CudaMemory.ON_CARD, 65 * MIB, Dedication.NONE))
                    .isInstanceOf(OutOfDeviceMemoryException.class);
            assertThatIllegalArgumentException().isThrownBy(() -> memory.reserve(0, 0, Dedication.NONE))
                    .withMessageStartingWith("a block of 0 bytes: allowed are 1 to");
            assertThatThrownBy(() -> memory.reserve(2, 1, Dedication.NONE))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThat(memory.budget(0).usageBytes()).isZero();
        }
        assertThat(driver.holdsNothing()).isTrue();
    }

    @DisplayName("pins memory of the processor, which is mapped for good")
    @Test
    void pinsMemory() {
        try (CudaMemory memory = new CudaMemory(driver, 0)) {
            DeviceBlock block = memory.reserve(CudaMemory.PINNED, 4096, Dedication.NONE);
            MemorySegment bytes = block.map();

            bytes.set(JAVA_LONG, 4088, 42);

            assertThat(bytes.address()).isEqualTo(block.handle());
            assertThat(memory.budget(1).usageBytes()).isEqualTo(4096);
            assertThatIllegalStateException().isThrownBy(block::map).withMessage("the block is mapped already");
            block.unmap();
            assertThatIllegalStateException().isThrownBy(block::unmap).withMessage("the block is not mapped");
            assertThat(block.map().get(JAVA_LONG, 4088)).isEqualTo(42);
            block.release();
            assertThat(memory.budget(1).usageBytes()).isZero();
        }
    }

    @DisplayName("copies in its own stream, behind which the fence lies; blocks of others are refused")
    @Test
    void copiesInItsOwnStream() {
        CudaDouble otherDriver = new CudaDouble(64 * MIB);
        try (CudaMemory memory = new CudaMemory(driver, 0); CudaMemory other = new CudaMemory(otherDriver, 0)) {
            DeviceBlock one = memory.reserve(CudaMemory.ON_CARD, MIB, Dedication.NONE);
            DeviceBlock two = memory.reserve(CudaMemory.PINNED, MIB, Dedication.NONE);
            DeviceBlock foreign = other.reserve(CudaMemory.ON_CARD, MIB, Dedication.NONE);
            driver.calls.clear();

            memory.copy(List.of(new RangeCopy(one, 16, two, 32, 100)));

            assertThat(driver.calls.getFirst())
                    .isEqualTo("copy " + (two.handle() + 32) + " " + (one.handle() + 16) + " 100 55");
            assertThat(driver.calls.getLast()).startsWith("record ").endsWith(" 55");
            driver.calls.clear();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> memory.copy(List.of(new RangeCopy(one, 0, two, 0, 1),
                            new RangeCopy(one, 0, foreign, 0, 1))))
                    .withMessageContaining("is none of this memory's");
            assertThat(driver.calls).isEmpty();
            List.of(one, two, foreign).forEach(DeviceBlock::release);
        }
        assertThat(driver.holdsNothing()).isTrue();
    }

    @DisplayName("is what a device heap stands on")
    @Test
    void isWhatAHeapStandsOn() {
        try (CudaMemory memory = new CudaMemory(driver, 0); DeviceHeap heap = DeviceHeap.of(memory)) {
            DeviceAllocation vertices = heap.allocate(AllocationRequest.of(1000).prefer(MemoryProperty.DEVICE_LOCAL));
            DeviceAllocation staging = heap.allocate(
                    AllocationRequest.of(1000).require(MemoryProperty.HOST_VISIBLE).mapped());

            assertThat(vertices.type().index()).isEqualTo(CudaMemory.ON_CARD);
            assertThat(staging.bytes().byteSize()).isEqualTo(1000);
            assertThat(heap.snapshot().dump().device().implementation()).isEqualTo("CUDA");
            heap.free(vertices);
            heap.free(staging);
        }
        assertThat(driver.holdsNothing()).isTrue();
    }

    @DisplayName("of a card that is not there, or cannot map, is refused, and nothing stays retained")
    @Test
    void ofACardThatIsNotThere() {
        assertThatThrownBy(() -> new CudaMemory(driver, 1))
                .isInstanceOf(NoDeviceException.class)
                .hasMessage("CUDA device 1: there is 1, numbered from 0");
        assertThatThrownBy(() -> new CudaMemory(driver, -1)).isInstanceOf(NoDeviceException.class);
        driver.mapsMemory = 0;
        assertThatThrownBy(() -> new CudaMemory(driver, 0))
                .isInstanceOf(NoDeviceException.class)
                .hasMessageStartingWith("a double cannot map memory");
        driver.mapsMemory = 1;
        driver.failNext("create-stream", 2);
        assertThatThrownBy(() -> new CudaMemory(driver, 0)).isInstanceOf(OutOfDeviceMemoryException.class);
        driver.failNext("granularity", 1);
        assertThatThrownBy(() -> new CudaMemory(driver, 0)).hasMessageContaining("granularity");
        assertThat(driver.holdsNothing()).isTrue();
    }

    @DisplayName("that is closed answers nothing more; closing it again is harmless")
    @Test
    void thatIsClosed() {
        CudaMemory memory = new CudaMemory(driver, 0);
        memory.close();
        memory.close();

        assertThatIllegalStateException().isThrownBy(() -> memory.reserve(0, 1, Dedication.NONE))
                .withMessage("the memory of a double is closed");
        assertThatIllegalStateException().isThrownBy(() -> memory.range(1));
        assertThatIllegalStateException().isThrownBy(() -> memory.fence(0));
        assertThatIllegalStateException().isThrownBy(() -> memory.budget(0));
    }
}
