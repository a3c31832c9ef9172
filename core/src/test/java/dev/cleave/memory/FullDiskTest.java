package dev.cleave.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** A file system of 4 MiB, which only a privileged user can mount: DiskRoomTest does the same to a port of its own. */
@EnabledIf("canMount")
class FullDiskTest {
    private static final long MIB = 1 << 20;

    @TempDir
    Path directory;

    private Path disk;

    static boolean canMount() throws IOException, InterruptedException {
        Path probe = Files.createTempDirectory("mount");
        boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", probe.toString());
        if (mounted) {
            run("umount", probe.toString());
        }
        Files.delete(probe);
        return mounted;
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
    }

    @BeforeEach
    void mount() throws IOException, InterruptedException {
        disk = Files.createDirectory(directory.resolve("disk"));
        assertThat(run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk.toString())).isTrue();
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        assertThat(run("umount", disk.toString())).isTrue();
    }

    @Test
    void preFaultingMoreThanThereIsSaysThatTheDiskIsFullAndLeavesNoFile() {
        Path file = disk.resolve("pool");
        PoolBuilder builder = Pool.builder().capacity(16 * MIB).source(MemorySource.file(file)).prefault(true);

        assertThatExceptionOfType(OperatingSystemException.class)
                .isThrownBy(builder::build)
                .withMessageContaining("ENOSPC")
                .withMessageContaining("disk full")
                .withMessageContaining(file.toString());
        assertThat(file).doesNotExist();
    }

    @Test
    void aFullDiskIsFoundByTheAllocationAndNotByAStore() {
        Path file = disk.resolve("pool");
        try (Pool pool = Pool.builder().capacity(16 * MIB).source(MemorySource.file(file)).purge(false).build()) {
            long first = pool.allocateAddress(3 * MIB);
            pool.memory().asSlice(first - pool.baseAddress(), 3 * MIB).fill((byte) 1);

            assertThatExceptionOfType(DiskFullException.class)
                    .isThrownBy(() -> pool.allocate(3 * MIB))
                    .withMessageContaining("disk full: 1048576 bytes are free on its file system");
            assertThatExceptionOfType(DiskFullException.class).isThrownBy(() -> pool.leases().lease(3 * MIB, 4096));
            long growing = pool.allocateAddress(MIB / 4);
            assertThatExceptionOfType(DiskFullException.class).isThrownBy(() -> pool.resize(growing, 6 * MIB));
            assertThat(pool.usage().usedBytes()).as("nothing is lost").isEqualTo(3 * MIB + MIB / 4);
            pool.free(growing);
            pool.trim();
            pool.allocate(MIB).fill((byte) 2);
            pool.free(first);
            pool.trim();

            pool.allocate(3 * MIB).fill((byte) 3);
            pool.space().verify();
        }
    }

    @Test
    void whatIsDroppedMayBeTakenByOthersAndIsNotStoredTo() throws IOException {
        Path file = disk.resolve("pool");
        try (Pool pool = Pool.builder().capacity(3 * MIB).source(MemorySource.file(file)).purge(false).build()) {
            long block = pool.allocateAddress(3 * MIB);
            pool.free(block);
            pool.trim();
            Files.write(disk.resolve("other"), new byte[2 << 20]);

            assertThatExceptionOfType(DiskFullException.class).isThrownBy(() -> pool.allocate(3 * MIB));
            pool.allocate(MIB).fill((byte) 3);
        }
    }

    @Test
    void thePortablePortFindsItAtOpeningAndLeavesNoFile() {
        Path file = disk.resolve("pool");
        PoolBuilder builder = Pool.builder().operatingSystem(OperatingSystem.portable()).capacity(16 * MIB)
                .source(MemorySource.file(file));

        assertThatExceptionOfType(java.io.UncheckedIOException.class)
                .isThrownBy(builder::build)
                .withMessageContaining("on a disk with that much room")
                .withStackTraceContaining("No space left on device");
        assertThat(file).doesNotExist();
    }
}
