package dev.cleave.tiers.durable;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** An audit is seen to find what is broken. */
@DisplayName("An audit")
class HeapAuditTest {
    private static final DurableSettings SMALL =
            DurableSettings.usual().withCapacity(256 << 10).withGrowthStep(64 << 10).withLogBytes(16 << 10);

    private final RecordedFile file = new RecordedFile(new byte[0]);
    private final DurableHeap heap = DurableHeap.open(file, SMALL);
    private long handle;
    private Header header;
    private long slotOffset;

    @BeforeEach
    void allocate() {
        try (DurableTransaction transaction = heap.begin()) {
            handle = transaction.allocate(1000);
            transaction.commit();
        }
        heap.verify();
        header = Headers.read(file);
        slotOffset = header.layout().offsetOf(header.indexHead()) + (long) Slot.BYTES * Handle.slot(handle);
    }

    @AfterEach
    void close() {
        heap.close();
    }

    private void overwrite(int number, Slot slot, long heapTag) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(Slot.BYTES);
            slot.write(bytes, 0, number, heapTag);
            file.write(slotOffset + (long) Slot.BYTES * (number - Handle.slot(handle)), bytes);
        }
    }

    private void assertFound(String what) {
        assertThatExceptionOfType(DamagedHeapException.class).isThrownBy(heap::verify).withMessageContaining(what);
    }

    @Test
    @DisplayName("finds a slot with a wrong checksum")
    void checksum() {
        overwrite(Handle.slot(handle), new Slot(Slot.Kind.FREE, 1, 0, 0), header.tag() + 1);
        assertFound("slot " + Handle.slot(handle) + " of the index, at offset " + slotOffset);
    }

    @Test
    @DisplayName("finds two objects in one place")
    void overlap() {
        int next = Handle.slot(handle) + 1;
        overwrite(next, Slot.read(MemorySegment.ofArray(file.memoryImage()), slotOffset), header.tag());
        assertFound("the object in slot " + next + ", 1000 bytes at place");
    }

    @Test
    @DisplayName("finds an object that its place outlived: bytes leaked")
    void leak() {
        overwrite(Handle.slot(handle), new Slot(Slot.Kind.FREE, 1, 0, 0), header.tag());
        assertFound("bytes are in use by the index, and");
    }

    @Test
    @DisplayName("finds an object that no place was taken for")
    void objectWithoutPlace() {
        int next = Handle.slot(handle) + 1;
        overwrite(next, new Slot(Slot.Kind.OBJECT, 1, 40_960, 5000), header.tag());
        assertFound("bytes are in use by the index, and");
    }
}
