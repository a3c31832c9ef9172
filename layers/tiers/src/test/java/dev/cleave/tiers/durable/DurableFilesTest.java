package dev.cleave.tiers.durable;

import static dev.cleave.tiers.durable.DurableHeapTest.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files of the system under a heap: locked, mapped, and what they say when somebody meddles with them. */
@DisplayName("A file of the system")
class DurableFilesTest {
    private static final DurableSettings SMALL =
            DurableSettings.usual().withCapacity(1 << 20).withGrowthStep(256 << 10).withLogBytes(64 << 10);

    @TempDir
    Path folder;

    static Stream<Function<Path, DurableFile>> kinds() {
        return Stream.of(DurableFiles::open, DurableFilesTest::channelFile, DurableFilesTest::directAccessFile);
    }

    private static DurableFile channelFile(Path path) {
        try {
            if (!Files.exists(path)) {
                Files.createFile(path);
            }
            return new ChannelFile(path, () -> {});
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    /** As on a file system with DAX, but that the system writes pages back, and no processor its cache lines. */
    private static DurableFile directAccessFile(Path path) {
        return new DirectAccessFile(DurableFiles.open(path), path, FileChannel.MapMode.READ_WRITE);
    }

    @Test
    @DisplayName("says how it becomes durable, and so does a heap on it; without DAX it is no file of direct access")
    void saysHow() {
        Path path = folder.resolve("file");
        try (DurableFile file = directAccessFile(path)) {
            assertThat(file.syncsBy()).contains("MAP_SYNC");
            assertThatIllegalStateException().isThrownBy(() -> file.sync(0, 1))
                    .withMessage(path + " is not mapped yet");
        }
        try (DurableHeap heap = DurableHeap.open(directAccessFile(path), SMALL)) {
            assertThat(heap).hasToString("durable heap " + path + " of 1048576 bytes, durable by "
                    + "cache lines written back to pages mapped with MAP_SYNC");
        }
        try (DurableHeap heap = DurableHeap.open(path, SMALL)) {
            assertThat(heap.toString()).matches(".* durable by (msync|FileChannel.force|cache lines .*)");
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    @DisplayName("shows in mapped memory what was written, and has it after it was closed")
    void writesAreMapped(Function<Path, DurableFile> kind) {
        Path path = folder.resolve("file");
        try (DurableFile file = kind.apply(path); Arena arena = Arena.ofConfined()) {
            MemorySegment memory = file.map(64 << 10);
            file.grow(64 << 10);
            assertThat(file.byteSize()).isEqualTo(64 << 10);
            MemorySegment written = arena.allocate(5000).copyFrom(bytes(5000, 3));
            file.write(1234, written);
            assertThat(memory.asSlice(1234, 5000).mismatch(written)).isEqualTo(-1);
            file.sync(1234, 5000);
            file.sync();
            file.grow(32 << 10);
            assertThat(file.byteSize()).as("never shorter").isEqualTo(64 << 10);
        }
        try (DurableFile file = kind.apply(path); Arena arena = Arena.ofConfined()) {
            MemorySegment read = arena.allocate(5000);
            file.read(1234, read);
            assertThat(read.mismatch(bytes(5000, 3))).isEqualTo(-1);
            assertThatExceptionOfType(DurableHeapException.class).isThrownBy(() -> file.read(62 << 10, read))
                    .withMessageContaining("ends at byte 65536");
        }
    }

    @ParameterizedTest
    @MethodSource("kinds")
    @DisplayName("carries a heap: committed, closed, opened")
    void carriesHeap(Function<Path, DurableFile> kind) {
        Path path = folder.resolve("heap");
        long handle;
        try (DurableHeap heap = DurableHeap.open(kind.apply(path), SMALL); DurableTransaction all = heap.begin()) {
            handle = all.allocate(100_000);
            all.write(handle, 5, bytes(90_000, 4));
            all.commit();
        }
        try (DurableHeap heap = DurableHeap.open(kind.apply(path), DurableSettings.usual())) {
            assertThat(heap.view(handle).asSlice(5, 90_000).mismatch(bytes(90_000, 4))).isEqualTo(-1);
            heap.verify();
        }
    }

    @Test
    @DisplayName("is opened once in a process, by whatever name, and again after it was closed, or was refused")
    void openedTwice() throws IOException {
        Path path = folder.resolve("heap");
        Path link = folder.resolve("link");
        DurableHeap heap = DurableHeap.open(path, SMALL);
        Files.createSymbolicLink(link, path);
        assertThatExceptionOfType(DurableHeapException.class).isThrownBy(() -> DurableHeap.open(link))
                .withMessage(link + " is open in this process already: use the heap that has it, or close that one"
                        + " first");
        heap.close();
        DurableHeap.open(link).close();
        Files.writeString(path, "something else, and longer than nothing");
        for (int round = 0; round < 2; round++) {
            assertThatExceptionOfType(DamagedHeapException.class).isThrownBy(() -> DurableHeap.open(path));
        }
    }

    @Test
    @DisplayName("is refused while another process has it, and free once that one is gone")
    void lockedByAnotherProcess() throws Exception {
        Path path = folder.resolve("heap");
        DurableHeap.open(path, SMALL).close();
        Process other = new ProcessBuilder("flock", "-x", path.toString(), "-c", "echo locked; exec sleep 600")
                .redirectErrorStream(true).start();
        try {
            assertThat(other.inputReader().readLine()).isEqualTo("locked");
            assertThatExceptionOfType(DurableHeapException.class).isThrownBy(() -> DurableHeap.open(path))
                    .withMessageContaining("is open in another process");
        } finally {
            other.descendants().forEach(ProcessHandle::destroyForcibly);
            other.destroyForcibly().waitFor();
        }
    }

    @Test
    @DisplayName("is refused where it is a folder, or lies in one that is not there")
    void noFile() {
        assertThatExceptionOfType(DurableHeapException.class).isThrownBy(() -> DurableHeap.open(folder))
                .withMessage(folder + " is no regular file: name another");
        Path nowhere = folder.resolve("not/there");
        assertThatExceptionOfType(DurableHeapException.class).isThrownBy(() -> DurableHeap.open(nowhere))
                .withMessageContaining("cannot create " + nowhere).withMessageContaining("yours to write");
    }

    @Test
    @DisplayName("that another program cuts short is noticed at the next commit, and by a read, and nothing ends the JVM")
    void cutShort() throws IOException {
        Path path = folder.resolve("heap");
        long handle;
        try (DurableHeap heap = DurableHeap.open(path, SMALL)) {
            try (DurableTransaction transaction = heap.begin()) {
                handle = transaction.allocate(100_000);
                transaction.commit();
            }
            cut(path, 80_000);
            assertThatExceptionOfType(DurableHeapException.class)
                    .isThrownBy(() -> heap.read(handle, 0, MemorySegment.ofArray(new byte[100_000])))
                    .withMessageContaining("was cut short by another program");
        }
        assertThatExceptionOfType(DamagedHeapException.class).isThrownBy(() -> DurableHeap.open(path))
                .withMessageContaining("was cut short: it has 80000 bytes");
    }

    @Test
    @DisplayName("that another program cuts short fails a commit, and does not grow again by it")
    void cutShortBeforeCommit() throws IOException {
        Path path = folder.resolve("heap");
        try (DurableHeap heap = DurableHeap.open(path, SMALL); DurableTransaction transaction = heap.begin()) {
            long unused = transaction.allocate(100);
            cut(path, 80_000);
            assertThatExceptionOfType(DurableHeapException.class).isThrownBy(transaction::commit)
                    .withMessageContaining("cut short by another program: it has 80000 bytes where");
            assertThatIllegalStateException().isThrownBy(transaction::commit)
                    .withMessageContaining("lost with its heap");
            assertThatExceptionOfType(DurableHeapException.class).isThrownBy(heap::usage)
                    .withMessageContaining("has failed");
        }
        assertThat(path).hasSize(80_000);
    }

    private static void cut(Path path, long bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.truncate(bytes);
        }
    }

    @Test
    @DisplayName("answers nothing but a refusal after it was closed, and its memory neither")
    void closed() {
        DurableFile file = DurableFiles.open(folder.resolve("file"));
        MemorySegment memory = file.map(4096);
        assertThatIllegalStateException().isThrownBy(() -> file.map(4096)).withMessageContaining("is mapped already");
        file.close();
        file.close();
        assertThatExceptionOfType(DurableHeapException.class).isThrownBy(file::byteSize)
                .withMessageContaining("is closed: open it again");
        assertThat(memory.scope().isAlive()).isFalse();
    }
}
