package dev.cleave.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class OpenFilesTest {
    private static final long MIB = 1 << 20;
    private static final OpenFiles FILES = OperatingSystem.current().files();

    @TempDir
    Path directory;

    @Test
    void aFileInMemoryHasItsSizeAndKeepsWhatIsWritten() {
        int descriptor = FILES.createInMemory("in memory", MIB);
        try (Arena arena = Arena.ofConfined()) {
            assertThat(FILES.size(descriptor)).isEqualTo(MIB);
            MemorySegment bytes = arena.allocate(100).fill((byte) 7);
            assertThat(FILES.write(descriptor, 5000, bytes)).isEqualTo(100);
            MemorySegment read = arena.allocate(102);
            assertThat(FILES.read(descriptor, 4999, read)).isEqualTo(102);
            assertThat(read.get(JAVA_BYTE, 0)).isZero();
            assertThat(read.asSlice(1, 100).mismatch(bytes)).isEqualTo(-1);
            assertThat(read.get(JAVA_BYTE, 101)).isZero();
        } finally {
            FILES.close(descriptor);
        }
        assertThatExceptionOfType(OperatingSystemException.class)
                .isThrownBy(() -> FILES.size(descriptor))
                .withMessageContaining("EBADF");
    }

    @Test
    void segmentsAreWrittenAndReadOneAfterTheOtherHoweverMany() throws IOException {
        Path file = directory.resolve("scattered");
        int descriptor = FILES.open(file);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment[] parts = IntStream.range(0, 3000)
                    .mapToObj(i -> arena.allocate(i % 4).fill((byte) i))
                    .toArray(MemorySegment[]::new);
            assertThat(FILES.write(descriptor, 3, parts)).isEqualTo(4500);
            assertThat(Files.size(file)).isEqualTo(4503);

            MemorySegment[] read = IntStream.range(0, 3000).mapToObj(i -> arena.allocate(i % 4))
                    .toArray(MemorySegment[]::new);
            assertThat(FILES.read(descriptor, 3, read)).isEqualTo(4500);
            for (int i = 0; i < 3000; i++) {
                assertThat(read[i].mismatch(parts[i])).isEqualTo(-1);
            }
            assertThat(FILES.read(descriptor, 4000, arena.allocate(1000))).as("where the file ends").isEqualTo(503);
            assertThat(FILES.read(descriptor, 9000, arena.allocate(1000))).isZero();
            assertThat(FILES.read(descriptor, 0)).isZero();
        } finally {
            FILES.close(descriptor);
        }
    }

    @Test
    void segmentsOfSeveralLifetimesAreTransferredTogether() {
        int descriptor = FILES.createInMemory("lifetimes", MIB);
        try (Arena first = Arena.ofConfined(); Arena second = Arena.ofShared()) {
            MemorySegment[] parts = {first.allocate(10).fill((byte) 1), second.allocate(20).fill((byte) 2),
                second.allocate(0), first.allocate(30).fill((byte) 3)};
            assertThat(FILES.write(descriptor, 5, parts)).isEqualTo(60);
            MemorySegment read = first.allocate(60);
            assertThat(FILES.read(descriptor, 5, read)).isEqualTo(60);
            assertThat(read.asSlice(10, 20).mismatch(parts[1])).isEqualTo(-1);
            assertThat(read.asSlice(30, 30).mismatch(parts[3])).isEqualTo(-1);
        } finally {
            FILES.close(descriptor);
        }
    }

    @Test
    void noSegmentEndsWhileItIsWritten() throws InterruptedException {
        int descriptor = FILES.createInMemory("kept", 256 * MIB);
        int refused = 0;
        for (int round = 0; round < 200 && refused == 0; round++) {
            refused += endsWhileItIsWritten(descriptor) ? 0 : 1;
        }
        FILES.close(descriptor);
        assertThat(refused).as("refusals to end a segment that a call of the system uses").isPositive();
    }

    /** Tries to end a segment when a thread was seen in the call that writes it. */
    private static boolean endsWhileItIsWritten(int descriptor) throws InterruptedException {
        Arena arena = Arena.ofShared();
        MemorySegment[] parts = new MemorySegment[64];
        Arrays.fill(parts, arena.allocate(4 * MIB));
        Thread writer = Thread.ofPlatform().start(() -> writeUnlessEnded(descriptor, parts));
        while (writer.isAlive() && !isInTheCall(writer)) {
            Thread.onSpinWait();
        }
        boolean ended = true;
        try {
            arena.close();
        } catch (IllegalStateException used) {
            ended = false;
        }
        writer.join();
        if (!ended) {
            arena.close();
        }
        return ended;
    }

    /** The thread was seen before the system's call began: then the segment ended before it. */
    private static void writeUnlessEnded(int descriptor, MemorySegment... parts) {
        try {
            FILES.write(descriptor, 0, parts);
        } catch (IllegalStateException ended) {
            assertThat(ended).hasMessageContaining("Already closed");
        }
    }

    private static boolean isInTheCall(Thread writer) {
        return Arrays.stream(writer.getStackTrace()).anyMatch(frame -> frame.getMethodName().equals("pwritev"));
    }

    @Test
    void segmentsThatHaveEndedOrAreAnotherThreadsAreRefused() {
        int descriptor = FILES.createInMemory("ended", MIB);
        Arena arena = Arena.ofConfined();
        MemorySegment part = arena.allocate(10);
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> CompletableFuture.runAsync(() -> FILES.write(descriptor, 0, part)).join())
                .withCauseInstanceOf(WrongThreadException.class);
        arena.close();
        assertThatIllegalStateException().isThrownBy(() -> FILES.read(descriptor, 0, part));
        FILES.close(descriptor);
    }

    @Test
    void segmentsOnTheJavaHeapAreRefused() {
        int descriptor = FILES.createInMemory("heap", MIB);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FILES.write(descriptor, 0, MemorySegment.ofArray(new byte[10])))
                .withMessageContaining("Java heap");
        FILES.close(descriptor);
    }

    @Test
    void roomIsMadeAndHolesArePunched() throws IOException {
        Path file = directory.resolve("room");
        int descriptor = FILES.open(file);
        try (Arena arena = Arena.ofConfined()) {
            FILES.resize(descriptor, 4 * MIB);
            assertThat(FILES.makeRoom(descriptor, MIB, MIB)).isTrue();
            assertThat(blocks(file)).isGreaterThanOrEqualTo(MIB / 512);
            FILES.write(descriptor, MIB, arena.allocate(MIB).fill((byte) 1));
            assertThat(FILES.makeRoom(descriptor, 0, 4 * MIB)).isTrue();
            MemorySegment read = arena.allocate(1);
            FILES.read(descriptor, 2 * MIB - 1, read);
            assertThat(read.get(JAVA_BYTE, 0)).as("room changes nothing").isEqualTo((byte) 1);

            FILES.punchHole(descriptor, 0, 4 * MIB);

            assertThat(blocks(file)).isLessThan(MIB / 512);
            assertThat(FILES.size(descriptor)).isEqualTo(4 * MIB);
            FILES.read(descriptor, 2 * MIB - 1, read);
            assertThat(read.get(JAVA_BYTE, 0)).isZero();
        } finally {
            FILES.close(descriptor);
        }
    }

    private static long blocks(Path file) throws IOException {
        Process stat = new ProcessBuilder("stat", "-c", "%b", file.toString()).start();
        return Long.parseLong(new String(stat.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
    }

    @Test
    void whatCannotBeDoneSaysWhy() {
        assertThatExceptionOfType(OperatingSystemException.class)
                .isThrownBy(() -> FILES.open(directory.resolve("no/where")))
                .withMessageContaining("open failed with ENOENT");
        assertThatExceptionOfType(OperatingSystemException.class)
                .isThrownBy(() -> FILES.makeRoom(-1, 0, 1))
                .withMessageContaining("fallocate failed with EBADF");
        assertThatExceptionOfType(OperatingSystemException.class)
                .isThrownBy(() -> FILES.punchHole(-1, 0, 1))
                .withMessageContaining("punch a hole of 1 bytes");
        assertThatExceptionOfType(OperatingSystemException.class)
                .isThrownBy(() -> FILES.resize(-1, 1))
                .withMessageContaining("ftruncate failed");
        assertThatExceptionOfType(OperatingSystemException.class).isThrownBy(() -> FILES.close(-1));
        assertThatExceptionOfType(OperatingSystemException.class)
                .isThrownBy(() -> FILES.read(-1, 0, MemorySegment.NULL.reinterpret(1)))
                .withMessageContaining("preadv failed with EBADF");
        assertThatExceptionOfType(OperatingSystemException.class)
                .isThrownBy(() -> FILES.createInMemory("less than nothing", -1));
    }

    @Test
    void thePortablePortHasNoneAndSaysSo() {
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> OperatingSystem.portable().files())
                .withMessageContaining("files by descriptor needs 64-bit Linux");
    }
}
