package dev.cleave.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@EnabledOnOs(OS.LINUX)
class RegionTest {
    private static final long MIB = 1 << 20;
    private static final OperatingSystem LINUX = OperatingSystem.current();

    @TempDir
    static Path directory;

    static Stream<MemorySource> everySource() {
        return Stream.of(
                MemorySource.anonymous(),
                MemorySource.transparentHugePages(),
                MemorySource.explicitHugePages(),
                MemorySource.memfd("region-test"),
                MemorySource.file(directory.resolve("region-" + System.nanoTime())));
    }

    @ParameterizedTest
    @MethodSource("everySource")
    void everySourceGivesZeroedMemoryThatIsCommittedByTouchAndDroppedAgain(MemorySource source) {
        try (Region region = Region.open(LINUX, source, 8 * MIB, 8 * MIB)) {
            assertThat(region.address() % (8 * MIB)).isZero();
            assertThat(region.byteSize()).isEqualTo(8 * MIB);
            assertThat(region.reservedBytes()).isEqualTo(8 * MIB);
            assertThat(region.residentBytes()).as("resident before touch").isZero();

            assertThat(region.segment().get(JAVA_BYTE, 5 * MIB)).isZero();
            region.segment().fill((byte) 1);
            assertThat(region.residentBytes()).as("resident when touched").isEqualTo(8 * MIB);

            region.drop(4 * MIB, 2 * MIB);
            assertThat(region.residentBytes()).as("resident after the drop").isEqualTo(6 * MIB);
            assertThat(region.segment().get(JAVA_BYTE, 4 * MIB)).isZero();
            assertThat(region.segment().get(JAVA_BYTE, 6 * MIB - 1)).isZero();
            assertThat(region.segment().get(JAVA_BYTE, 4 * MIB - 1)).isEqualTo((byte) 1);
            assertThat(region.segment().get(JAVA_BYTE, 6 * MIB)).isEqualTo((byte) 1);
        }
    }

    @ParameterizedTest
    @MethodSource("everySource")
    void prefaultingCommitsEverythingAndChangesNothing(MemorySource source) {
        try (Region region = Region.open(LINUX, source, 4 * MIB, 4096)) {
            region.segment().set(JAVA_BYTE, 12_345, (byte) 9);

            region.prefault();

            assertThat(region.residentBytes()).isEqualTo(4 * MIB);
            assertThat(region.segment().get(JAVA_BYTE, 12_345)).isEqualTo((byte) 9);
        }
    }

    @Test
    void touchingIsTheFallBackOfPrefaulting() {
        try (Region region = Region.open(LINUX, MemorySource.anonymous(), MIB, 4096)) {
            region.segment().set(JAVA_BYTE, 4096, (byte) 9);
            Mapping mapping = new Mapping(region.address(), MIB, 4096, 4096, 4096, "", false, true, -1, () -> {});

            PageToucher.touch(mapping, 0, MIB);

            assertThat(region.residentBytes()).isEqualTo(MIB);
            assertThat(region.segment().get(JAVA_BYTE, 4096)).isEqualTo((byte) 9);
        }
    }

    @Test
    void explicitHugePagesFallBackWhereTheReserveIsTooSmallAndSaySo() {
        try (Region region = Region.open(LINUX, MemorySource.explicitHugePages(), 1L << 40, 4096)) {
            assertThat(region.backing()).contains("transparent huge pages, as the reserve of explicit ones has");
        }
    }

    @Test
    void aMemfdCanBeMappedTwice() throws IOException {
        try (Region region = Region.open(LINUX, MemorySource.memfd("twice"), MIB, 4096)) {
            region.segment().set(JAVA_BYTE, 77, (byte) 5);
            Path descriptor = Path.of("/proc/self/fd/" + region.descriptor());

            try (Region again = Region.open(LINUX, MemorySource.file(descriptor), MIB, 4096)) {
                assertThat(again.segment().get(JAVA_BYTE, 77)).isEqualTo((byte) 5);
                assertThat(again.openedZeroed()).isFalse();
            }
        }
    }

