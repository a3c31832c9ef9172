package dev.cleave.lab.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.lab.trace.MalformedTraceException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts are written by hand: kind, distance doubled, bytes; a digit is '0' and up. */
@DisplayName("A trace of recorded blocks")
class RecordedTraceTest {
    private static final String ALLOCATED = "0";
    private static final String FREED = "1";
    private static final String LIVE = "2";
    private static final String EMPTIED = "3";

    @TempDir
    Path folder;

    private RecordingSummary summary;

    private String traceOf(long lost, int oneIn, String... texts) throws IOException, MalformedTraceException {
        try (RecordingSpool spool = RecordingSpool.in(folder, "the program")) {
            spool.pool(0, "a");
            for (int each = 0; each < texts.length; each++) {
                spool.blocks(1, each, lost, oneIn, texts[each]);
            }
            ByteArrayOutputStream output = new ByteArrayOutputStream();
            summary = RecordedTrace.write(spool, null, output);
            return output.toString(StandardCharsets.US_ASCII).replace("\n", "|");
        }
    }

    @Test
    @DisplayName("begins with the blocks that were found, by their offsets")
    void beginsWithWhatWasLive() throws Exception {
        assertThat(traceOf(0, 1, LIVE + "67" + LIVE + "15", ALLOCATED + "84" + FREED + "17"))
                .isEqualTo("a 0 5 0|a 1 7 0|a 2 4 0|f 1 0|");
    }

    @Test
    @DisplayName("takes a block for live at the beginning whose first entry is its free, and not one that is allocated first")
    void knowsWhatWasLive() throws Exception {
        // Offset 3 was found live, but is allocated later: it was not there yet. Offset 4 was freed before it was found.
        assertThat(traceOf(0, 1, LIVE + "65", ALLOCATED + "65" + FREED + "28"))
                .isEqualTo("a 0 8 0|a 1 5 0|f 0 0|");
        assertThat(summary.liveAtBeginning()).isEqualTo(1);
        assertThat(summary.peakBytes()).isEqualTo(13);
        assertThat(summary.warnings()).isEmpty();
    }

    @Test
    @DisplayName("has the parts of a block that is cut up in its place")
    void hasParts() throws Exception {
        // Of the live blocks 1 and 5, of 4 bytes each, 1 is cut up, and its byte 2 is handed out.
        assertThat(traceOf(0, 1, LIVE + "24" + LIVE + "84" + LIVE + "70" + LIVE + "21", ALLOCATED + "21"))
                .isEqualTo("a 0 1 0|a 1 4 0|a 2 1 0|");
        assertThat(summary.liveAtBeginning()).isEqualTo(2);
    }

    @Test
    @DisplayName("frees what is left in a block that is emptied, the lowest first, and nothing beside it")
    void emptiesBlocks() throws Exception {
        // A block of 4 is cut up; its bytes 0, 3 and 1 are handed out, 3 is freed; 4 is another's.
        assertThat(traceOf(0, 1, ALLOCATED + "00" + ALLOCATED + "01" + ALLOCATED + "61" + ALLOCATED + "31"
                + ALLOCATED + "61" + FREED + "11" + EMPTIED + "54"))
                .isEqualTo("a 0 1 0|a 1 1 0|a 2 1 0|a 3 1 0|f 1 0|f 0 0|f 2 0|");
        assertThat(summary.leftOut()).isZero();
        assertThat(summary.liveAtEnd()).isEqualTo(1);
    }

    @Test
    @DisplayName("does not take a part for live at the beginning whose block was cut up later")
    void knowsBlocksThatAreCutUpLater() throws Exception {
        assertThat(traceOf(0, 1, LIVE + "24", ALLOCATED + "20" + ALLOCATED + "02")).isEqualTo("a 0 2 0|");
        assertThat(summary.liveAtBeginning()).isZero();
    }

    @Test
    @DisplayName("puts in frees that were lost, leaves out those without an allocation, and says so")
    void mendsWhatIsLost() throws Exception {
        assertThat(traceOf(2, 1, ALLOCATED + "21" + ALLOCATED + "02" + FREED + "02" + FREED + "02"))
                .isEqualTo("a 0 1 0|f 0 0|a 1 2 0|f 1 0|");
        assertThat(summary.putIn()).isEqualTo(1);
        assertThat(summary.leftOut()).isEqualTo(1);
        assertThat(summary.warnings()).singleElement().asString().contains("2 events were lost");
    }

    @Test
    @DisplayName("keeps to the smallest share, whatever the share was before")
    void keepsToOneShare() throws Exception {
        StringBuilder text = new StringBuilder();
        for (int each = 0; each < 1000; each++) {
            text.append(ALLOCATED).append('2').append('1');
        }
        long all = traceOf(0, 1, text.toString()).chars().filter(each -> each == '|').count();
        long half = traceOf(0, 2, text.toString()).chars().filter(each -> each == '|').count();
        assertThat(all).isEqualTo(1000);
        assertThat(half).isBetween(400L, 600L);
        assertThat(summary.warnings()).singleElement().asString().contains("one block of 2");
    }

    @Test
    @DisplayName("says where another recording was under way")
    void saysThatTheBeginningIsUnknown() throws Exception {
        try (RecordingSpool spool = RecordingSpool.in(folder, "the program")) {
            spool.blocks(1, 7, 0, 1, ALLOCATED + "01");
            summary = RecordedTrace.write(spool, null, new ByteArrayOutputStream());
        }
        assertThat(summary.warnings()).singleElement().asString().contains("another recording was under way");
    }

    @Test
    @DisplayName("is refused where there is nothing to tell, or the text is torn")
    void refusesNothing() {
        assertThatThrownBy(() -> traceOf(0, 1, "")).isInstanceOf(MalformedTraceException.class)
                .hasMessage("the program: allocated nothing while it was recorded, and held nothing");
        assertThatThrownBy(() -> traceOf(0, 1, "02")).isInstanceOf(MalformedTraceException.class)
                .hasMessageContaining("it ends within a number");
        assertThatThrownBy(() -> traceOf(0, 1, "@")).isInstanceOf(MalformedTraceException.class)
                .hasMessageContaining("there is no kind 16");
        assertThatThrownBy(() -> traceOf(0, 1, "011")).isInstanceOf(MalformedTraceException.class)
                .hasMessageContaining("there is no offset -1");
    }
}
