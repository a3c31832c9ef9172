package dev.cleave.tiers.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is committed is there when the heap is opened again, and nothing else is. */
@DisplayName("A durable heap")
class DurableHeapTest {
    private static final DurableSettings SMALL =
            DurableSettings.usual().withCapacity(4 << 20).withGrowthStep(1 << 20).withLogBytes(128 << 10);

    @TempDir
    Path folder;

    private DurableHeap open() {
        return DurableHeap.open(folder.resolve("heap"), SMALL);
    }

    static MemorySegment bytes(int length, int seed) {
        byte[] bytes = new byte[length];
        for (int at = 0; at < length; at++) {
            bytes[at] = (byte) (at * 31 + seed);
        }
        return MemorySegment.ofArray(bytes);
    }

    static byte[] read(DurableHeap heap, long handle) {
        byte[] bytes = new byte[(int) heap.byteSize(handle)];
        heap.read(handle, 0, MemorySegment.ofArray(bytes));
        return bytes;
    }

    private static void assertWhole(DurableHeap heap) {
        heap.verify();
        DurableUsage usage = heap.usage();
        assertThat(usage.usedBytes() + usage.freeBytes()).isEqualTo(usage.capacity());
    }

    @Test
    @DisplayName("gives back what was committed, by its root and by its handle, when it is opened again")
    void committedIsThere() {
        long handle;
        try (DurableHeap heap = open(); DurableTransaction transaction = heap.begin()) {
            handle = transaction.allocate(256);
            transaction.write(handle, 0, bytes(256, 7));
            transaction.setRoot("first", handle);
            transaction.commit();
            assertThat(read(heap, handle)).isEqualTo(bytes(256, 7).toArray(ValueLayout.JAVA_BYTE));
            assertWhole(heap);
        }
        try (DurableHeap heap = open()) {
            assertThat(heap.root("first")).hasValue(handle);
            assertThat(read(heap, handle)).isEqualTo(bytes(256, 7).toArray(ValueLayout.JAVA_BYTE));
            assertThat(heap.view(handle).mismatch(bytes(256, 7))).isEqualTo(-1);
            assertWhole(heap);
        }
    }

    @Test
    @DisplayName("holds objects of every kind of size, resizes and frees them, and has every byte back in the end")
    void everySize() {
        List<Long> handles = new ArrayList<>();
        int[] sizes = {1, 15, 16, 17, 128, 129, 1000, 1024, 1025, 4096, 5000, 70_000, 300_000};
        try (DurableHeap heap = open()) {
            try (DurableTransaction transaction = heap.begin()) {
                for (int size : sizes) {
                    long handle = transaction.allocate(size);
                    transaction.write(handle, 0, bytes(size, size));
                    handles.add(handle);
                }
                transaction.commit();
            }
            assertWhole(heap);
        }
        try (DurableHeap heap = open()) {
            for (int each = 0; each < sizes.length; each++) {
                assertThat(heap.view(handles.get(each)).mismatch(bytes(sizes[each], sizes[each]))).isEqualTo(-1);
            }
            try (DurableTransaction transaction = heap.begin()) {
                for (long handle : handles) {
                    transaction.resize(handle, 2 * transaction.byteSize(handle));
                }
                transaction.commit();
            }
            for (int each = 0; each < sizes.length; each++) {
                MemorySegment view = heap.view(handles.get(each));
                assertThat(view.byteSize()).isEqualTo(2L * sizes[each]);
                assertThat(view.asSlice(0, sizes[each]).mismatch(bytes(sizes[each], sizes[each]))).isEqualTo(-1);
                assertThat(view.asSlice(sizes[each]).mismatch(MemorySegment.ofArray(new byte[sizes[each]])))
                        .isEqualTo(-1);
            }
            assertWhole(heap);
            try (DurableTransaction transaction = heap.begin()) {
                handles.forEach(transaction::free);
                transaction.commit();
            }
            heap.checkpoint();
            assertWhole(heap);
            assertThat(heap.usage().usedBytes()).isEqualTo(heap.usage().indexBytes());
        }
    }

    @Test
    @DisplayName("shows nothing of a transaction that was closed, and has its bytes back")
    void abortLeavesNothing() {
        try (DurableHeap heap = open()) {
            long kept;
            try (DurableTransaction transaction = heap.begin()) {
                kept = transaction.allocate(100);
                transaction.write(kept, 0, bytes(100, 1));
                transaction.commit();
            }
            DurableUsage before = heap.usage();
            long lost;
            try (DurableTransaction transaction = heap.begin()) {
                lost = transaction.allocate(200_000);
                transaction.write(kept, 0, bytes(100, 2));
                transaction.setRoot("lost", lost);
            }
            assertThat(heap.usage()).isEqualTo(before);
            assertThat(heap.root("lost")).isEmpty();
            assertThat(heap.contains(lost)).isFalse();
            assertThat(heap.view(kept).mismatch(bytes(100, 1))).isEqualTo(-1);
            assertThatExceptionOfType(UnknownHandleException.class).isThrownBy(() -> heap.byteSize(lost))
                    .withMessageContaining("never had");
            assertWhole(heap);
        }
    }
}
