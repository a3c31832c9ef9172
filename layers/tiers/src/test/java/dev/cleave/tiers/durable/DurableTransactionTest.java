package dev.cleave.tiers.durable;

import static dev.cleave.tiers.durable.DurableHeapTest.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a transaction sees, whom it meets, and what it refuses. */
@DisplayName("A transaction")
class DurableTransactionTest {
    private static final DurableSettings SMALL =
            DurableSettings.usual().withCapacity(1 << 20).withGrowthStep(1 << 20).withLogBytes(16 << 10);

    private final DurableHeap heap = DurableHeap.open(new RecordedFile(new byte[0]), SMALL);
    private long object;

    @BeforeEach
    void allocate() {
        object = commit(100, 1);
    }

    @AfterEach
    void close() {
        if (heapIsOpen()) {
            heap.verify();
        }
        heap.close();
    }

    private boolean heapIsOpen() {
        try {
            heap.usage();
            return true;
        } catch (DurableHeapException closed) {
            return false;
        }
    }

    private long commit(int byteSize, int seed) {
        try (DurableTransaction transaction = heap.begin()) {
            long handle = transaction.allocate(byteSize);
            transaction.write(handle, 0, bytes(byteSize, seed));
            transaction.commit();
            return handle;
        }
    }

    @Test
    @DisplayName("reads what it wrote, patch over patch, where others still read what was committed")
    void readsItsOwnWrites() {
        try (DurableTransaction transaction = heap.begin()) {
            transaction.write(object, 10, bytes(20, 2));
            transaction.write(object, 20, bytes(5, 3));
            MemorySegment seen = MemorySegment.ofArray(new byte[30]);
            transaction.read(object, 5, seen);
            assertThat(seen.asSlice(5, 10).mismatch(bytes(10, 2))).isEqualTo(-1);
            assertThat(seen.asSlice(15, 5).mismatch(bytes(5, 3))).isEqualTo(-1);
            assertThat(heap.view(object).mismatch(bytes(100, 1))).isEqualTo(-1);
            transaction.commit();
        }
        assertThat(heap.view(object).asSlice(20, 5).mismatch(bytes(5, 3))).isEqualTo(-1);
    }

    @Test
    @DisplayName("writes much of an object to a fresh place, with what was there around it")
    void largeWriteMoves() {
        long large = commit(5000, 4);
        try (DurableTransaction transaction = heap.begin()) {
            transaction.write(large, 1000, bytes(3000, 5));
            transaction.write(large, 1500, bytes(10, 6));
            assertThat(transaction.byteSize(large)).isEqualTo(5000);
            transaction.commit();
        }
        MemorySegment view = heap.view(large);
        assertThat(view.asSlice(0, 1000).mismatch(bytes(5000, 4).asSlice(0, 1000))).isEqualTo(-1);
        assertThat(view.asSlice(1000, 500).mismatch(bytes(500, 5))).isEqualTo(-1);
        assertThat(view.asSlice(1500, 10).mismatch(bytes(10, 6))).isEqualTo(-1);
        assertThat(view.asSlice(4000).mismatch(bytes(5000, 4).asSlice(4000))).isEqualTo(-1);
    }

    @Test
    @DisplayName("allocates zeroes, also where another object was")
    void allocatesZeroes() {
        for (int size : new int[] {50, 3000}) {
            long gone = commit(size, 9);
            try (DurableTransaction transaction = heap.begin()) {
                transaction.free(gone);
                transaction.commit();
            }
            heap.checkpoint();
            try (DurableTransaction transaction = heap.begin()) {
                long fresh = transaction.allocate(size);
                transaction.commit();
                assertThat(heap.view(fresh).mismatch(MemorySegment.ofArray(new byte[size]))).isEqualTo(-1);
            }
        }
    }

    @Test
    @DisplayName("refuses an object that another one has, at once; both go on, and the object is free after the end")
    void conflict() {
        try (DurableTransaction first = heap.begin(); DurableTransaction second = heap.begin()) {
            first.write(object, 0, bytes(10, 7));
            assertThatExceptionOfType(ConflictException.class).isThrownBy(() -> second.write(object, 0, bytes(1, 8)))
                    .withMessageContaining("is in the hands of another transaction");
            assertThatExceptionOfType(ConflictException.class).isThrownBy(() -> second.free(object));
            long other = second.allocate(10);
            assertThatExceptionOfType(ConflictException.class).isThrownBy(() -> first.setRoot("r", other));
            first.setRoot("r", object);
            assertThatExceptionOfType(ConflictException.class).isThrownBy(() -> second.removeRoot("r"))
                    .withMessageContaining("root \"r\"");
            second.commit();
            first.commit();
        }
        try (DurableTransaction third = heap.begin()) {
            third.write(object, 0, bytes(1, 8));
            third.commit();
        }
        assertThat(heap.root("r")).hasValue(object);
    }

    @Test
    @DisplayName("keeps roots honest: no object is freed that one names, unless the root goes or names another")
    void roots() {
        try (DurableTransaction transaction = heap.begin()) {
            transaction.setRoot("r", object);
            transaction.commit();
        }
        try (DurableTransaction transaction = heap.begin()) {
            transaction.free(object);
            assertThatIllegalStateException().isThrownBy(transaction::commit)
                    .withMessageContaining("is freed and a root names it still: remove the root");
            long other = transaction.allocate(5);
            transaction.setRoot("r", other);
            transaction.commit();
            assertThat(heap.root("r")).hasValue(other);
        }
        try (DurableTransaction transaction = heap.begin()) {
            assertThat(transaction.removeRoot("r")).isTrue();
            assertThat(transaction.removeRoot("r")).isFalse();
            transaction.setRoot("r", heap.root("r").orElseThrow());
            transaction.setRoot("s", heap.root("r").orElseThrow());
            assertThat(transaction.removeRoot("s")).isTrue();
            transaction.commit();
        }
        assertThat(heap.roots()).containsOnlyKeys("r");
        assertThat(heap.usage().roots()).isEqualTo(1);
    }

