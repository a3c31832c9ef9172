package dev.cleave.verify.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("All layers at once, with failures in between")
class SoakTest {
    @Test
    @DisplayName("hand nothing out twice, lose nothing, and give all back")
    void nothingIsFound(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("soak.json");

        boolean sound = Soak.run(Map.of("--minutes", "0.2", "--seed", "20261130", "--threads", "3", "--json",
                file.toString()));

        String report = Files.readString(file);
        assertThat(sound).as(report).isTrue();
        assertThat(report).contains("\"finding\": \"\"").doesNotContain("\"failedAllocations\": 0,");
    }
}
