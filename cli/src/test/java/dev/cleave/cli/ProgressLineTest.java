package dev.cleave.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The bar fits its terminal, and is not seen where there is none. */
class ProgressLineTest {
    private static String shownOn(int columns) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ProgressLine line = new ProgressLine(new PrintStream(bytes, true, StandardCharsets.UTF_8), columns)) {
            line.show(1, 2, "pair, 1 thread, cleave: round 3");
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void showsHowFarThingsAreAndClearsTheLineAtTheEnd() {
        String shown = shownOn(80);
        assertThat(shown).startsWith("\r[============            ] 50 % pair, 1 thread, cleave: round 3");
        assertThat(shown.split("\r")).hasSizeGreaterThan(1)
                .allSatisfy(part -> assertThat(part.length()).isLessThan(80));
        assertThat(shown).endsWith("\r" + " ".repeat(79) + "\r");
    }

    @Test
    void isCutToANarrowTerminal() {
        assertThat(shownOn(20).split("\r")).allSatisfy(part -> assertThat(part.length()).isLessThan(20));
    }

    @Test
    void isSilentWithoutATerminal() {
        assertThat(shownOn(0)).isEmpty();
    }
}
