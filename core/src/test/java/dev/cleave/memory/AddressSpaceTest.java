package dev.cleave.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class AddressSpaceTest {
    private static final long PAGES = 1 << 16;
    private static final OperatingSystem SYSTEM = OperatingSystem.current();
    private static final AddressSpace SPACE = SYSTEM.addressSpace();

    private final long range = SPACE.reserve(4 * PAGES, 1 << 21);

    @AfterEach
    void release() {
        SPACE.release(range, 4 * PAGES);
    }

    private static MemorySegment at(long address) {
        return MemorySegment.ofAddress(address).reinterpret(PAGES);
    }

    private static String rightsAt(long address) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
            String[] parts = line.replaceFirst("-", " ").split(" ", 4);
            if (Long.parseUnsignedLong(parts[0], 16) <= address && address < Long.parseUnsignedLong(parts[1], 16)) {
                return parts[2];
            }
        }
        return "nothing";
    }

    @Test
    void aReservedRangeIsAlignedAndNobodyCanUseIt() throws IOException {
        assertThat(range % (1 << 21)).isZero();
        assertThat(rightsAt(range)).isEqualTo("---p");
        assertThatIllegalArgumentException().isThrownBy(() -> SPACE.reserve(PAGES, 3));
        assertThatExceptionOfType(OperatingSystemException.class).isThrownBy(() -> SPACE.reserve(1L << 62, 4096));
        assertThatExceptionOfType(OperatingSystemException.class).isThrownBy(() -> SPACE.reserve(PAGES, 1L << 62));
    }

    @Test
    void partsOfAFileLieWhereverTheyAreMapped() {
        int descriptor = SYSTEM.files().createInMemory("stitched", 4 * PAGES);
        SPACE.mapFile(range, PAGES, descriptor, 2 * PAGES);
        SPACE.mapFile(range + PAGES, PAGES, descriptor, 0);
        SPACE.mapFile(range + 2 * PAGES, PAGES, descriptor, 2 * PAGES);
        SYSTEM.files().close(descriptor);

        at(range).fill((byte) 5);

        assertThat(at(range + 2 * PAGES).get(JAVA_BYTE, PAGES - 1)).as("the same bytes").isEqualTo((byte) 5);
        assertThat(at(range + PAGES).get(JAVA_BYTE, 0)).isZero();
    }

    @Test
    void whatIsMappedMovesWithItsBytes() throws IOException {
        SPACE.mapZeroes(range, PAGES);
        at(range).fill((byte) 9);

        SPACE.move(range, PAGES, range + 3 * PAGES);

        assertThat(at(range + 3 * PAGES).get(JAVA_BYTE, 77)).isEqualTo((byte) 9);
        assertThat(rightsAt(range)).isEqualTo("nothing");
        SPACE.vacate(range, PAGES);
        assertThat(rightsAt(range)).isEqualTo("---p");
    }

    @Test
    void zeroesLieOverWhatWasThere() {
        SPACE.mapZeroes(range, 2 * PAGES);
        at(range).fill((byte) 9);
        at(range + PAGES).fill((byte) 9);

        SPACE.mapZeroes(range, PAGES);

        assertThat(at(range).get(JAVA_BYTE, 5)).isZero();
        assertThat(at(range + PAGES).get(JAVA_BYTE, 5)).isEqualTo((byte) 9);
    }

    @Test
    void whatCannotBeDoneSaysWhy() {
        assertThatExceptionOfType(OperatingSystemException.class)
                .isThrownBy(() -> SPACE.mapFile(range, PAGES, -1, 0))
                .withMessageContaining("mmap failed with EBADF");
        assertThatExceptionOfType(OperatingSystemException.class)
                .isThrownBy(() -> SPACE.mapZeroes(range + 1, PAGES))
                .withMessageContaining("EINVAL");
        assertThatExceptionOfType(OperatingSystemException.class)
                .isThrownBy(() -> SPACE.move(range, PAGES, range))
                .withMessageContaining("mremap failed with EINVAL");
        assertThatExceptionOfType(OperatingSystemException.class)
                .isThrownBy(() -> SPACE.release(range + 1, PAGES))
                .withMessageContaining("munmap");
        assertThatExceptionOfType(OperatingSystemException.class).isThrownBy(() -> SPACE.vacate(range + 1, PAGES));
    }

    @Test
    void thePortablePortHasNoSayInItAndSaysSo() {
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> OperatingSystem.portable().addressSpace())
                .withMessageContaining("mapping at an address needs 64-bit Linux");
    }

    @Test
    void theKernelSaysHowManyMappingsThereMayBe(@TempDir Path root) throws IOException {
        assertThat(SPACE.mostMappings()).isGreaterThanOrEqualTo(1000);
        assertThat(new LinuxAddressSpace(new KernelText(root), 4096).mostMappings()).as("not to be seen")
                .isEqualTo(65_530);
        Path setting = Files.createDirectories(root.resolve("proc/sys/vm")).resolve("max_map_count");
        Files.writeString(setting, "262144\n");
        assertThat(new LinuxAddressSpace(new KernelText(root), 4096).mostMappings()).isEqualTo(262_144);
    }
}
