package dev.cleave.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlockRecorderTest {
    private static final long SECOND = 1_000_000_000;

    private final List<Batch> batches = new ArrayList<>();

    private record Batch(long number, int entries, long lost, int oneIn, String text) {}

    private void take(long number, int entries, long lost, int oneIn, String text) {
        batches.add(new Batch(number, entries, lost, oneIn, text));
    }

    @Test
    void everyPassHasABatch() {
        BlockRecorder recorder = new BlockRecorder(16, 1000, 0);
        recorder.drain(this::take, 1);
        recorder.write(Entry.ALLOCATED, 0, 5, 100);
        recorder.write(Entry.FREED, 0, 5, 100);
        recorder.drain(this::take, 2);

        assertThat(batches).extracting(Batch::number).containsExactly(0L, 1L);
        assertThat(batches).extracting(Batch::entries).containsExactly(0, 2);
        assertThat(batches.get(0).text()).isEmpty();
    }

    @Test
    void aTextIsWhatThePackageSays() {
        BlockText text = new BlockText(10);
        text.add(Entry.first(Entry.ALLOCATED, 0, 1), Entry.second(33, 0));
        text.add(Entry.first(Entry.FREED, 2, 0), Entry.second(1, 7));

        // Allocated at 0 + 1, doubled, 1 + 1 * 32 bytes; freed, other thread and pool: pool 2, thread 7, -1 is 2 * 1 - 1.
        assertThat(text.take()).isEqualTo("0" + "2" + "Q1" + "=" + "2" + "7" + "1" + "1");
        assertThat(text.entries()).isZero();
    }

    @Test
    void entriesHoldTheLargestNumbers() {
        long first = Entry.first(Entry.LIVE, (1 << 13) - 1, (1L << 48) - 1);
        long second = Entry.second(Long.MAX_VALUE, -1);

        assertThat(Entry.kind(first)).isEqualTo(Entry.LIVE);
        assertThat(Entry.pool(first)).isEqualTo((1 << 13) - 1);
        assertThat(Entry.offset(first)).isEqualTo((1L << 48) - 1);
        assertThat(Entry.byteSize(second)).isEqualTo((1L << 40) - 1);
        assertThat(Entry.thread(second)).isEqualTo((1 << 24) - 1);
        assertThat(Entry.pool(Entry.first(Entry.FREED, 1 << 13, 0))).as("from 0 again").isZero();
    }

    @Test
    void whereTooMuchHappensHalfTheBlocksAreRecorded() {
        BlockRecorder recorder = new BlockRecorder(1 << 10, 100, 0);
        for (int each = 0; each < 200; each++) {
            recorder.write(Entry.ALLOCATED, 0, each, 1);
        }
        recorder.drain(this::take, SECOND);
        recorder.drain(this::take, SECOND + 1);
        int before = batches.stream().mapToInt(Batch::entries).sum();
        for (int each = 0; each < 200; each++) {
            recorder.write(Entry.FREED, 0, each, 1);
        }
        recorder.drain(this::take, SECOND + 2);

        assertThat(before).isEqualTo(200);
        assertThat(batches.getLast().oneIn()).isEqualTo(2);
        assertThat(batches.getLast().entries()).isBetween(60, 140);
    }

    @Test
    void whereNotTooMuchHappensAllAre() {
        BlockRecorder recorder = new BlockRecorder(1 << 10, 100, 0);
        for (int second = 1; second <= 5; second++) {
            for (int each = 0; each < 90; each++) {
                recorder.write(Entry.ALLOCATED, 0, each, 1);
            }
            recorder.drain(this::take, second * SECOND);
        }

        assertThat(batches.getLast().oneIn()).isEqualTo(1);
        assertThat(batches.stream().mapToInt(Batch::entries).sum()).isEqualTo(450);
    }

    @Test
    void whatIsLostIsToldAndMakesTheShareSmaller() {
        BlockRecorder recorder = new BlockRecorder(16, 1000, 0);
        for (int each = 0; each < 20; each++) {
            recorder.write(Entry.ALLOCATED, 0, each, 1);
        }
        recorder.drain(this::take, SECOND);
        recorder.drain(this::take, SECOND);

        assertThat(batches.getFirst().entries()).isEqualTo(16);
        assertThat(batches.getLast().lost()).isEqualTo(4);
        assertThat(batches.getLast().oneIn()).isEqualTo(2);
    }

    @Test
    void aLongPassBecomesSeveralBatches() {
        BlockRecorder recorder = new BlockRecorder(1 << 14, 1 << 20, 0);
        for (int each = 0; each < 1 << 14; each++) {
            recorder.write(Entry.ALLOCATED, 0, each * 7919L, 1L << 30);
        }
        recorder.drain(this::take, 1);

        assertThat(batches).hasSizeGreaterThan(2).allMatch(each -> each.text().length() < 33_000);
        assertThat(batches.stream().mapToInt(Batch::entries).sum()).isEqualTo(1 << 14);
    }

    @Test
    void aBlockIsLeftOutByItsOffsetAlone() {
        for (long offset = 0; offset < 1000; offset++) {
            boolean ofFour = !BlockRecorder.isLeftOut(offset, 3);
            assertThat(ofFour && BlockRecorder.isLeftOut(offset, 1)).as("one of four is one of two").isFalse();
            assertThat(BlockRecorder.isLeftOut(offset, 0)).isFalse();
        }
    }
}
