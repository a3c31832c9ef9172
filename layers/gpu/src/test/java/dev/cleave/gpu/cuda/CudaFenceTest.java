package dev.cleave.gpu.cuda;

import static dev.cleave.gpu.cuda.CudaDouble.MIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.gpu.AllocationRequest;
import dev.cleave.gpu.DeviceAllocation;
import dev.cleave.gpu.DeviceException;
import dev.cleave.gpu.DeviceFence;
import dev.cleave.gpu.DeviceHeap;
import dev.cleave.gpu.DeviceLostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A fence in a stream")
class CudaFenceTest {
    private final CudaDouble driver = new CudaDouble(64 * MIB);
    private final CudaMemory memory = new CudaMemory(driver, 0);

    @DisplayName("passes when its event does, and destroys it once")
    @Test
    void passesWhenItsEventDoes() {
        driver.calls.clear();
        DeviceFence fence = memory.fence(9);
        assertThat(driver.calls).containsExactly("create-event", "record 101 9");

        assertThat(fence.passed()).isFalse();
        assertThat(fence.await(Duration.ZERO)).isFalse();
        assertThat(fence.await(Duration.ofMillis(3))).isFalse();
        driver.pass(101);

        assertThat(fence.passed()).isTrue();
        assertThat(fence.await(Duration.ofSeconds(Long.MAX_VALUE))).isTrue();
        assertThat(driver.calls.stream().filter("destroy-event 101"::equals)).hasSize(1);
        assertThat(driver.liveEvents()).isZero();
        memory.close();
    }

    @DisplayName("that cannot be recorded leaves no event behind")
    @Test
    void thatCannotBeRecorded() {
        driver.failNext("record", 400);

        assertThatThrownBy(() -> memory.fence(1)).isInstanceOf(DeviceException.class);

        assertThat(driver.liveEvents()).isZero();
        memory.close();
    }

    @DisplayName("of a card that a kernel has broken says that the device is lost")
    @Test
    void ofALostCard() {
        DeviceFence fence = memory.fence(0);
        driver.failNext("query", 700);

        assertThatThrownBy(fence::passed).isInstanceOf(DeviceLostException.class).hasMessageContaining("(700)");
        driver.passAll();
        assertThat(fence.passed()).isTrue();
        memory.close();
    }

    @DisplayName("of memory that is closed never passes")
    @Test
    void ofClosedMemory() {
        DeviceFence fence = memory.fence(0);
        memory.close();

        assertThat(fence.passed()).isFalse();
        assertThatThrownBy(() -> fence.await(Duration.ofDays(1))).isInstanceOf(DeviceLostException.class);
        assertThat(driver.holdsNothing()).isTrue();
    }

    @DisplayName("is asked by many threads as it passes: all see it, and its event goes once")
    @Test
    void manyAskOneFence() throws InterruptedException {
        for (int round = 0; round < 50; round++) {
            DeviceFence fence = memory.fence(0);
            AtomicInteger seen = new AtomicInteger();
            List<Thread> threads = new ArrayList<>();
            for (int each = 0; each < 4; each++) {
                threads.add(Thread.ofPlatform().start(() -> {
                    if (fence.await(Duration.ofMinutes(1))) {
                        seen.incrementAndGet();
                    }
                }));
            }
            driver.passAll();
            for (Thread each : threads) {
                each.join();
            }
            assertThat(seen).hasValue(4);
            assertThat(driver.liveEvents()).isZero();
        }
        memory.close();
    }

    @DisplayName("guards what is freed behind it: the place is nobody else's until the stream has come by")
    @Test
    void guardsWhatIsFreedBehindIt() {
        try (DeviceHeap heap = DeviceHeap.of(memory)) {
            DeviceAllocation drawn = heap.allocate(AllocationRequest.of(1 << 20).type(CudaMemory.ON_CARD));
            heap.free(drawn, memory.fence(3));

            assertThat(heap.completeFrees()).isZero();
            assertThat(heap.pendingFrees()).isEqualTo(1);
            driver.passAll();

            assertThat(heap.completeFrees()).isEqualTo(1);
            assertThat(heap.pendingFrees()).isZero();
        }
        memory.close();
        assertThat(driver.holdsNothing()).isTrue();
    }
}
