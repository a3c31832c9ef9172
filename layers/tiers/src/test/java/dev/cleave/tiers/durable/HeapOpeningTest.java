package dev.cleave.tiers.durable;

import static dev.cleave.tiers.durable.DurableHeapTest.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Files that are no heap, or were one: refused, with what is wrong. */
@DisplayName("Opening")
class HeapOpeningTest {
    private static final DurableSettings SMALL =
            DurableSettings.usual().withCapacity(256 << 10).withGrowthStep(64 << 10).withLogBytes(16 << 10);

    private byte[] image;
    private long handle;
    private Header header;
    private int chunk;
    private int objectSlot;

    @BeforeEach
    void create() {
        RecordedFile file = new RecordedFile(new byte[0]);
        try (DurableHeap heap = DurableHeap.open(file, SMALL)) {
            try (DurableTransaction transaction = heap.begin()) {
                handle = transaction.allocate(1000);
                transaction.write(handle, 0, bytes(1000, 1));
                transaction.commit();
            }
        }
        image = file.image();
        header = newest();
        chunk = (int) header.layout().offsetOf(header.indexHead());
        objectSlot = chunk + Slot.BYTES * Handle.slot(handle);
    }

    private Header newest() {
        try (DurableFile file = new RecordedFile(image)) {
            return Headers.read(file);
        }
    }

    private void assertRefused(byte[] damaged, String... words) {
        byte[] before = damaged.clone();
        RecordedFile file = new RecordedFile(damaged);
        assertThatExceptionOfType(DamagedHeapException.class)
                .isThrownBy(() -> DurableHeap.open(file, DurableSettings.usual()))
                .satisfies(refusal -> assertThat(refusal.getMessage()).contains(words));
        assertThat(file.image()).as("the file is as it was").isEqualTo(before);
    }

    @Test
    @DisplayName("takes a whole file as it is, with settings unsaid, and gives it more capacity where asked")
    void whole() {
        try (DurableHeap heap = DurableHeap.open(new RecordedFile(image), DurableSettings.usual())) {
            assertThat(heap.usage().capacity()).isEqualTo(256 << 10);
        }
        RecordedFile larger = new RecordedFile(image);
        try (DurableHeap heap = DurableHeap.open(larger, DurableSettings.usual().withCapacity(512 << 10))) {
            assertThat(heap.usage().capacity()).isEqualTo(512 << 10);
            assertThat(heap.view(handle).mismatch(bytes(1000, 1))).isEqualTo(-1);
            heap.verify();
        }
        RecordedFile again = new RecordedFile(larger.image());
        assertThatIllegalArgumentException().isThrownBy(() -> DurableHeap.open(again, SMALL))
                .withMessageContaining("has a capacity of 524288 bytes, which 262144 are less than");
    }

    @Test
    @DisplayName("refuses a foreign file, and one too short for its headers")
    void foreign() {
        byte[] text = "something else ".repeat(2000).getBytes(StandardCharsets.UTF_8);
        assertRefused(text, "recorded is no durable heap: it begins with other bytes; name another file");
        assertRefused(Arrays.copyOf(text, 100), "it has 100 bytes, and the headers of a heap take 8192");
        assertRefused(Arrays.copyOf(image, 600), "cut short");
        assertRefused(new byte[30_000], "no durable heap");
    }

    @Test
    @DisplayName("takes a file of a few zeroes for a new one")
    void zeroes() {
        DurableHeap.open(new RecordedFile(new byte[8192]), SMALL).close();
        DurableHeap.open(new RecordedFile(new byte[1]), SMALL).close();
    }

    @Test
    @DisplayName("reads one header where the other is torn, and refuses where both are")
    void tornHeaders() {
        for (int header = 0; header < 2; header++) {
            byte[] torn = image.clone();
            torn[header * Layout.PAGE + 70]++;
            DurableHeap.open(new RecordedFile(torn), DurableSettings.usual()).close();
        }
        image[70]++;
        image[Layout.PAGE + 70]++;
        assertRefused(image, "both headers torn or damaged: restore a copy");
    }

    @Test
    @DisplayName("refuses another version, which it names")
    void version() {
        try (Arena arena = Arena.ofConfined()) {
            for (int at : new int[] {0, Layout.PAGE}) {
                MemorySegment header = arena.allocate(Header.BYTES);
                MemorySegment.copy(image, at, header, ValueLayout.JAVA_BYTE, 0, Header.BYTES);
                header.set(Words.INT, 8, 7);
                MemorySegment.copy(header, ValueLayout.JAVA_BYTE, 0, image, at, Header.BYTES);
            }
        }
        assertRefused(image, "recorded is a durable heap of version 7: this release reads version 2");
    }

    @Test
    @DisplayName("refuses a file that was cut short, with both sizes")
    void cutShort() {
        assertRefused(Arrays.copyOf(image, image.length - 1),
                "was cut short: it has " + (image.length - 1) + " bytes where " + image.length + " were");
    }

    @Test
    @DisplayName("refuses an index with a changed bit, and names slot and offset; or its chunk")
    void damagedIndex() {
        byte[] slot = image.clone();
        slot[objectSlot + 9] ^= 4;
        assertRefused(slot, "slot " + Handle.slot(handle) + " of the index, at offset " + objectSlot,
                "wrong checksum");
        image[chunk + 3] ^= 4;
        assertRefused(image, "chunk 0 of 1 of the index", "is damaged");
    }

    @Test
    @DisplayName("refuses an index in which two objects share a place, or one lies outside")
    void overlap() {
        MemorySegment file = MemorySegment.ofArray(image);
        Slot object = Slot.read(file, objectSlot);
        int next = Handle.slot(handle) + 1;
        object.write(file, objectSlot + Slot.BYTES, next, header.tag());
        assertRefused(image, "the object in slot " + Handle.slot(handle), "lies over another or outside of the data");
        new Slot(Slot.Kind.OBJECT, 1, 1 << 30, 5).write(file, objectSlot + Slot.BYTES, next, header.tag());
        assertRefused(image, "the object in slot " + next, "5 bytes at place 1073741824");
    }

    @Test
    @DisplayName("has nothing to do again after a close, and forgets nothing of what it skipped")
    void handlesOfFormerLives() {
        byte[] present = image;
        for (int life = 0; life < 5; life++) {
            RecordedFile file = new RecordedFile(present);
            try (DurableHeap heap = DurableHeap.open(file, DurableSettings.usual())) {
                assertThat(heap.byteSize(handle)).isEqualTo(1000);
                try (DurableTransaction transaction = heap.begin()) {
                    transaction.write(handle, life, bytes(1, life));
                    transaction.commit();
                }
            }
            present = file.image();
        }
    }
}
