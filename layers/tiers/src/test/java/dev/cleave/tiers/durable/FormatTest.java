package dev.cleave.tiers.durable;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Handles, slots, headers and records as bytes: what is written is read, and every changed bit is seen. */
@DisplayName("The format")
class FormatTest {
    private static final long HEAP = 0x1234_5678_9abc_def0L;

    private final MemorySegment bytes = Arena.ofAuto().allocate(2L * Layout.PAGE);

    @Test
    @DisplayName("packs slot, generation and heap into a handle, which is positive")
    void handle() {
        long handle = Handle.of(HEAP, Handle.LAST_GENERATION, Integer.MAX_VALUE);
        assertThat(handle).isPositive();
        assertThat(Handle.slot(handle)).isEqualTo(Integer.MAX_VALUE);
        assertThat(Handle.generation(handle)).isEqualTo(Handle.LAST_GENERATION);
        assertThat(Handle.isOf(handle, HEAP)).isTrue();
        assertThat(Handle.isOf(handle, HEAP + 1)).isFalse();
        assertThat(Handle.isOf(0, 0)).isFalse();
        assertThat(Handle.isOf(-1, HEAP)).isFalse();
    }

    @Test
    @DisplayName("reads a slot as it was written, and sees every bit that changed, a wrong number, and a wrong heap")
    void slot() {
        slot(new Slot(Slot.Kind.OBJECT, 77, 4096, 123));
        slot(new Slot(Slot.Kind.ROOT, Handle.LAST_GENERATION, (1L << 46) - 16, 123, 0xffff_ffffL));
        slot(new Slot(Slot.Kind.OBJECT, 1, 0, 1, 0));
        slot(new Slot(Slot.Kind.CHUNK, 5, Header.NO_CHUNK, 0));
    }

    private void slot(Slot slot) {
        slot.write(bytes, 64, 5, HEAP);
        assertThat(Slot.isSound(bytes, 64, 5, HEAP)).isTrue();
        assertThat(Slot.read(bytes, 64)).isEqualTo(slot);
        assertThat(Slot.isSound(bytes, 64, 6, HEAP)).isFalse();
        assertThat(Slot.isSound(bytes, 64, 5, HEAP + 1)).isFalse();
        for (int bit = 0; bit < Slot.BYTES * Byte.SIZE; bit++) {
            flip(64, bit);
            assertThat(Slot.isSound(bytes, 64, 5, HEAP)).as("bit %d", bit).isFalse();
            flip(64, bit);
        }
    }

    @Test
    @DisplayName("retires a slot whose generations ran out")
    void retired() {
        assertThat(new Slot(Slot.Kind.OBJECT, 5, 0, 1).freed().kind()).isEqualTo(Slot.Kind.FREE);
        assertThat(new Slot(Slot.Kind.OBJECT, Handle.LAST_GENERATION, 0, 1).freed().kind())
                .isEqualTo(Slot.Kind.RETIRED);
    }

    @Test
    @DisplayName("reads a header as it was written, and sees every bit that changed")
    void header() {
        Header header = Header.creating(new Layout(1 << 20, 64 << 10, 512), 8192).emptied(3, 44).grown(12_288)
                .indexed(4096, 2);
        MemorySegment sector = bytes.asSlice(0, Header.BYTES);
        header.write(sector);
        assertThat(Header.isSound(sector)).isTrue();
        assertThat(Header.read(sector)).isEqualTo(header);
        assertThat(header.counter()).isEqualTo(3);
        assertThat(header.offset()).isEqualTo(Layout.PAGE);
        for (int bit = 0; bit < Header.BYTES * Byte.SIZE; bit++) {
            flip(0, bit);
            assertThat(Header.isSound(sector)).as("bit %d", bit).isFalse();
            flip(0, bit);
        }
    }

    @Test
    @DisplayName("takes a record for one only with its epoch and sequence, wholly there, and every bit as it was")
    void record() {
        MemorySegment record = bytes.asSlice(0, LogRecord.HEAD + 60);
        record.fill((byte) 9);
        LogRecord.seal(record, 7, 8, 6, 60, 2);
        assertThat(LogRecord.payloadBytes(record, 7, 8)).isEqualTo(60);
        assertThat(LogRecord.transactions(record)).isEqualTo(2);
        assertThat(LogRecord.durable(record)).isEqualTo(6);
        assertThat(LogRecord.payloadBytes(record, 6, 8)).isEqualTo(-1);
        assertThat(LogRecord.payloadBytes(record, 7, 9)).isEqualTo(-1);
        for (int length = 0; length < LogRecord.HEAD + 60; length++) {
            assertThat(LogRecord.payloadBytes(record.asSlice(0, length), 7, 8)).as("cut to %d", length).isEqualTo(-1);
        }
        for (int bit = 0; bit < (LogRecord.HEAD + 60) * Byte.SIZE; bit++) {
            flip(0, bit);
            assertThat(LogRecord.payloadBytes(record, 7, 8)).as("bit %d", bit).isEqualTo(-1);
            flip(0, bit);
        }
    }

    private void flip(long offset, int bit) {
        long at = offset + bit / Byte.SIZE;
        byte before = bytes.get(ValueLayout.JAVA_BYTE, at);
        bytes.set(ValueLayout.JAVA_BYTE, at, (byte) (before ^ 1 << bit % Byte.SIZE));
    }
}
