package dev.cleave.tiers.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A repair of a durable heap's file")
class HeapCheckTest {
    @TempDir
    private Path folder;

    private Path path() {
        return folder.resolve("heap");
    }

    private long wholeObjects(DamagedFile file) {
        try (DurableHeap heap = DurableHeap.open(path())) {
            heap.verify();
            try (DurableTransaction transaction = heap.begin()) {
                transaction.setRoot("after the repair", transaction.allocate(5000));
                transaction.commit();
            }
            heap.verify();
            return IntStream.range(0, DamagedFile.OBJECTS).filter(each -> file.isWhole(heap, each)).count();
        }
    }

    @Test
    @DisplayName("leaves a whole file as it is, and makes no backup")
    void ofWholeFile() throws Exception {
        DamagedFile file = new DamagedFile(path());
        byte[] before = Files.readAllBytes(path());
        assertThat(HeapCheck.repair(path())).isEqualTo(new HeapRepair(List.of(), Optional.empty()));
        assertThat(Files.readAllBytes(path())).isEqualTo(before);
        assertThat(HeapCheck.backupOf(path())).doesNotExist();
        assertThat(wholeObjects(file)).isEqualTo(DamagedFile.OBJECTS);
    }

    @Test
    @DisplayName("gives up an object whose slot is damaged, and keeps all others and the file as it was")
    void ofDamagedSlot() throws Exception {
        DamagedFile file = new DamagedFile(path());
        Damage.slotOf(file, path(), 7);
        byte[] before = Files.readAllBytes(path());
        assertThatThrownBy(() -> DurableHeap.open(path()).close()).isInstanceOf(DamagedHeapException.class);
        HeapRepair repair = HeapCheck.repair(path());
        assertThat(repair.lost()).singleElement().extracting(HeapSurvey.Finding::what).asString().startsWith("slot ");
        assertThat(repair.backup()).contains(folder.resolve("heap.before-repair"));
        assertThat(Files.readAllBytes(HeapCheck.backupOf(path()))).isEqualTo(before);
        assertThat(HeapCheck.survey(path()).faults()).isEmpty();
        assertThat(wholeObjects(file)).isEqualTo(DamagedFile.OBJECTS - 1);
    }

    @Test
    @DisplayName("gives up a root whose object is lost")
    void ofRootWithoutObject() throws Exception {
        DamagedFile file = new DamagedFile(path());
        Damage.slotOf(file, path(), 0);
        HeapRepair repair = HeapCheck.repair(path());
        assertThat(repair.lost()).extracting(HeapSurvey.Finding::what)
                .anyMatch(each -> each.startsWith("root \"first\" names handle 0x"));
        try (DurableHeap heap = DurableHeap.open(path())) {
            assertThat(heap.roots()).containsOnlyKeys("last");
        }
    }

    @Test
    @DisplayName("finds the chunks of an index whose chain is broken, and loses nothing")
    void ofBrokenChain() throws Exception {
        DamagedFile file = new DamagedFile(path());
        Damage.headOf(file, path(), 1);
        HeapRepair repair = HeapCheck.repair(path());
        assertThat(repair.lost()).singleElement().extracting(HeapSurvey.Finding::what)
                .isEqualTo("chunk 1 of 2 of the index is damaged, and with it the way to those before");
        assertThat(wholeObjects(file)).isEqualTo(DamagedFile.OBJECTS);
    }

    @Test
    @DisplayName("gives up the objects of a chunk that is gone, and keeps those of the other")
    void ofLostChunk() throws Exception {
        DamagedFile file = new DamagedFile(path());
        Damage.allOf(file, path(), 1);
        HeapRepair repair = HeapCheck.repair(path());
        assertThat(repair.lost()).extracting(HeapSurvey.Finding::what)
                .contains("chunk 1 of the index is nowhere to be found: its objects are lost");
        long inFirstChunk = IntStream.range(0, DamagedFile.OBJECTS)
                .filter(each -> Handle.slot(file.handle(each)) < Index.CHUNK_SLOTS)
                .count();
        assertThat(inFirstChunk).isPositive().isLessThan(DamagedFile.OBJECTS);
        assertThat(wholeObjects(file)).isEqualTo(inFirstChunk);
    }

    @Test
    @DisplayName("keeps of a file that was cut short what lies before its end")
    void ofShortFile() throws Exception {
        DamagedFile file = new DamagedFile(path());
        HeapSurvey whole = HeapCheck.survey(path());
        long offset = whole.objects().stream().filter(each -> each.handle() == file.handle(500)).findFirst()
                .orElseThrow().offset();
        file.cut(offset);
        HeapSurvey survey = HeapCheck.survey(path());
        assertThat(survey.faults().getFirst().what()).isEqualTo("the file was cut short: it has " + offset
                + " bytes where " + whole.fileBytes() + " were");
        HeapRepair repair = HeapCheck.repair(path());
        assertThat(repair.lost()).extracting(HeapSurvey.Finding::what)
                .anyMatch(each -> each.endsWith("lay behind the end of the file"));
        assertThat(wholeObjects(file)).isEqualTo(survey.objects().size());
    }

    @Test
    @DisplayName("refuses a file of which too little is left, and a second backup; the file is as it was")
    void refuses() throws Exception {
        DamagedFile file = new DamagedFile(path());
        Damage.slotOf(file, path(), 3);
        byte[] before = Files.readAllBytes(path());
        Files.createFile(HeapCheck.backupOf(path()));
        assertThatThrownBy(() -> HeapCheck.repair(path())).isInstanceOf(DurableHeapException.class)
                .hasMessage(HeapCheck.backupOf(path()) + " is there from an earlier repair: move it away first");
        assertThat(Files.readAllBytes(path())).isEqualTo(before);
        file.damage(30);
        file.damage(4096 + 30);
        Files.delete(HeapCheck.backupOf(path()));
        assertThatThrownBy(() -> HeapCheck.repair(path())).isInstanceOf(DamagedHeapException.class)
                .hasMessage(path() + " cannot be repaired: " + path()
                        + " is a durable heap with both headers torn or damaged: restore a copy");
        assertThat(folder.toFile().list()).containsExactly("heap");
    }
}
