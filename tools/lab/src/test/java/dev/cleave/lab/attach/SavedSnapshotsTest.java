package dev.cleave.lab.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.heap.ProcessSnapshot;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolSnapshot;
import dev.cleave.memory.SnapshotFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A snapshot that was kept")
class SavedSnapshotsTest {
    @TempDir
    Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("s"), text);
    }

    @Test
    @DisplayName("is read in each of its forms, without loss")
    void forms() throws Exception {
        try (Pool one = Pool.builder().name("one").capacity(4 << 20).build();
                Pool two = Pool.builder().name("two").capacity(1 << 20).build()) {
            one.allocate(100_000);
            PoolSnapshot first = one.snapshot();
            PoolSnapshot second = two.snapshot();

            assertThat(SavedSnapshots.read(Files.write(folder.resolve("b"), first.toBytes())))
                    .extracting(PoolSnapshot::toJson).containsExactly(first.toJson());
            assertThat(SavedSnapshots.read(file(first.toJson())))
                    .extracting(PoolSnapshot::toJson).containsExactly(first.toJson());
            String process = ProcessSnapshot.of("host/1", "", "").with(first).with(second).toJson();
            List<PoolSnapshot> read = SavedSnapshots.read(file(process));
            assertThat(read).extracting(PoolSnapshot::toJson).containsExactly(first.toJson(), second.toJson());
            assertThat(read.getFirst().toBytes()).isEqualTo(first.toBytes());
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`',
            textBlock = """
                    {"format":"x"}                                              | its format is 'x': must be
                    {"format":"cleave-process-snapshot","version":2}            | it is of version 2, and this version of Cleave reads 1
                    {"format":"cleave-process-snapshot","version":1}            | it has no pool
                    {"format":"cleave-process-snapshot","version":1,"pools":[   | it is torn
                    {"format":"cleave-pool-snapshot","version":1}               | its requestedBytes is not there
                    {"format":"cleave-pool-snapshot","version":1,"requestedBytes":-1} | its requestedBytes is -1: must be a whole number
                    """)
    @DisplayName("is refused where it is malformed, with what is wrong")
    void malformed(String text, String message) throws Exception {
        Path file = file(text);
        assertThatThrownBy(() -> SavedSnapshots.read(file)).isInstanceOf(NotWatchableException.class)
                .hasMessageStartingWith("malformed snapshot: ").hasMessageContaining(message);
    }

    @Test
    @DisplayName("is refused where it is empty, or anything else")
    void anythingElse() throws Exception {
        for (String text : List.of("", "what?")) {
            Path file = file(text);
            assertThatThrownBy(() -> SavedSnapshots.read(file)).isInstanceOf(SnapshotFormatException.class);
        }
    }
}
