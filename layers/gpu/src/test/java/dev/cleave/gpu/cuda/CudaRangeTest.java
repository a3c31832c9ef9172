package dev.cleave.gpu.cuda;

import static dev.cleave.gpu.cuda.CudaDouble.GRANULARITY;
import static dev.cleave.gpu.cuda.CudaDouble.MIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.gpu.DeviceException;
import dev.cleave.gpu.OutOfDeviceMemoryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A range of a card's memory")
class CudaRangeTest {
    private static final int DEVICE = 40;

    private final CudaDouble driver = new CudaDouble(64 * MIB);
    private final CudaMemory memory = new CudaMemory(driver, 0);

    @AfterEach
    void nothingIsLeft() {
        memory.close();
        assertThat(driver.holdsNothing()).isTrue();
        assertThat(driver.contextsOfThisThread()).isZero();
    }

    @DisplayName("grows in place: creates, maps behind what is there, gives up the handle, allows access")
    @Test
    void growsInPlace() {
        try (CudaRange range = memory.range(20 * MIB - 5)) {
            long address = range.address();
            driver.calls.clear();

            range.grow(3 * MIB);
            range.grow(4 * MIB);
            range.grow(5 * MIB);

            assertThat(driver.calls).containsExactly(
                    "create 40 " + 4 * MIB, "map " + address + " " + 4 * MIB + " 101", "release 101",
                    "access " + address + " " + 4 * MIB + " " + DEVICE,
                    "create 40 " + 2 * MIB, "map " + (address + 4 * MIB) + " " + 2 * MIB + " 102", "release 102",
                    "access " + (address + 4 * MIB) + " " + 2 * MIB + " " + DEVICE);
            assertThat(range.byteSize()).isEqualTo(6 * MIB);
            assertThat(range.address()).isEqualTo(address);
            assertThat(range.mostBytes()).isEqualTo(20 * MIB);
            assertThat(memory.budget(0).usageBytes()).isEqualTo(6 * MIB);
            assertThat(driver.allAccessible()).isTrue();
        }
    }

    @DisplayName("that cannot grow stays as it was, whichever call fails, and can grow afterwards")
    @ParameterizedTest
    @ValueSource(strings = {"create", "map", "access"})
    void thatCannotGrowStaysAsItWas(String failing) {
        try (CudaRange range = memory.range(20 * MIB)) {
            range.grow(2 * MIB);
            driver.failNext(failing, 2);

            assertThatThrownBy(() -> range.grow(8 * MIB))
                    .isInstanceOf(OutOfDeviceMemoryException.class)
                    .hasMessage(failing + ": TOLD_TO_FAIL (2): the test said so");

            assertThat(range.byteSize()).isEqualTo(2 * MIB);
            assertThat(driver.mappedBytes()).isEqualTo(2 * MIB);
            assertThat(memory.budget(0).usageBytes()).isEqualTo(2 * MIB);
            range.grow(8 * MIB);
            assertThat(range.byteSize()).isEqualTo(8 * MIB);
        }
    }

    @DisplayName("has the card's memory and no more")
    @Test
    void hasTheCardsMemoryAndNoMore() {
        try (CudaRange range = memory.range(1 << 30)) {
            range.grow(64 * MIB);
            assertThat(memory.budget(0).freeBytes()).isZero();

            assertThatThrownBy(() -> range.grow(64 * MIB + 1)).isInstanceOf(OutOfDeviceMemoryException.class);
        }
    }

    @DisplayName("shrinks by the pieces in which it came, from the end, and grows again")
    @Test
    void shrinksByPieces() {
        try (CudaRange range = memory.range(20 * MIB)) {
            range.grow(4 * MIB);
            range.grow(10 * MIB);

            assertThat(range.shrink(5 * MIB)).isZero();
            assertThat(range.shrink(4 * MIB)).isEqualTo(6 * MIB);
            assertThat(range.byteSize()).isEqualTo(4 * MIB);
            range.grow(12 * MIB);
            assertThat(range.shrink(0)).isEqualTo(12 * MIB);
            assertThat(driver.mappedBytes()).isZero();
        }
    }

    @DisplayName("refuses sizes beyond its addresses, and all but another close when it is closed")
    @Test
    void refusesWhatCannotBe() {
        CudaRange range = memory.range(4 * MIB);
        assertThatIllegalArgumentException().isThrownBy(() -> range.grow(4 * MIB + 1))
                .withMessage("a range of 4194305 bytes: its addresses are for 0 to 4194304");
        assertThatIllegalArgumentException().isThrownBy(() -> range.grow(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> range.shrink(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> memory.range(0))
                .withMessageStartingWith("a range of 0 bytes: allowed are 1 to ");
        assertThatIllegalStateException().isThrownBy(memory::close)
                .withMessageContaining("1 ranges open");

        range.close();
        range.close();

        assertThatIllegalStateException().isThrownBy(() -> range.grow(1)).withMessage("the range is closed");
        assertThatIllegalStateException().isThrownBy(() -> range.shrink(0));
    }

    @DisplayName("that the driver does not let close keeps what it has, and closes later")
    @Test
    void closesLater() {
        CudaRange range = memory.range(8 * MIB);
        range.grow(4 * MIB);
        range.grow(6 * MIB);
        driver.failNext("unmap", 1);

        assertThatThrownBy(range::close).isInstanceOf(DeviceException.class);

        assertThat(range.byteSize()).isEqualTo(6 * MIB);
        range.close();
        assertThat(driver.mappedBytes()).isZero();
    }

    @DisplayName("is mapped in one piece while several threads grow and shrink it")
    @Test
    void twoGrowOneRange() throws InterruptedException {
        long seed = new Random().nextLong();
        System.out.println("CudaRangeTest, seed " + seed);
        try (CudaRange range = memory.range(32 * MIB)) {
            List<Thread> threads = new ArrayList<>();
            CountDownLatch start = new CountDownLatch(1);
            for (int each = 0; each < 4; each++) {
                Random random = new Random(seed + each);
                threads.add(Thread.ofPlatform().start(() -> change(range, random, start)));
            }
            start.countDown();
            for (Thread each : threads) {
                each.join();
            }
            assertThat(driver.mappedBytes()).as("seed " + seed).isEqualTo(range.byteSize());
            assertThat(memory.budget(0).usageBytes()).as("seed " + seed).isEqualTo(range.byteSize());
            assertThat(driver.allAccessible()).isTrue();
        }
    }

    private static void change(CudaRange range, Random random, CountDownLatch start) {
        try {
            start.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
        for (int step = 0; step < 500; step++) {
            long byteSize = random.nextInt(16) * GRANULARITY;
            if (random.nextBoolean()) {
                range.grow(byteSize);
            } else {
                range.shrink(byteSize);
            }
        }
    }
}
