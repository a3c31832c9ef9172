package dev.cleave.tiers.durable;

import static dev.cleave.tiers.durable.DurableHeapTest.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written in place is durable once it was persisted, whatever the log has of the object. */
@DisplayName("What is written in place")
class PersistenceTest {
    private static final DurableSettings SMALL =
            DurableSettings.usual().withCapacity(1 << 20).withGrowthStep(1 << 20).withLogBytes(16 << 10);

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {1, 200, 256, 257, 5000})
    @DisplayName("is there after a crash once it was persisted, and no older record of the log writes over it")
    void persisted(int length) {
        RecordedFile file = new RecordedFile(new byte[0]);
        byte[] image;
        long handle;
        try (DurableHeap heap = DurableHeap.open(file, SMALL)) {
            try (DurableTransaction transaction = heap.begin()) {
                handle = transaction.allocate(length);
                transaction.commit();
            }
            try (DurableTransaction transaction = heap.begin()) {
                transaction.write(handle, 0, bytes(length, 1));
                transaction.commit();
            }
            heap.memory(handle).copyFrom(bytes(length, 2));
            heap.persist(handle, 0, length);
            heap.persist(handle, 0, 0);
            image = file.memoryImage();
        }
        try (DurableHeap heap = DurableHeap.open(new RecordedFile(image), SMALL)) {
            assertThat(heap.view(handle).mismatch(bytes(length, 2))).isEqualTo(-1);
            heap.verify();
        }
    }

    @Test
    @DisplayName("is not persisted out of its object, nor while a transaction has it")
    void refused() {
        try (DurableHeap heap = DurableHeap.open(new RecordedFile(new byte[0]), SMALL);
                DurableTransaction transaction = heap.begin()) {
            long handle = transaction.allocate(100);
            assertThatExceptionOfType(UnknownHandleException.class).isThrownBy(() -> heap.persist(handle, 0, 1));
            transaction.commit();
            assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> heap.persist(handle, 99, 2));
            assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> heap.persist(handle, 0, -1));
            try (DurableTransaction other = heap.begin()) {
                other.write(handle, 0, bytes(1, 1));
                assertThatExceptionOfType(ConflictException.class).isThrownBy(() -> heap.persist(handle, 0, 1));
            }
            heap.persist(handle, 0, 1);
        }
    }
}
