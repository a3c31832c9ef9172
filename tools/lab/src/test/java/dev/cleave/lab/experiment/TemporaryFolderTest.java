package dev.cleave.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A temporary folder")
class TemporaryFolderTest {
    @TempDir
    private Path parent;

    @Test
    @DisplayName("is deleted with all that is in it, and nothing beside it")
    void isDeleted() throws Exception {
        Files.createFile(parent.resolve("beside"));
        try (TemporaryFolder folder = new TemporaryFolder(parent, "experiment")) {
            Files.createDirectories(folder.path().resolve("a/b"));
            Files.createFile(folder.path().resolve("a/b/c"));
            assertThat(folder.path()).isDirectory().hasParent(parent);
        }
        assertThat(parent.toFile().list()).containsExactly("beside");
    }
}
