package dev.cleave.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The bar fits its terminal, and is not seen where there is none. */
class TerminalProgressTest {
    private static final long AN_HOUR = 3_600_000_000_000L;

    private static String shownOn(int columns, long momentNanos) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TerminalProgress progress =
                new TerminalProgress(new PrintStream(bytes, true, StandardCharsets.UTF_8), columns, momentNanos)) {
            progress.advance("pair, 1 thread, cleave: round 3", 1, 2);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void showsHowFarThingsAreAndWhatIsDone() {
        assertThat(shownOn(100, 0)).contains("50%").contains("pair, 1 thread");
    }

    @Test
    void isSilentWithoutATerminalAndForWhatTakesAMoment() {
        assertThat(shownOn(0, 0)).isEmpty();
        assertThat(shownOn(100, AN_HOUR)).isEmpty();
    }
}
