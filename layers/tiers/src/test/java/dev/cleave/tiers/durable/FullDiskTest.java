package dev.cleave.tiers.durable;

import static dev.cleave.tiers.durable.DurableHeapTest.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cleave.memory.DiskFullException;
import dev.cleave.memory.OperatingSystemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full when a heap has to grow: an exception, and nothing else. */
@DisplayName("A full disk")
class FullDiskTest {
    @TempDir
    Path folder;

    @Test
    @DisplayName("refuses growth in mid-transaction; the transaction goes on, what was committed stays, what is freed is used")
    void inMidTransaction() {
        DurableSettings settings =
                DurableSettings.usual().withCapacity(1 << 20).withGrowthStep(64 << 10).withLogBytes(16 << 10);
        RecordedFile file = new RecordedFile(new byte[0]);
        try (DurableHeap heap = DurableHeap.open(file, settings)) {
            file.fullAt(file.byteSize() + (64 << 10));
            List<Long> committed = new ArrayList<>();
            try (DurableTransaction transaction = heap.begin()) {
                assertThatExceptionOfType(DurableHeapException.class).isThrownBy(() -> {
                    while (true) {
                        long handle = transaction.allocate(10_000);
                        transaction.write(handle, 0, bytes(10_000, 1));
                        committed.add(handle);
                    }
                }).withMessageContaining("disk full");
                transaction.commit();
            }
            heap.verify();
            assertThat(committed).isNotEmpty();
            committed.forEach(each -> assertThat(heap.view(each).mismatch(bytes(10_000, 1))).isEqualTo(-1));
            for (int round = 0; round < 10; round++) {
                try (DurableTransaction transaction = heap.begin()) {
                    transaction.free(committed.removeLast());
                    transaction.commit();
                }
                try (DurableTransaction transaction = heap.begin()) {
                    committed.add(transaction.allocate(10_000));
                    transaction.commit();
                }
            }
            heap.verify();
        }
    }

    @Test
    @DisplayName("of 10 MB, mounted for this: growth is refused with figures, the JVM lives, and all that was committed is there")
    void tmpfs() throws Exception {
        Assumptions.assumeTrue(mount("-t", "tmpfs", "-o", "size=10m", "tmpfs"), "may mount");
        try {
            Path path = folder.resolve("heap");
            List<Long> committed = new ArrayList<>();
            try (DurableHeap heap = DurableHeap.open(path, DurableSettings.usual().withGrowthStep(1 << 20)
                    .withLogBytes(256 << 10))) {
                assertThatExceptionOfType(DiskFullException.class).isThrownBy(() -> {
                    while (true) {
                        try (DurableTransaction transaction = heap.begin()) {
                            long handle = transaction.allocate(100_000);
                            transaction.write(handle, 0, bytes(100_000, 2));
                            transaction.commit();
                            committed.add(handle);
                        }
                    }
                }).withMessageContaining("disk full");
                heap.verify();
            }
            assertThat(committed).hasSizeGreaterThan(80);
            try (DurableHeap heap = DurableHeap.open(path)) {
                heap.verify();
                committed.forEach(each -> assertThat(heap.view(each).mismatch(bytes(100_000, 2))).isEqualTo(-1));
            }
            Files.delete(path);
            Files.write(folder.resolve("filler"), new byte[10_400_000]);
            assertThatExceptionOfType(DiskFullException.class).isThrownBy(() -> DurableHeap.open(path));
        } finally {
            new ProcessBuilder("umount", folder.toString()).start().waitFor();
        }
    }

    @Test
    @DisplayName("that may only be read refuses a new heap, and one that was there, with words")
    void readOnly() throws Exception {
        Assumptions.assumeTrue(mount("-t", "tmpfs", "-o", "size=10m", "tmpfs"), "may mount");
        try {
            Path path = folder.resolve("heap");
            DurableHeap.open(path, DurableSettings.usual().withCapacity(1 << 20)).close();
            Assumptions.assumeTrue(mount("-o", "remount,ro"), "may mount again");
            assertThatExceptionOfType(OperatingSystemException.class).isThrownBy(() -> DurableHeap.open(path))
                    .withMessageContaining("EROFS").withMessageContaining("reading and writing");
            assertThatExceptionOfType(DurableHeapException.class)
                    .isThrownBy(() -> DurableHeap.open(folder.resolve("new")))
                    .withMessageContaining("cannot create").withMessageContaining("yours to write");
        } finally {
            new ProcessBuilder("umount", folder.toString()).start().waitFor();
        }
    }

    private boolean mount(String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("mount"));
        command.addAll(List.of(options));
        command.add(folder.toString());
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
        } catch (IOException noSuchCommand) {
            return false;
        }
    }
}