    private void assertUnknown(Consumer<DurableTransaction> use, String why) {
        try (DurableTransaction transaction = heap.begin()) {
            assertThatExceptionOfType(UnknownHandleException.class).isThrownBy(() -> use.accept(transaction))
                    .withMessageContaining(why);
            transaction.commit();
        }
    }

    @Test
    @DisplayName("refuses handles that were never given out, of objects that were freed, and of another heap")
    void unknownHandles() {
        assertUnknown(transaction -> transaction.write(0, 0, bytes(1, 1)), "is of no object of recorded");
        assertUnknown(transaction -> transaction.free(-1), "use the heap that gave it out");
        assertUnknown(transaction -> transaction.free(object + 5), "it was freed");
        assertUnknown(transaction -> transaction.free(object | 0x7fff_0000), "never gave it out");
        try (DurableHeap other = DurableHeap.open(new RecordedFile(new byte[0]), SMALL)) {
            long foreign = object ^ 1L << 60;
            assertUnknown(transaction -> transaction.resize(foreign, 1), "use the heap that gave it out");
            assertThat(other.contains(object) && other.contains(foreign)).isFalse();
        }
        assertUnknown(transaction -> {
            transaction.free(object);
            transaction.free(object);
        }, "was freed by this transaction");
        assertUnknown(transaction -> transaction.setRoot("x", object), "it was freed");
        assertThatExceptionOfType(UnknownHandleException.class).isThrownBy(() -> heap.view(object));
        long again = commit(100, 1);
        assertThat(again).as("the same slot, another generation").isNotEqualTo(object);
        assertThatExceptionOfType(UnknownHandleException.class).isThrownBy(() -> heap.read(object, 0, bytes(1, 1)));
    }

    @Test
    @DisplayName("refuses sizes and ranges that cannot be, and goes on")
    void sizes() {
        try (DurableTransaction transaction = heap.begin()) {
            assertThatIllegalArgumentException().isThrownBy(() -> transaction.allocate(0))
                    .withMessage("an object of 0 bytes: it must have 1 at least");
            assertThatIllegalArgumentException().isThrownBy(() -> transaction.allocate(-5));
            assertThatIllegalArgumentException().isThrownBy(() -> transaction.resize(object, -1));
            assertThatExceptionOfType(HeapFullException.class).isThrownBy(() -> transaction.allocate(1L << 40))
                    .withMessageContaining("is more than the capacity of recorded, 1048576 bytes");
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> transaction.write(object, 95, bytes(6, 1)))
                    .withMessageContaining("6 bytes from offset 95 on are not within")
                    .withMessageContaining("100 bytes");
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> transaction.read(object, -1, bytes(6, 1)));
            transaction.write(object, 0, bytes(100, 2));
            transaction.commit();
        }
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> heap.read(object, 100, bytes(1, 1)));
        assertThat(heap.view(object).mismatch(bytes(100, 2))).isEqualTo(-1);
    }

    @Test
    @DisplayName("refuses everything after its end, and says how it ended")
    void afterTheEnd() {
        DurableTransaction committed = heap.begin();
        committed.commit();
        assertThatIllegalStateException().isThrownBy(committed::commit)
                .withMessage("this transaction is committed: begin another");
        committed.close();
        DurableTransaction closed = heap.begin();
        closed.close();
        closed.close();
        assertThatIllegalStateException().isThrownBy(() -> closed.allocate(1))
                .withMessage("this transaction is closed: begin another");
    }

    @Test
    @DisplayName("refuses more than the log holds; in parts it goes")
    void tooLarge() {
        DurableUsage before = heap.usage();
        try (DurableTransaction transaction = heap.begin()) {
            for (int each = 0; each < 100; each++) {
                transaction.write(transaction.allocate(200), 0, bytes(200, each));
            }
            assertThatIllegalStateException().isThrownBy(transaction::commit)
                    .withMessageContaining("for the log of recorded, which takes 16344 at once: commit in parts");
        }
        assertThat(heap.usage().usedBytes() - heap.usage().indexBytes())
                .isEqualTo(before.usedBytes() - before.indexBytes());
    }

    @Test
    @DisplayName("is lost when the heap is closed before it commits, and says so")
    void heapClosed() {
        DurableTransaction transaction = heap.begin();
        transaction.write(object, 0, bytes(10, 3));
        heap.close();
        heap.close();
        assertThatExceptionOfType(DurableHeapException.class).isThrownBy(transaction::commit)
                .withMessage("heap recorded is closed: open it again");
        transaction.close();
        assertThatExceptionOfType(DurableHeapException.class).isThrownBy(heap::begin);
    }

    @Test
    @DisplayName("fills the heap to the last byte, frees all in one, and fills it again")
    void fillsTwice() {
        for (int round = 0; round < 2; round++) {
            List<Long> all = new ArrayList<>();
            assertThatExceptionOfType(HeapFullException.class).isThrownBy(() -> {
                while (true) {
                    all.add(commit(20_000, 1));
                }
            }).withMessageContaining("free objects, or open it with a larger capacity");
            assertThat(all.size()).isGreaterThanOrEqualTo(48);
            try (DurableTransaction transaction = heap.begin()) {
                all.forEach(transaction::free);
                transaction.commit();
            }
        }
    }
}
