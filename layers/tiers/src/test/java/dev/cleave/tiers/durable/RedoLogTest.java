package dev.cleave.tiers.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Records one behind the other, read back up to the first that is not whole. */
@DisplayName("The redo log")
class RedoLogTest {
    private static final Layout LAYOUT = new Layout(64 << 10, 16 << 10, 512);

    private final RecordedFile file = new RecordedFile(new byte[(int) LAYOUT.fileBytes(4096)]);
    private final MemorySegment memory = file.map(LAYOUT.mostFileBytes());
    private final Header header = Header.creating(LAYOUT, 4096).emptied(5, 10);
    private RedoLog log;

    @BeforeEach
    void open() {
        log = new RedoLog(file, header);
    }

    private static Redo change(long offset, int length) {
        Redo redo = new Redo();
        redo.add(offset, DurableHeapTest.bytes(length, (int) offset));
        return redo;
    }

    private void append(Redo... transactions) {
        List<Redo> all = List.of(transactions);
        PendingRecord record = log.prepare(all);
        log.write(record);
        log.sync(record);
        log.end(record);
        assertThat(record.transactions()).isEqualTo(all.size());
        assertThat(record.payload().byteSize()).isEqualTo(all.stream().mapToInt(Redo::byteSize).sum());
    }

    private static List<String> changes(LogReader reader) {
        List<String> found = new ArrayList<>();
        for (MemorySegment payload = reader.next(); payload != null; payload = reader.next()) {
            Redo.forEach(payload, (offset, bytes) -> {
                assertThat(bytes.mismatch(DurableHeapTest.bytes((int) bytes.byteSize(), (int) offset))).isEqualTo(-1);
                found.add(offset + "+" + bytes.byteSize());
            });
        }
        return found;
    }

    @Test
    @DisplayName("gives back the changes of all transactions, in their order, and what the next sequence is")
    void readsWhatWasWritten() {
        append(change(100, 8), change(200, 0));
        append(change(300, 3000));
        LogReader reader = new LogReader(memory, header);
        assertThat(changes(reader)).containsExactly("100+8", "200+0", "300+3000");
        assertThat(reader.nextSequence()).isEqualTo(12).isEqualTo(log.nextSequence());
        assertThat(reader.position()).isEqualTo(512 + 3072);
    }

    @Test
    @DisplayName("begins each record at a sector, so that writing one leaves the one before as it is")
    void recordsBeginAtSectors() {
        append(change(100, 1));
        append(change(200, 1));
        assertThat(file.events()).filteredOn(each -> !each.isSync()).extracting(RecordedFile.Event::offset)
                .containsExactly(Layout.LOG, Layout.LOG + Layout.SECTOR);
    }

    @Test
    @DisplayName("ends before a torn record, and takes none behind it")
    void endsBeforeTornRecord() {
        append(change(100, 8));
        append(change(200, 900));
        append(change(300, 8));
        memory.set(ValueLayout.JAVA_BYTE, Layout.LOG + 512 + 700, (byte) 99);
        assertThat(changes(new LogReader(memory, header))).containsExactly("100+8");
    }

    @Test
    @DisplayName("takes no record of the lap before, nor one of another epoch with the right sequence")
    void formerRecordsDoNotCount() {
        append(change(100, 8));
        append(change(200, 8));
        append(change(300, 8));
        log.restart();
        append(change(400, 8));
        Header restarted = header.emptied(5, 13);
        assertThat(changes(new LogReader(memory, restarted))).containsExactly("400+8");
        assertThat(changes(new LogReader(memory, header.emptied(6, 13)))).isEmpty();
    }

    @Test
    @DisplayName("fits records to its very end, and no byte more")
    void fits() {
        int most = (int) RedoLog.mostPayload(LAYOUT);
        assertThat(log.fits(most)).isTrue();
        assertThat(log.fits(most + 1)).isFalse();
        append(change(100, most - Redo.HEAD));
        assertThat(log.fits(0)).isFalse();
        assertThat(log.isEmpty()).isFalse();
        assertThat(changes(new LogReader(memory, header))).hasSize(1);
        log.restart();
        assertThat(log.isEmpty()).isTrue();
        assertThat(log.fits(most)).isTrue();
    }

    @Test
    @DisplayName("takes as many transactions into a record as fit, the first at least")
    void takesWhatFits() {
        int most = (int) RedoLog.mostPayload(LAYOUT);
        assertThat(log.prepare(List.of(change(100, most / 2), change(200, most / 2))).transactions()).isEqualTo(1);
        assertThat(log.prepare(List.of(change(100, most / 2), change(200, most / 4))).transactions()).isEqualTo(2);
    }

    @Test
    @DisplayName("says in each record which ones were durable when it was written")
    void saysWhatWasDurable() {
        append(change(100, 8));
        PendingRecord first = log.prepare(List.of(change(200, 8)));
        PendingRecord second = log.prepare(List.of(change(300, 8)));
        log.write(first);
        log.write(second);
        for (int record = 0; record < 3; record++) {
            MemorySegment bytes = memory.asSlice(Layout.LOG + (long) record * Layout.SECTOR);
            assertThat(LogRecord.sequence(bytes)).isEqualTo(10 + record);
            assertThat(LogRecord.durable(bytes)).as("record %d", record).isEqualTo(record == 0 ? 9 : 10);
        }
    }

    @Test
    @DisplayName("refuses a record whose sync came back where that of the one before failed")
    void failsWithTheOneBefore() {
        PendingRecord first = log.prepare(List.of(change(200, 8)));
        PendingRecord second = log.prepare(List.of(change(300, 8)));
        log.write(first);
        log.write(second);
        log.end(first);
        assertThatIllegalStateException().isThrownBy(() -> log.sync(second))
                .withMessage("record 10 of the log is not durable");
        log.end(second);
        log.awaitAll();
    }
}
