package dev.cleave.tiers.durable;

import static dev.cleave.tiers.durable.DurableHeapTest.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bytes of objects that a disk, or another program, has changed: told by object, wherever they are used. */
@DisplayName("An object with changed bytes")
class DamagedObjectTest {
    private static final DurableSettings SMALL =
            DurableSettings.usual().withCapacity(1 << 20).withGrowthStep(1 << 20).withLogBytes(64 << 10);

    @TempDir
    Path folder;

    private Path path() {
        return folder.resolve("heap");
    }

    private static long offsetOf(Path path, long handle) {
        return HeapCheck.survey(path).objects().stream().filter(each -> each.handle() == handle).findFirst()
                .orElseThrow().offset();
    }

    @Test
    @DisplayName("is refused by name to who reads, views or writes it, and can be freed; others are as they were")
    void refused() throws Exception {
        DamagedFile file = new DamagedFile(path());
        long damaged = file.handle(300);
        file.damage(offsetOf(path(), damaged) + 399);
        try (DurableHeap heap = DurableHeap.open(path())) {
            assertThatExceptionOfType(DamagedHeapException.class).isThrownBy(() -> heap.view(damaged))
                    .withMessageContaining(Handle.text(damaged) + ", 400 bytes at offset")
                    .withMessageContaining("does not have its checksum");
            assertThatExceptionOfType(DamagedHeapException.class)
                    .isThrownBy(() -> heap.read(damaged, 0, MemorySegment.ofArray(new byte[1])));
            assertThatExceptionOfType(DamagedHeapException.class).isThrownBy(() -> heap.memory(damaged));
            assertThatExceptionOfType(DamagedHeapException.class).isThrownBy(heap::verify)
                    .withMessageContaining("the 400 bytes of the object in slot " + Handle.slot(damaged));
            assertThat(file.isWhole(heap, 299)).isTrue();
            try (DurableTransaction transaction = heap.begin()) {
                assertThatExceptionOfType(DamagedHeapException.class)
                        .isThrownBy(() -> transaction.write(damaged, 0, bytes(8, 1)));
                transaction.free(damaged);
                transaction.commit();
            }
            heap.verify();
        }
    }

    @Test
    @DisplayName("is found by a check, with its offset, and given up by a repair, with nothing else")
    void repaired() throws Exception {
        DamagedFile file = new DamagedFile(path());
        long offset = offsetOf(path(), file.handle(7));
        file.damage(offset);
        assertThat(HeapCheck.survey(path()).faults()).singleElement().satisfies(fault -> {
            assertThat(fault.offset()).isEqualTo(offset);
            assertThat(fault.what()).startsWith("the bytes of " + Handle.text(file.handle(7)) + ", the object of 107")
                    .endsWith("do not have their checksum");
        });
        assertThat(HeapCheck.repair(path()).lost()).hasSize(1);
        try (DurableHeap heap = DurableHeap.open(path())) {
            assertThat(heap.contains(file.handle(7))).isFalse();
            assertThat(heap.usage().objects()).isEqualTo(DamagedFile.OBJECTS - 1);
            assertThat(file.isWhole(heap, 8)).isTrue();
        }
    }

    @Test
    @DisplayName("that is a root is refused when the heap is opened, as its name is not to be trusted")
    void root() throws Exception {
        DamagedFile file = new DamagedFile(path());
        byte[] all = Files.readAllBytes(path());
        String text = new String(all, StandardCharsets.ISO_8859_1);
        file.damage(text.lastIndexOf("first"));
        assertThatExceptionOfType(DamagedHeapException.class).isThrownBy(() -> DurableHeap.open(path()))
                .withMessageContaining("does not have its checksum");
        assertThat(HeapCheck.survey(path()).faults()).hasSize(1);
    }

    @Test
    @DisplayName("by a commit of parts has the checksum of all of it, few parts or many, over each other or not")
    void parts() {
        RecordedFile file = new RecordedFile(new byte[0]);
        long handle;
        byte[] image;
        try (DurableHeap heap = DurableHeap.open(file, SMALL)) {
            try (DurableTransaction transaction = heap.begin()) {
                handle = transaction.allocate(300_000);
                transaction.write(handle, 5, bytes(200_000, 3));
                transaction.commit();
            }
            for (int parts : List.of(1, 3, 40)) {
                try (DurableTransaction transaction = heap.begin()) {
                    for (int part = 0; part < parts; part++) {
                        transaction.write(handle, 1000 + 7L * part, bytes(10, parts + part));
                    }
                    transaction.commit();
                }
                heap.verify();
            }
            image = file.image();
        }
        try (DurableHeap heap = DurableHeap.open(new RecordedFile(image), SMALL)) {
            assertThat(heap.view(handle).asSlice(1000 + 7 * 39, 10).mismatch(bytes(10, 79))).isEqualTo(-1);
            heap.verify();
        }
    }

    @Test
    @DisplayName("by its own user, who writes it in place, has no checksum until it has another place")
    void inPlace() {
        RecordedFile file = new RecordedFile(new byte[0]);
        try (DurableHeap heap = DurableHeap.open(file, SMALL)) {
            long handle;
            try (DurableTransaction transaction = heap.begin()) {
                handle = transaction.allocate(100);
                transaction.commit();
            }
            try (DurableTransaction other = heap.begin()) {
                other.write(handle, 0, bytes(1, 1));
                assertThatExceptionOfType(ConflictException.class).isThrownBy(() -> heap.memory(handle));
            }
            heap.memory(handle).copyFrom(bytes(100, 9));
            heap.verify();
            try (DurableHeap crashed = DurableHeap.open(new RecordedFile(file.memoryImage()), SMALL)) {
                assertThat(crashed.contains(handle)).isTrue();
                crashed.verify();
            }
            try (DurableTransaction transaction = heap.begin()) {
                transaction.resize(handle, 120);
                transaction.commit();
            }
            MemorySegment there = heap.view(handle);
            assertThat(there.asSlice(0, 100).mismatch(bytes(100, 9))).isEqualTo(-1);
            long offset = there.address() - file.map(1).address();
            MemorySegment other = Arena.ofAuto().allocate(1);
            file.write(offset, other.fill((byte) 77));
            assertThatExceptionOfType(DamagedHeapException.class).isThrownBy(heap::verify);
        }
    }
}
