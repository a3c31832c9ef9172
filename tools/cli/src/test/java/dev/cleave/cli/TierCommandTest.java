package dev.cleave.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cleave.tiers.durable.DurableHeap;
import dev.cleave.tiers.durable.DurableSettings;
import dev.cleave.tiers.durable.DurableTransaction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code cleave tier} from end to end, as a user runs it. */
class TierCommandTest {
    private static final long PLACE = (1L << 48) - 1;

    @TempDir
    private Path folder;

    private Path file = Path.of("");

    private static Run run(String... arguments) {
        return Run.ofCommand("tier", arguments);
    }

    @BeforeEach
    void createHeap() {
        file = folder.resolve("orders.heap");
        try (DurableHeap heap = DurableHeap.open(file, DurableSettings.usual().withCapacity(1 << 20));
                DurableTransaction transaction = heap.begin()) {
            transaction.setRoot("newest", transaction.allocate(300));
            transaction.allocate(5000);
            transaction.commit();
        }
    }

    /** Turns a byte of the place of an object: it stands in the lower six bytes of a word of its slot. */
    private void damage() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        JsonNode dump = new ObjectMapper().readTree(run("dump", file.toString(), "--json", "-").out());
        long object = dump.at("/objects/1/offset").asLong() - dump.at("/header/logBytes").asLong() - 8192;
        for (int at = 8192 + dump.at("/header/logBytes").asInt(); at < bytes.length - 8; at += 8) {
            long word = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(at);
            if ((word & PLACE) == object) {
                bytes[at]++;
            }
        }
        Files.write(file, bytes);
    }

    @DisplayName("A whole file is checked, dumped and left alone by a repair")
    @Test
    void wholeFile() throws IOException {
        Run check = run("check", file.toString());
        assertThat(check.err()).isEmpty();
        assertThat(check.exitCode()).isZero();
        assertThat(check.out().strip()).isEqualTo("OK  " + file + " is whole: 2 objects, 1 root");

        Run dump = run("dump", file.toString());
        assertThat(dump.exitCode()).isZero();
        assertThat(dump.out()).contains("of format 2, heap ", "capacity  1 MiB", "newest", "5000");

        JsonNode json = new ObjectMapper().readTree(run("dump", file.toString(), "--json", "-").out());
        assertThat(json.at("/whole").asBoolean()).isTrue();
        assertThat(json.at("/objects")).hasSize(2);
        assertThat(json.at("/roots/newest").asText()).isEqualTo(json.at("/objects/0/handle").asText()).startsWith("0x");

        byte[] before = Files.readAllBytes(file);
        Run repair = run("repair", file.toString());
        assertThat(repair.exitCode()).isZero();
        assertThat(repair.out().strip()).isEqualTo("OK  " + file + " is whole: it is left alone");
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        assertThat(folder.toFile().list()).containsExactly("orders.heap");
    }

    @DisplayName("A damaged file is told from a whole one, with the place, and repaired beside a backup")
    @Test
    void damagedFile() throws IOException {
        damage();
        Run check = run("check", file.toString());
        assertThat(check.exitCode()).isEqualTo(1);
        assertThat(check.out()).contains("fault  offset ", "of the index has a wrong checksum",
                "FAILED  " + file + ": 1 fault; cleave tier repair keeps what is whole");
        byte[] damaged = Files.readAllBytes(file);

        Run repair = run("repair", file.toString(), "--json", folder.resolve("repair.json").toString());
        assertThat(repair.err()).isEmpty();
        assertThat(repair.exitCode()).isZero();
        assertThat(repair.out()).contains("given up  offset ",
                "OK  " + file + " is repaired and verified; as it was it is "
                        + file + ".before-repair");
        JsonNode json = new ObjectMapper().readTree(folder.resolve("repair.json").toFile());
        assertThat(json.at("/repaired").asBoolean()).isTrue();
        assertThat(json.at("/lost")).hasSize(1);

        assertThat(run("check", file.toString()).exitCode()).isZero();
        assertThat(Files.readAllBytes(Path.of(file + ".before-repair"))).isEqualTo(damaged);
        try (DurableHeap heap = DurableHeap.open(file)) {
            assertThat(heap.usage().objects()).isEqualTo(1);
            assertThat(heap.roots()).containsOnlyKeys("newest");
        }
    }

    @DisplayName("A backup is not kept where that is told")
    @Test
    void withoutBackup() throws IOException {
        damage();
        Run repair = run("repair", "--no-backup", file.toString());
        assertThat(repair.exitCode()).isZero();
        assertThat(repair.out()).endsWith("is repaired and verified" + System.lineSeparator());
        assertThat(folder.toFile().list()).containsExactly("orders.heap");
    }

    @DisplayName("Missing, foreign and torn files, and one in use, are told by exact words")
    @Test
    void otherFiles() throws IOException {
        Path missing = folder.resolve("missing");
        Run run = run("check", missing.toString());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().strip())
                .isEqualTo("cleave: " + missing + " is no file that is there: name that of a durable heap");

        Path foreign = folder.resolve("foreign");
        Files.writeString(foreign, "a letter ".repeat(2000));
        assertThat(run("check", foreign.toString()).out()).contains("fault  offset 0: " + foreign
                + " is no durable heap: it begins with other bytes; name another file");
        assertThat(run("repair", foreign.toString()).err())
                .contains(foreign + " cannot be repaired: ", "is no durable heap");

        byte[] version = Files.readAllBytes(file);
        version[8] = 9;
        version[4096 + 8] = 9;
        Path newer = folder.resolve("newer");
        Files.write(newer, version);
        assertThat(run("dump", newer.toString()).out())
                .contains(newer + " is a durable heap of version 9: this release reads version 2");

        try (DurableHeap heap = DurableHeap.open(file)) {
            assertThat(run("check", file.toString()).err()).contains("is open in this process already");
            assertThat(heap.roots()).isNotEmpty();
        }
    }
}
