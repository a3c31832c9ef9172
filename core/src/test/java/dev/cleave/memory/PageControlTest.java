package dev.cleave.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class PageControlTest {
    private static final long PAGE = 4096;
    private static final long PAGES = 16 * PAGE;
    private static final OperatingSystem SYSTEM = OperatingSystem.current();
    private static final PageControl CONTROL = SYSTEM.pages();

    @TempDir
    Path directory;

    /** What the kernel says behind a name of the mapping that begins at an address. */
    private static String ofMapping(long address, String name) throws IOException {
        boolean within = false;
        for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
            within = line.startsWith(Long.toHexString(address) + "-") || within && !line.matches("^[0-9a-f]+-.*");
            if (within && line.startsWith(name + ":")) {
                return line.substring(name.length() + 1).strip();
            }
        }
        return "nothing";
    }

    @Test
    void lockedPagesAreCommittedAndStay() throws IOException {
        try (Region region = Region.open(SYSTEM, MemorySource.anonymous(), PAGES, PAGE)) {
            CONTROL.lock(region.address(), 4 * PAGE);
            assertThat(region.residentBytes()).isEqualTo(4 * PAGE);
            assertThat(ofMapping(region.address(), "Locked")).isEqualTo("16 kB");

            CONTROL.unlock(region.address(), 4 * PAGE);
            assertThat(ofMapping(region.address(), "VmFlags")).doesNotContain("lo");
        }
    }

    @Test
    void pagesAreKeptFromChildProcessesAndHandedOnAgain() throws IOException {
        try (Region region = Region.open(SYSTEM, MemorySource.memfd("secret"), PAGES, PAGE)) {
            CONTROL.inheritable(region.address(), PAGES, false);
            assertThat(ofMapping(region.address(), "VmFlags")).contains("dc");

            CONTROL.inheritable(region.address(), PAGES, true);
            assertThat(ofMapping(region.address(), "VmFlags")).doesNotContain("dc");
        }
    }

    @Test
    void whatIsStoredInAFileIsWrittenToItsDisk() throws IOException {
        Path file = directory.resolve("written");
        try (Region region = Region.open(SYSTEM, MemorySource.file(file), PAGES, PAGE)) {
            region.segment().set(JAVA_BYTE, 5, (byte) 3);
            CONTROL.write(region.address(), PAGE);

            assertThat(Files.readAllBytes(file)[5]).isEqualTo((byte) 3);
        }
    }

    @Test
    void pagesInMemoryAreTold() {
        try (Region region = Region.open(SYSTEM, MemorySource.anonymous(), PAGES, PAGE);
                Arena arena = Arena.ofConfined()) {
            region.segment().set(JAVA_BYTE, 2 * PAGE + 1, (byte) 1);
            MemorySegment pages = arena.allocate(4).fill((byte) 9);
            CONTROL.residency(region.address(), 4 * PAGE, pages);

            assertThat(pages.toArray(JAVA_BYTE)).containsExactly(0, 0, 1, 0);
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> CONTROL.residency(region.address(), 5 * PAGE, pages));
        }
    }

    @Test
    void whatCannotBeDoneSaysWhy() {
        long nowhere = SYSTEM.addressSpace().reserve(PAGES, PAGE);
        SYSTEM.addressSpace().release(nowhere, PAGES);
        assertThatExceptionOfType(OperatingSystemException.class)
                .isThrownBy(() -> CONTROL.lock(nowhere, PAGES))
                .withMessageContaining("mlock failed with ENOMEM")
                .withMessageContaining("ulimit -l");
        assertThatExceptionOfType(OperatingSystemException.class)
                .isThrownBy(() -> CONTROL.unlock(nowhere, PAGES))
                .withMessageContaining("munlock");
        assertThatExceptionOfType(OperatingSystemException.class)
                .isThrownBy(() -> CONTROL.write(nowhere, PAGES))
                .withMessageContaining("msync");
        assertThatExceptionOfType(OperatingSystemException.class)
                .isThrownBy(() -> CONTROL.inheritable(nowhere, PAGES, false))
                .withMessageContaining("keep from child processes");
        try (Arena arena = Arena.ofConfined()) {
            assertThatExceptionOfType(OperatingSystemException.class)
                    .isThrownBy(() -> CONTROL.residency(nowhere, PAGES, arena.allocate(16)))
                    .withMessageContaining("mincore");
        }
    }

    @Test
    void thePortablePortHasNoSayInItAndSaysSo() {
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> OperatingSystem.portable().pages())
                .withMessageContaining("control of single pages needs 64-bit Linux");
    }
}
