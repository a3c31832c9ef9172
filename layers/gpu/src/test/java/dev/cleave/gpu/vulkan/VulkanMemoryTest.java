package dev.cleave.gpu.vulkan;

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
import dev.cleave.gpu.HeapBudget;
import dev.cleave.gpu.MemoryProperty;
import dev.cleave.gpu.RangeCopy;
import dev.cleave.gpu.ResourceKind;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lwjgl.system.MemoryStack;
import org.lwjgl.vulkan.VK10;
import org.lwjgl.vulkan.VkBufferCreateInfo;
import org.lwjgl.vulkan.VkMemoryRequirements;

@NeedsVulkan
@DisplayName("A Vulkan device's memory")
class VulkanMemoryTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int MIB = 1 << 20;

    private VulkanContext context;
    private VulkanMemory memory;

    @BeforeEach
    void open() {
        context = VulkanContext.open(VulkanDevices.ANY);
        memory = VulkanMemory.of(context);
    }

    @AfterEach
    void close() {
        memory.close();
        context.close();
    }

    private int hostVisible() {
        return memory.info().types().stream().filter(type -> type.is(MemoryProperty.HOST_VISIBLE)).findFirst()
                .orElseThrow().index();
    }

    @Test
    @DisplayName("says what it is")
    void describes() {
        assertThat(memory.info().api()).isEqualTo("Vulkan");
        assertThat(memory.info().types()).isNotEmpty();
        assertThat(memory.info().limits().maxBlocks()).isPositive();
        HeapBudget budget = memory.budget(0);
        assertThat(budget.budgetBytes()).isPositive();
        assertThatThrownBy(() -> memory.budget(99)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    @DisplayName("copies bytes from one block to another on the device")
    void copies() {
        DeviceBlock source = memory.reserve(hostVisible(), MIB, Dedication.NONE);
        DeviceBlock target = memory.reserve(hostVisible(), MIB, Dedication.NONE);
        MemorySegment from = source.map();
        for (int i = 0; i < MIB; i += 4) {
            from.set(ValueLayout.JAVA_INT, i, i * 31);
        }
        source.flush(0, MIB);
        DeviceFence fence = memory.copy(List.of(new RangeCopy(source, 0, target, MIB / 2, MIB / 4),
                new RangeCopy(source, MIB / 2, target, 0, MIB / 4)));
        assertThat(fence.await(LONG)).isTrue();
        assertThat(fence.passed()).isTrue();
        MemorySegment to = target.map();
        target.invalidate(0, MIB);
        assertThat(to.asSlice(MIB / 2, MIB / 4).mismatch(from.asSlice(0, MIB / 4))).isEqualTo(-1);
        assertThat(to.asSlice(0, MIB / 4).mismatch(from.asSlice(MIB / 2, MIB / 4))).isEqualTo(-1);
        source.release();
        target.release();
    }

    @Test
    @DisplayName("is refused, with what is wrong, where it is misused")
    void refusesMisuse() {
        DeviceBlock block = memory.reserve(hostVisible(), 4096, Dedication.NONE);
        MemorySegment bytes = block.map();
        assertThatIllegalStateException().isThrownBy(block::map).withMessageContaining("mapped already");
        block.unmap();
        assertThatIllegalStateException().isThrownBy(block::unmap).withMessageContaining("not mapped");
        assertThatIllegalStateException().as("bytes end with the mapping")
                .isThrownBy(() -> bytes.get(ValueLayout.JAVA_BYTE, 0));
        assertThatIllegalStateException().isThrownBy(memory::close).withMessageContaining("1 blocks");
        assertThatThrownBy(() -> memory.reserve(99, 4096, Dedication.NONE))
                .isInstanceOf(IndexOutOfBoundsException.class).hasMessageContaining("memory type 99");
        assertThatIllegalArgumentException().isThrownBy(() -> memory.reserve(0, 0, Dedication.NONE))
                .withMessageContaining("0 bytes");
        block.release();
        assertThatIllegalStateException().isThrownBy(block::release).withMessageContaining("released already");
    }

    @Test
    @DisplayName("has fences whose values pass in order, and outlive the memory")
    void fencesOutliveTheMemory() {
        DeviceBlock block = memory.reserve(hostVisible(), MIB, Dedication.NONE);
        DeviceFence copied = memory.copy(List.of(new RangeCopy(block, 0, block, MIB / 2, 4096)));
        VulkanTimeline timeline = VulkanTimeline.open(context);
        assertThat(timeline.at(0).passed()).isTrue();
        assertThat(timeline.at(1).passed()).isFalse();
        assertThat(timeline.at(1).await(Duration.ofMillis(1))).isFalse();
        assertThat(timeline.at(1)).isEqualTo(timeline.at(1));
        timeline.close();
        assertThat(timeline.at(1).passed()).isTrue();
        copied.await(LONG);
        block.release();
        memory.close();
        assertThat(copied.passed()).isTrue();
    }

    @Test
    @DisplayName("copies for many threads at once")
    void manyThreadsCopy() throws Exception {
        DeviceBlock block = memory.reserve(hostVisible(), 4 * MIB, Dedication.NONE);
        MemorySegment bytes = block.map();
        int threads = 4;
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                byte mark = (byte) (i + 1);
                long from = (long) i * MIB;
                running.add(pool.submit(() -> copyRoundAndRound(block, bytes, from, mark)));
            }
            for (Future<?> each : running) {
                each.get();
            }
        }
        block.release();
    }

    private void copyRoundAndRound(DeviceBlock block, MemorySegment bytes, long from, byte mark) {
        bytes.asSlice(from, 4096).fill(mark);
        block.flush(from, 4096);
        for (int round = 1; round < 50; round++) {
            long source = from + (round - 1) * 4096L;
            memory.copy(List.of(new RangeCopy(block, source, block, source + 4096, 4096))).await(LONG);
        }
        block.invalidate(from, MIB);
        for (int i = 0; i < 50 * 4096; i++) {
            assertThat(bytes.get(ValueLayout.JAVA_BYTE, from + i)).isEqualTo(mark);
        }
    }

    @Test
    @DisplayName("holds a device heap, in which real buffers lie")
    void holdsAHeap() {
        try (DeviceHeap heap = DeviceHeap.of(memory); MemoryStack stack = MemoryStack.stackPush()) {
            List<DeviceAllocation> all = new ArrayList<>();
            List<Long> buffers = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                long buffer = buffer(stack, 1000 + 37L * i);
                VkMemoryRequirements needs = VkMemoryRequirements.calloc(stack);
                VK10.vkGetBufferMemoryRequirements(context.device(), buffer, needs);
                DeviceAllocation allocation = heap.allocate(AllocationRequest.of(needs.size())
                        .alignment(needs.alignment()).types(needs.memoryTypeBits()).kind(ResourceKind.BUFFER)
                        .require(MemoryProperty.HOST_VISIBLE));
                assertThat(VK10.vkBindBufferMemory(context.device(), buffer, allocation.block().handle(),
                        allocation.offset())).isEqualTo(VK10.VK_SUCCESS);
                MemorySegment bytes = allocation.map();
                bytes.fill((byte) i);
                allocation.flush(0, allocation.byteSize());
                allocation.unmap();
                all.add(allocation);
                buffers.add(buffer);
            }
            for (int i = 0; i < 100; i++) {
                MemorySegment bytes = all.get(i).map();
                assertThat(bytes.get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) i);
                assertThat(bytes.get(ValueLayout.JAVA_BYTE, bytes.byteSize() - 1)).isEqualTo((byte) i);
                all.get(i).unmap();
                VK10.vkDestroyBuffer(context.device(), buffers.get(i), null);
                heap.free(all.get(i));
            }
        }
    }

    @Test
    @DisplayName("keeps every byte that a defragmentation moves by copies on the device")
    void keepsBytes() {
        DefragmentedBytes.check(memory);
    }

    @Test
    @DisplayName("dedicates a block to a buffer, and does not copy it")
    void dedicates() {
        try (DeviceHeap heap = DeviceHeap.of(memory); MemoryStack stack = MemoryStack.stackPush()) {
            long buffer = buffer(stack, MIB);
            VkMemoryRequirements needs = VkMemoryRequirements.calloc(stack);
            VK10.vkGetBufferMemoryRequirements(context.device(), buffer, needs);
            DeviceAllocation own = heap.allocate(AllocationRequest.of(needs.size()).types(needs.memoryTypeBits())
                    .dedicatedTo(new Dedication(ResourceKind.BUFFER, buffer)));
            assertThat(own.block().byteSize()).isEqualTo(needs.size());
            assertThat(VK10.vkBindBufferMemory(context.device(), buffer, own.block().handle(), 0))
                    .isEqualTo(VK10.VK_SUCCESS);
            assertThatIllegalArgumentException().isThrownBy(() -> memory.copy(
                    List.of(new RangeCopy(own.block(), 0, own.block(), 4096, 4096))))
                    .withMessageContaining("dedicated");
            VK10.vkDestroyBuffer(context.device(), buffer, null);
            heap.free(own);
        }
    }

    private long buffer(MemoryStack stack, long byteSize) {
        long[] handle = new long[1];
        VkBufferCreateInfo info = VkBufferCreateInfo.calloc(stack).sType$Default().size(byteSize)
                .usage(VK10.VK_BUFFER_USAGE_STORAGE_BUFFER_BIT);
        assertThat(VK10.vkCreateBuffer(context.device(), info, null, handle)).isEqualTo(VK10.VK_SUCCESS);
        return handle[0];
    }
}
