package dev.cleave.gpu.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@NeedsOpenCl
class OpenClContextTest {
    private static final int ITEMS = 256;
    private static final int PER_GROUP = 16;

    /** Each work-item adds a scalar; each group sums up in local memory. */
    private static final String SOURCE = """
            kernel void add(global int *numbers, local int *sums, int more, long much, float real) {
                int id = get_local_id(0);
                sums[id] = numbers[get_global_id(0)] + more + (int) much + (int) real;
                barrier(CLK_LOCAL_MEM_FENCE);
                if (id == 0) {
                    int sum = 0;
                    for (int each = 0; each < get_local_size(0); each++) {
                        sum += sums[each];
                    }
                    numbers[get_global_id(0)] = sum;
                }
            }
            """;

    private OpenClContext context;

    @BeforeEach
    void open() {
        context = OpenClContext.open(OpenClDevices.choose("any"));
    }

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void runsAKernelWithEveryKindOfArgument() {
        try (OpenClBuffer numbers = context.buffer(ITEMS * Integer.BYTES);
                OpenClProgram program = context.compile(SOURCE);
                OpenClKernel kernel = program.kernel("add")) {
            int[] before = new int[ITEMS];
            for (int each = 0; each < ITEMS; each++) {
                before[each] = each;
            }
            numbers.write(0, MemorySegment.ofArray(before));

            kernel.buffer(0, numbers).localMemory(1, PER_GROUP * Integer.BYTES).integer(2, 100)
                    .longInteger(3, 10).real(4, 1.5f);
            kernel.launch(ITEMS, PER_GROUP);

            int[] after = new int[ITEMS];
            numbers.read(0, MemorySegment.ofArray(after));
            for (int each = 0; each < ITEMS; each++) {
                int sum = PER_GROUP * each + PER_GROUP * (PER_GROUP - 1) / 2 + PER_GROUP * 111;
                assertThat(after[each]).isEqualTo(each % PER_GROUP == 0 ? sum : each);
            }
            assertThat(kernel.localMemoryBytes()).isGreaterThanOrEqualTo(PER_GROUP * Integer.BYTES);
            assertThat(kernel.workGroupSize()).isBetween((long) PER_GROUP, context.device().workGroupSize());
            assertThat(kernel.preferredMultiple()).isPositive();
        }
        assertThat(context.openCount()).isZero();
    }

    @Test
    void buffersAreFilledCopiedAndReadInParts() {
        try (Arena arena = Arena.ofConfined();
                OpenClBuffer from = context.buffer(64);
                OpenClBuffer to = context.buffer(64)) {
            from.fill(0, 64, (byte) 7);
            from.write(8, arena.allocate(8));
            from.copyTo(4, to, 0, 16);
            MemorySegment bytes = arena.allocate(16);
            to.read(0, bytes);
            assertThat(bytes.toArray(ValueLayout.JAVA_BYTE))
                    .containsExactly(7, 7, 7, 7, 0, 0, 0, 0, 0, 0, 0, 0, 7, 7, 7, 7);
        }
    }

    @Test
    void anEventComesWhenTheCommandsBeforeItAreDone() {
        try (OpenClBuffer buffer = context.buffer(64)) {
            buffer.fill(0, 64, (byte) 1);
            OpenClEvent event = context.mark();
            context.flush();
            event.await();
            assertThat(event.isComplete()).isTrue();
            event.close();
            assertThatThrownBy(event::isComplete).hasMessage("the OpenCL event is closed");
        }
    }

    @Test
    void rangesOutsideABufferAreRefused() {
        try (Arena arena = Arena.ofConfined(); OpenClBuffer buffer = context.buffer(64)) {
            MemorySegment bytes = arena.allocate(32);
            assertThatThrownBy(() -> buffer.write(33, bytes))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage("32 bytes at offset 33 of an OpenCL buffer of 64 bytes");
            assertThatThrownBy(() -> buffer.read(-1, bytes)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> buffer.fill(0, 65, (byte) 0)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> buffer.fill(Long.MAX_VALUE, 1, (byte) 0))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> buffer.copyTo(0, buffer, 60, 5)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> buffer.read(0, bytes.asReadOnly())).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void sizesBeyondTheDeviceAreRefused() {
        long most = context.device().bufferBytes();
        assertThatThrownBy(() -> context.buffer(0)).hasMessageContaining("allows 1 to " + most);
        assertThatThrownBy(() -> context.buffer(most + 1)).isInstanceOf(IllegalArgumentException.class);
        OpenClKernel kernel = context.compile(SOURCE).kernel("add");
        long local = context.device().localMemoryBytes();
        assertThatThrownBy(() -> kernel.localMemory(1, local + 1))
                .hasMessageContaining((local + 1) + " bytes of local memory")
                .hasMessageContaining("allows 1 to " + local);
    }

    @Test
    void aProgramThatDoesNotCompileIsRefusedWithItsLog() {
        assertThatThrownBy(() -> context.compile("kernel void broken() { undeclared = 1; }"))
                .isInstanceOf(OpenClException.class)
                .hasMessageContaining("compiling an OpenCL program for " + context.device().name())
                .hasMessageContaining("undeclared");
        assertThat(context.openCount()).isZero();
    }

    @Test
    void kernelsAndArgumentsThatAreNotThereAreRefused() {
        OpenClProgram program = context.compile(SOURCE);
        assertThatThrownBy(() -> program.kernel("subtract"))
                .isInstanceOf(OpenClException.class)
                .hasMessageContaining("kernel subtract");
        OpenClKernel kernel = program.kernel("add");
        assertThatThrownBy(() -> kernel.integer(9, 0)).hasMessageContaining("argument 9 of kernel add");
        assertThatThrownBy(() -> kernel.launch(16, 16)).hasMessageContaining("launching kernel add");
    }

    @Test
    void shapesThatDoNotFitAreRefused() {
        OpenClKernel kernel = context.compile(SOURCE).kernel("add");
        assertThatThrownBy(() -> kernel.launch(100, 16)).hasMessageContaining("100 work-items in groups of 16");
        assertThatThrownBy(() -> kernel.launch(0, 16)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> kernel.launch(16, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> kernel.launch(new long[4], new long[4])).hasMessageContaining("4 dimensions");
        long most = kernel.workGroupSize();
        assertThatThrownBy(() -> kernel.launch(new long[] {most, 2}, new long[] {most, 2}))
                .hasMessageContaining("more than " + most + " work-items");
    }

    @Test
    void afterTheEndEveryCallSaysSo() {
        OpenClBuffer buffer = context.buffer(64);
        OpenClProgram program = context.compile(SOURCE);
        OpenClKernel kernel = program.kernel("add");
        OpenClEvent event = context.mark();
        assertThat(context.openCount()).isEqualTo(4);
        context.close();
        context.close();
        buffer.close();
        AtomicInteger refused = new AtomicInteger();
        for (Runnable use : new Runnable[] {
            () -> context.buffer(64), () -> context.compile(SOURCE), context::finish, context::mark,
            () -> buffer.fill(0, 1, (byte) 0), () -> program.kernel("add"), () -> kernel.integer(2, 0),
            event::await}) {
            assertThatThrownBy(use::run).isInstanceOf(IllegalStateException.class).hasMessageEndingWith("is closed");
            refused.incrementAndGet();
        }
        assertThat(refused).hasValue(8);
    }
}
