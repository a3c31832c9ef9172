package dev.cleave.lab.experiment.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A simulated disk")
class SimulatedDiskTest {
    private static final int PAGE = 4096;

    private static MemorySegment bytes(int count, int value) {
        byte[] bytes = new byte[count];
        Arrays.fill(bytes, (byte) value);
        return MemorySegment.ofArray(bytes);
    }

    /** What is on a disk whose power fails at an operation. */
    private static byte[] image(long seed, long fatal, Consumer<SimulatedDisk> use) {
        try (SimulatedDisk disk =
                new SimulatedDisk(new byte[0], fatal, new SplittableRandom(seed), () -> () -> {})) {
            use.accept(disk);
            return disk.image().orElseThrow();
        }
    }

    @Test
    @DisplayName("shows at once what was written, to reads and in mapped memory")
    void showsWrites() {
        try (SimulatedDisk disk = SimulatedDisk.lasting(new byte[] {7, 7})) {
            disk.grow(2 * PAGE);
            disk.write(1, bytes(2, 8));
            MemorySegment memory = disk.map(4 * PAGE);
            disk.write(PAGE, bytes(1, 9));
            MemorySegment read = bytes(4, 1);
            disk.read(0, read);
            assertThat(read.toArray(ValueLayout.JAVA_BYTE)).containsExactly(7, 8, 8, 0);
            assertThat(memory.asSlice(0, 4).toArray(ValueLayout.JAVA_BYTE)).containsExactly(7, 8, 8, 0);
            assertThat(memory.get(ValueLayout.JAVA_BYTE, PAGE)).isEqualTo((byte) 9);
            assertThat(disk.byteSize()).isEqualTo(2 * PAGE);
        }
    }

    @Test
    @DisplayName("keeps all that was synced, whatever else is lost")
    void keepsWhatWasSynced() {
        for (int seed = 0; seed < 50; seed++) {
            byte[] image = image(seed, 5, disk -> {
                disk.grow(2 * PAGE);
                disk.write(100, bytes(1000, 1));
                disk.sync();
                disk.write(100, bytes(500, 2));
                disk.write(PAGE, bytes(500, 3));
            });
            assertThat(image).as("seed %s", seed).hasSize(2 * PAGE);
            assertThat(image[99]).isZero();
            assertThat(image[100]).isIn((byte) 1, (byte) 2);
            for (int at = 600; at < 1100; at++) {
                assertThat(image[at]).isEqualTo((byte) 1);
            }
        }
    }

    @Test
    @DisplayName("loses any of what was not synced, sector by sector, whole sectors alone")
    void losesSectors() {
        Set<String> outcomes = new HashSet<>();
        for (int seed = 0; seed < 200; seed++) {
            byte[] image = image(seed, 5, disk -> {
                disk.grow(PAGE);
                disk.sync();
                disk.write(0, bytes(1024, 1));
                disk.write(0, bytes(1024, 2));
                disk.sync();
            });
            for (int sector = 0; sector < 2; sector++) {
                byte[] bytes = Arrays.copyOfRange(image, sector * 512, (sector + 1) * 512);
                assertThat(bytes).as("seed %s", seed).containsOnly(bytes[0]);
            }
            outcomes.add(image[0] + " " + image[512]);
        }
        assertThat(outcomes).contains("0 0", "1 1", "2 2", "0 2", "2 0", "1 2", "0 1");
    }

    @Test
    @DisplayName("syncs the pages of a range, and none beside them")
    void syncsRanges() {
        Set<Byte> beside = new HashSet<>();
        for (int seed = 0; seed < 50; seed++) {
            byte[] image = image(seed, 6, disk -> {
                disk.grow(2 * PAGE);
                disk.sync();
                disk.write(10, bytes(10, 1));
                disk.write(PAGE, bytes(10, 1));
                disk.sync(0, 1);
                disk.sync();
            });
            assertThat(image[10]).isEqualTo((byte) 1);
            beside.add(image[PAGE]);
        }
        assertThat(beside).containsExactlyInAnyOrder((byte) 0, (byte) 1);
    }

    @Test
    @DisplayName("may be as short as it was when a growth was not synced")
    void losesGrowth() {
        Set<Integer> sizes = new HashSet<>();
        for (int seed = 0; seed < 50; seed++) {
            sizes.add(image(seed, 2, disk -> {
                disk.grow(PAGE);
                disk.write(0, bytes(10, 1));
            }).length);
        }
        assertThat(sizes).containsExactlyInAnyOrder(0, PAGE);
    }

    @Test
    @DisplayName("refuses a write behind its end")
    void refusesWriteBehindEnd() {
        try (SimulatedDisk disk = SimulatedDisk.lasting(new byte[10])) {
            assertThatThrownBy(() -> disk.write(5, bytes(6, 1))).isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessage("write of bytes 5 to 11 of a file of 10");
        }
    }
}
