package dev.cleave.tiers.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.tiers.durable.HeapSurvey.Finding;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A survey of a durable heap's file")
class HeapSurveyTest {
    @TempDir
    private Path folder;

    private Path path() {
        return folder.resolve("heap");
    }

    @Test
    @DisplayName("of a whole file has all objects and roots, and no faults; the file is as it was")
    void ofWholeFile() throws Exception {
        DamagedFile file = new DamagedFile(path());
        byte[] before = Files.readAllBytes(path());
        HeapSurvey survey = HeapCheck.survey(path());
        assertThat(survey.faults()).isEmpty();
        assertThat(survey.notes()).isEmpty();
        assertThat(survey.isWhole()).isTrue();
        assertThat(survey.fileBytes()).isEqualTo(before.length);
        assertThat(survey.header()).get().satisfies(head -> {
            assertThat(head.version()).isEqualTo(Header.VERSION);
            assertThat(head.capacity()).isEqualTo(4 << 20);
            assertThat(head.unit()).isEqualTo(512);
        });
        assertThat(survey.objects()).hasSize(DamagedFile.OBJECTS);
        assertThat(survey.objects().getFirst().handle()).isEqualTo(file.handle(0));
        assertThat(survey.roots()).containsOnlyKeys("first", "last").containsEntry("first", file.handle(0));
        assertThat(Files.readAllBytes(path())).isEqualTo(before);
    }

    @Test
    @DisplayName("does in memory what the log of a heap that was not closed says")
    void doesTheLog() throws Exception {
        Path copy = folder.resolve("copy");
        try (DurableHeap heap = DurableHeap.open(path(), DurableSettings.usual().withCapacity(1 << 20))) {
            try (DurableTransaction transaction = heap.begin()) {
                transaction.setRoot("one", transaction.allocate(10));
                transaction.commit();
            }
            Files.copy(path(), copy);
        }
        HeapSurvey survey = HeapCheck.survey(copy);
        assertThat(survey.faults()).isEmpty();
        assertThat(survey.log()).singleElement().satisfies(entry -> {
            assertThat(entry.offset()).isEqualTo(8192);
            assertThat(entry.transactions()).isEqualTo(1);
            assertThat(entry.changes()).isPositive();
        });
        assertThat(survey.roots()).containsOnlyKeys("one");
        assertThat(survey.objects()).singleElement().extracting(HeapSurvey.ObjectEntry::byteSize).isEqualTo(10L);
    }

    @Test
    @DisplayName("says of a foreign, an empty and a torn file what it is")
    void ofOtherFiles() throws Exception {
        Files.write(path(), "x".repeat(10_000).getBytes(StandardCharsets.US_ASCII));
        assertThat(HeapCheck.survey(path()).faults()).singleElement().isEqualTo(new Finding(0,
                path() + " is no durable heap: it begins with other bytes; name another file"));
        Files.write(path(), new byte[0]);
        assertThat(HeapCheck.survey(path()).faults()).singleElement().isEqualTo(new Finding(0,
                "this is no durable heap, or one that was cut short: it has 0 bytes, and the headers of a heap take 8192"));
        Files.delete(path());
        DamagedFile file = new DamagedFile(path());
        file.damage(30);
        file.damage(4096 + 30);
        assertThat(HeapCheck.survey(path()).faults()).singleElement().isEqualTo(new Finding(0,
                path() + " is a durable heap with both headers torn or damaged: restore a copy"));
    }

    @Test
    @DisplayName("notes one torn header, as a crash leaves it, and goes by the other")
    void ofTornHeader() throws Exception {
        DamagedFile file = new DamagedFile(path());
        long counter = HeapCheck.survey(path()).header().orElseThrow().counter();
        long older = (counter + 1 & 1) * 4096;
        file.damage(older + 30);
        HeapSurvey survey = HeapCheck.survey(path());
        assertThat(survey.isWhole()).isTrue();
        assertThat(survey.notes()).singleElement().isEqualTo(
                new Finding(older, "this header is torn, as after a crash; the other one counts"));
        assertThat(survey.objects()).hasSize(DamagedFile.OBJECTS);
    }

    @Test
    @DisplayName("names a slot with a wrong checksum, and where it is")
    void ofDamagedSlot() throws Exception {
        DamagedFile file = new DamagedFile(path());
        Damage.slotOf(file, path(), 7);
        HeapSurvey survey = HeapCheck.survey(path());
        assertThat(survey.faults()).singleElement().extracting(Finding::what).asString()
                .matches("slot \\d+ of the index has a wrong checksum: what object it had is not known");
        assertThat(survey.objects()).hasSize(DamagedFile.OBJECTS - 1)
                .extracting(HeapSurvey.ObjectEntry::handle).doesNotContain(file.handle(7));
    }

    @Test
    @DisplayName("says that commits are lost where a damaged record has whole ones behind it")
    void ofDamagedRecord() throws Exception {
        Path copy = folder.resolve("copy");
        try (DurableHeap heap = DurableHeap.open(path(), DurableSettings.usual().withCapacity(1 << 20))) {
            for (int each = 0; each < 3; each++) {
                try (DurableTransaction transaction = heap.begin()) {
                    long handle = transaction.allocate(100);
                    transaction.write(handle, 0, MemorySegment.ofArray(new byte[100]));
                    transaction.commit();
                }
            }
            Files.copy(path(), copy);
        }
        HeapSurvey whole = HeapCheck.survey(copy);
        assertThat(whole.log()).hasSize(3);
        byte[] bytes = Files.readAllBytes(copy);
        bytes[(int) whole.log().get(1).offset() + 40]++;
        Files.write(copy, bytes);
        HeapSurvey survey = HeapCheck.survey(copy);
        assertThat(survey.log()).hasSize(1);
        assertThat(survey.faults()).singleElement().isEqualTo(new Finding(whole.log().get(1).offset(), "record "
                + whole.log().get(1).sequence()
                + " of the log is damaged, and behind it whole ones have 1 commits more:"
                + " these are lost, and those in it"));
        bytes[(int) whole.log().get(2).offset() + 40]++;
        Files.write(copy, bytes);
        assertThat(HeapCheck.survey(copy).faults()).isEmpty();
        assertThat(HeapCheck.survey(copy).notes()).singleElement().extracting(Finding::what).asString()
                .contains("is torn, as after a crash: its commits were not acknowledged");
    }

    @Test
    @DisplayName("refuses a file that is not there, and one that is open as a heap")
    void refuses() {
        assertThatThrownBy(() -> HeapCheck.survey(path())).isInstanceOf(DurableHeapException.class)
                .hasMessage(path() + " is no file that is there: name that of a durable heap");
        assertThat(path()).doesNotExist();
        try (DurableHeap heap = DurableHeap.open(path(), DurableSettings.usual().withCapacity(1 << 20))) {
            assertThatThrownBy(() -> HeapCheck.survey(path())).isInstanceOf(DurableHeapException.class)
                    .hasMessageContaining("is open in this process already");
            assertThat(heap.usage().objects()).isZero();
        }
    }
}