    @Test
    void aFileKeepsWhatItHeldAndIsNeverMadeSmaller() throws IOException {
        Path file = directory.resolve("kept");
        Files.write(file, new byte[3 << 20]);
        Files.writeString(file, "kept");
        Files.write(file, new byte[2 << 20], java.nio.file.StandardOpenOption.APPEND);
        long size = Files.size(file);

        try (Region region = Region.open(LINUX, MemorySource.file(file), MIB, 4096)) {
            assertThat(region.segment().getString(0)).isEqualTo("kept");
            assertThat(region.openedZeroed()).isFalse();
            region.segment().setString(0, "new");
        }

        assertThat(Files.size(file)).isEqualTo(size);
        assertThat(Files.readAllBytes(file)).startsWith("new".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    @Test
    void aDirectoryIsNoFile() {
        assertThatExceptionOfType(OperatingSystemException.class)
                .isThrownBy(() -> Region.open(LINUX, MemorySource.file(directory), MIB, 4096))
                .withMessageContaining("open failed with EISDIR (21")
                .withMessageContaining(directory.toString())
                .satisfies(refused -> assertThat(refused.errorNumber()).isEqualTo(21));
    }

    @Test
    void aFileInNoDirectoryIsRefused() {
        assertThatExceptionOfType(OperatingSystemException.class)
                .isThrownBy(() -> Region.open(LINUX, MemorySource.file(directory.resolve("no/where")), MIB, 4096))
                .withMessageContaining("ENOENT");
    }

    @Test
    void moreThanTheAddressSpaceIsRefusedWithAdvice() {
        assertThatExceptionOfType(OperatingSystemException.class)
                .isThrownBy(() -> Region.open(LINUX, MemorySource.anonymous(), 1L << 50, 4096))
                .withMessageContaining("mmap failed with ENOMEM")
                .withMessageContaining("smaller capacity");
    }

    @Test
    void misalignedDropsAreRefusedAndDropNothing() {
        try (Region region = Region.open(LINUX, MemorySource.anonymous(), MIB, 4096)) {
            region.segment().fill((byte) 1);

            assertThatExceptionOfType(OperatingSystemException.class)
                    .isThrownBy(() -> region.drop(100, 4096))
                    .withMessageContaining("madvise failed with EINVAL");
            assertThat(region.residentBytes()).isEqualTo(MIB);
        }
    }

    @Test
    void bindingToTheFirstNodeKeepsTheMemoryUsable() {
        try (Region region = Region.open(LINUX, MemorySource.anonymous(), MIB, 4096)) {
            region.bind(0);
            region.segment().fill((byte) 3);

            assertThat(region.residentBytes()).isEqualTo(MIB);
            assertThatIllegalArgumentException().isThrownBy(() -> region.bind(-1));
            assertThatIllegalArgumentException().isThrownBy(() -> region.bind(LINUX.nodes()));
        }
    }

    @Test
    void aClosedRegionIsUnmappedAndRefusesEverything() throws IOException {
        Region region = Region.open(LINUX, MemorySource.anonymous(), MIB, 4096);
        String start = Long.toHexString(region.address());
        assertThat(Files.readAllLines(Path.of("/proc/self/maps"))).anyMatch(line -> line.startsWith(start));
        region.close();

        assertThat(Files.readAllLines(Path.of("/proc/self/maps"))).noneMatch(line -> line.startsWith(start + "-"));
        assertThatIllegalStateException().isThrownBy(() -> region.segment().get(JAVA_BYTE, 0));
        assertThatIllegalStateException().isThrownBy(() -> region.drop(0, 4096));
        assertThatIllegalStateException().isThrownBy(region::prefault);
        assertThatIllegalStateException().isThrownBy(region::residentBytes);
        assertThatIllegalStateException().isThrownBy(() -> region.bind(0));
        assertThatIllegalStateException().isThrownBy(region::close);
    }

    @Test
    void theRegionUnderAPoolIsClosedByThePoolAlone() {
        try (Pool pool = Pool.builder().capacity(MIB).purge(false).build()) {
            assertThatIllegalStateException()
                    .isThrownBy(pool.region()::close)
                    .withMessageContaining("close the pool");
            assertThat(pool.memory().get(JAVA_BYTE, 0)).isZero();
        }
    }

    @Test
    void aRegionClosedUnderItsUsersTouchesNobodyElsesMemory() throws InterruptedException {
        for (int round = 0; round < 300; round++) {
            Region region = Region.open(LINUX, MemorySource.anonymous(), MIB, 4096);
            CountDownLatch started = new CountDownLatch(1);
            Thread dropper = Thread.ofPlatform().start(() -> {
                started.countDown();
                assertThatIllegalStateException().isThrownBy(() -> {
                    while (true) {
                        region.drop(0, MIB);
                    }
                });
            });
            started.await();
            region.close();
            try (Region next = Region.open(LINUX, MemorySource.anonymous(), MIB, 4096)) {
                next.segment().fill((byte) 1);
                dropper.join();
                assertThat(next.residentBytes()).as("round " + round).isEqualTo(MIB);
            }
        }
    }

    @Test
    void badSettingsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Region.open(LINUX, MemorySource.anonymous(), 0, 4096));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Region.open(LINUX, MemorySource.anonymous(), MIB, 3));
        assertThatIllegalArgumentException().isThrownBy(() -> MemorySource.memfd(""));
        assertThatIllegalArgumentException().isThrownBy(() -> MemorySource.memfd("x".repeat(250)));
        assertThatIllegalArgumentException().isThrownBy(() -> MemorySource.memfd("a\0b"));
        assertThatIllegalArgumentException().isThrownBy(() -> MemorySource.file(Path.of("")));
    }

    @Test
    void theNameOfAMemfdIsCountedInBytesAsTheKernelCounts() {
        MemorySource longest = MemorySource.memfd("é".repeat(124) + "x");
        try (Region region = Region.open(LINUX, longest, MIB, 4096)) {
            region.segment().fill((byte) 1);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MemorySource.memfd("é".repeat(125)))
                .withMessageContaining("1 to 249 bytes in UTF-8")
                .withMessageContaining("250");
    }

    @ParameterizedTest
    @MethodSource("everySource")
    void moreThanAnyMachineHasIsRefusedByEverySource(MemorySource source) {
        for (long bytes : new long[] {1L << 50, 1L << 56, (1L << 56) + 1, 1L << 62, Long.MAX_VALUE}) {
            assertThatExceptionOfType(OperatingSystemException.class)
                    .as(bytes + " bytes")
                    .isThrownBy(() -> Region.open(LINUX, source, bytes, 4096))
                    .withMessageContaining("smaller capacity");
            assertThatExceptionOfType(OperatingSystemException.class)
                    .isThrownBy(() -> LINUX.map(source, bytes, 4096));
        }
        if (source instanceof MemorySource.MappedFile(Path path)) {
            assertThat(path).as("no file is left of a mapping that failed").doesNotExist();
        }
    }

    @Test
    void thePortablePortRefusesMoreThanAnyMachineHasAsWell() {
        assertThatExceptionOfType(OperatingSystemException.class)
                .isThrownBy(() -> OperatingSystem.portable().map(MemorySource.anonymous(), Long.MAX_VALUE, 4096));
    }

    @Test
    void anAlignmentThatTheAddressSpaceDoesNotHaveIsHalvedUntilItDoes() {
        try (Region region = Region.open(LINUX, MemorySource.anonymous(), MIB, 1L << 62)) {
            assertThat(region.byteAlignment()).isBetween(1L << 30, 1L << 47);
            assertThat(region.address() % region.byteAlignment()).isZero();
        }
    }

    @Test
    void aFileThatWasThereAndCannotBeMappedIsAsItWas() throws IOException {
        Path file = directory.resolve("as it was");
        Files.writeString(file, "kept");

        assertThatExceptionOfType(OperatingSystemException.class)
                .isThrownBy(() -> Region.open(LINUX, MemorySource.file(file), 1L << 50, 4096));

        assertThat(file).hasContent("kept");
    }

    @Test
    void whatAFailedOpeningTookIsGivenBack() throws IOException {
        long before = openFiles();
        for (int i = 0; i < 100; i++) {
            for (MemorySource source : everySource().toList()) {
                assertThatExceptionOfType(OperatingSystemException.class)
                        .isThrownBy(() -> Region.open(LINUX, source, 1L << 50, 4096));
            }
        }
        assertThat(openFiles()).isLessThan(before + 50);
    }

    private static long openFiles() throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.count();
        }
    }

    @Test
    void dropsBeyondTheRegionAreRefusedAndDropNobodysMemory() {
        try (Region region = Region.open(LINUX, MemorySource.anonymous(), MIB, 4096)) {
            for (long[] range : new long[][] {{-4096, 4096}, {MIB, 4096}, {MIB - 4096, 8192}, {0, -4096},
                {4096, Long.MAX_VALUE}}) {
                assertThatExceptionOfType(IndexOutOfBoundsException.class)
                        .isThrownBy(() -> region.drop(range[0], range[1]));
            }
            Mapping mapping = LINUX.map(MemorySource.anonymous(), MIB, 4096);
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> LINUX.drop(mapping, MIB, 4096));
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> LINUX.prefault(mapping, -4096, MIB));
            mapping.unmapping().run();
            mapping.unmapping().run();
        }
    }

    @Test
    void theBytesOfAPathAreItsOwn() throws IOException, InterruptedException {
        Path odd = directory.resolve("a %41 b");
        try (Region region = Region.open(LINUX, MemorySource.file(odd), MIB, 4096)) {
            region.segment().set(JAVA_BYTE, 0, (byte) 1);
        }
        assertThat(odd).exists();
        Path made = directory.resolve("bytes");
        Files.createDirectory(made);
        assertThat(new ProcessBuilder("sh", "-c", "printf x > \"$(printf 'n\\377')\"").directory(made.toFile()).start()
                .waitFor()).isZero();
        Path found;
        try (Stream<Path> files = Files.list(made)) {
            found = files.findFirst().orElseThrow();
        }
        try (Region region = Region.open(LINUX, MemorySource.file(found), MIB, 4096)) {
            assertThat(region.segment().get(JAVA_BYTE, 0)).as("the file that was found").isEqualTo((byte) 'x');
        }
        try (Stream<Path> files = Files.list(made)) {
            assertThat(files.count()).as("and no other made").isEqualTo(1);
        }
    }

    @Test
    void adjacentRegionsOfHugePagesAreCountedEachByItself() {
        try (Region one = Region.open(LINUX, MemorySource.transparentHugePages(), 8 * MIB, 4096);
                Region two = Region.open(LINUX, MemorySource.transparentHugePages(), 8 * MIB, 4096)) {
            one.segment().fill((byte) 1);
            two.segment().asSlice(0, 2 * MIB).fill((byte) 1);

            assertThat(one.residentBytes()).isEqualTo(8 * MIB);
            assertThat(two.residentBytes()).isEqualTo(2 * MIB);
        }
    }

    @Test
    void aMappingThatNoRegionCanBeMadeOfIsTakenBack() {
        ScriptedSystem system = new ScriptedSystem();
        system.change = mapping -> new Mapping(mapping.address(), mapping.byteSize(), 4096, 4096, 4096, "too short",
                true, true,
                -1, 0, mapping.segment().map(all -> all.asSlice(0, 100)), mapping.unmapping(), mapping.undoing());

        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> Region.open(system, MemorySource.anonymous(), MIB, 4096));
        assertThat(system.calls).containsExactly("unmap", "undo");
    }

    @Test
    void aFailedPreFaultTakesBackWhatWasMappedAndMade() {
        ScriptedSystem system = new ScriptedSystem();
        system.failure = new OperatingSystemException("madvise", "commit", Errno.ENOMEM.number(), "nothing");

        assertThatExceptionOfType(OperatingSystemException.class)
                .isThrownBy(() -> Pool.builder().operatingSystem(system).capacity(MIB).prefault(true).build());
        assertThat(system.calls).containsExactly("unmap", "undo");
    }
}
