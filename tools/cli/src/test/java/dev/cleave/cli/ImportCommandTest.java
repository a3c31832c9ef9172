package dev.cleave.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cleave.lab.trace.TraceReader;
import dev.cleave.memory.Pool;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code cleave import} from end to end, as a user runs it. */
class ImportCommandTest {
    private static final String SCRIPT = "100\n2\n3\n1\na 0 48\na 1 64\nf 0\n";
    private static final String TRACE = "a 0 48 0\na 1 64 0\nf 0 0\n";

    @TempDir
    private Path folder;

    private static Run run(String format, String... arguments) {
        return Run.ofCommand("import", Stream.concat(Stream.of(format), Stream.of(arguments)).toArray(String[]::new));
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private static void assertRefused(Run run, String message) {
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("cleave: ").contains(message).doesNotContain("Exception", "\tat ")
                .hasLineCount(1);
    }

    @Test
    void theTraceIsNamedAfterTheRecordingAndSummedUp() throws Exception {
        String script = file("short.rep", SCRIPT);

        Run run = run("rep", script);

        Path trace = folder.resolve("short.trace.gz");
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains(script + ", a malloc-lab script of 7 lines, is now " + trace)
                .contains("3 events: 2 blocks allocated, 1 freed, 1 live at the end; 112 B live at the peak.");
        assertThat(TraceReader.read(trace.toString()).events()).isEqualTo(3);
    }

    @Test
    void standardInputBecomesStandardOutputAndTheSummaryDoesNotMixWithIt() {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(SCRIPT.getBytes(StandardCharsets.US_ASCII)));
        try {
            Run run = run("rep", "-");

            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out()).isEqualTo(TRACE);
            assertThat(run.err()).contains("3 events: 2 blocks allocated");
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void jsonTellsEverythingTheSummaryTells() throws IOException {
        String log = file("log.csv", """
                Thread,Time,Action,Pointer,Size,Stream
                7,0:0:0,allocate,0x10,48,0x0
                7,0:0:0,free,0x20,48,0x0
                """);

        Run run = run("csv", log, "--json", "-");

        JsonNode json = new ObjectMapper().readTree(run.out());
        assertThat(json.get("format").asText()).isEqualTo("csv");
        assertThat(json.get("output").asText()).isEqualTo(folder.resolve("log.trace.gz").toString());
        assertThat(json.get("events").asLong()).isEqualTo(1);
        assertThat(json.get("liveAtEnd").asLong()).isEqualTo(1);
        assertThat(json.get("peakLiveBytes").asLong()).isEqualTo(48);
        assertThat(json.at("/passedOver/frees left out: their allocation is not in the log").asLong()).isEqualTo(1);
    }

    @Test
    void whatIsThereIsReplacedOnlyByForceAndTheRecordingItselfNever() throws IOException {
        String script = file("short.rep", SCRIPT);
        String taken = file("taken.trace", "precious");

        assertRefused(run("rep", script, "--output", taken), "exists already: name another file, or replace it with");
        assertThat(Path.of(taken)).hasContent("precious");
        assertRefused(run("rep", script, "--output", script, "--force"), "is the recording itself");
        assertThat(Path.of(script)).hasContent(SCRIPT);
        assertThat(run("rep", script, "--output", taken, "--force").exitCode()).isZero();
        assertThat(Path.of(taken)).hasContent(TRACE);
    }

    @Test
    void badUsageAndBadInputAreOneLine() throws IOException {
        String script = file("short.rep", SCRIPT);
        String bad = file("bad.rep", SCRIPT + "f 1\n");

        assertRefused(run("har", script),
                "unknown format 'har': must be one of rep, csv, ftrace, mtrace, valgrind, jfr, twitter,"
                        + " cachelib, arc, lirs, cloudphysics");
        assertRefused(run("rep"), "FILE");
        assertRefused(run("rep", bad), "bad.rep:9: ends after 4 operations, and the header says 3");
        assertThat(folder.resolve("bad.trace.gz")).doesNotExist();
        assertRefused(run("rep", folder.resolve("none.rep").toString()), "no such file: expected a malloc-lab script");
        assertRefused(run("rep", folder.toString(), "-o", "-"), "is a directory: expected a malloc-lab script");
        assertRefused(run("rep", script, "-o", folder.toString()), "is a directory: name a file in it");
        assertRefused(run("rep", script, "-o", folder.resolve("no/x").toString()), "there is no directory");
        assertRefused(run("rep", script, "--scale"),
                "--scale: nothing is sampled in a malloc-lab script: it is of jfr alone");
        assertRefused(run("jfr", script), "is no JFR recording: it begins with '100?', where a recording has 'FLR'");
        assertRefused(run("rep", script, "-o", "-", "--json", "-"), "the trace takes the standard output");
    }

    /** Of 1,000 blocks of 4 KiB, a sample of every so many bytes. */
    private Path flight(int bytesPerSample) throws Exception {
        Path file = folder.resolve("app.jfr");
        try (Recording recording = new Recording(Configuration.create(Path.of("../../samples/buffers.jfc")));
                Pool pool = Pool.builder().capacity(1 << 20).sampleEvery(bytesPerSample).build()) {
            recording.start();
            for (int block = 0; block < 1000; block++) {
                pool.free(pool.allocateAddress(4096));
            }
            recording.stop();
            recording.dump(file);
        }
        return file;
    }

    @Test
    void aFlightRecordingBecomesATraceThatReplays() throws Exception {
        Path recording = flight(1);

        Run run = run("jfr", recording.toString());

        Path trace = folder.resolve("app.trace.gz");
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains(recording + ", a JFR recording of 2,000 events, is now " + trace)
                .contains(
                        "2,000 events: 1,000 blocks allocated, 1,000 freed, 0 live at the end; 4 KiB live at the"
                                + " peak.");
        Run refused = Run.of("replay", recording.toString());
        assertThat(refused.err()).contains("is no trace but a JFR recording: make one of it with 'cleave import jfr");
        assertThat(Run.of("replay", trace.toString()).exitCode()).isZero();
    }

    @Test
    void samplesAreWrittenAsOftenAsTheyStandForWhereThatIsAsked() throws Exception {
        String recording = flight(16 << 10).toString();

        JsonNode once = new ObjectMapper().readTree(run("jfr", recording, "--json", "-").out());
        JsonNode scaled = new ObjectMapper().readTree(run("jfr", recording, "--scale", "--force", "--json", "-").out());

        long samples = once.get("allocations").asLong();
        assertThat(once.get("recordedEvents").asLong()).isEqualTo(2 * samples);
        assertThat(scaled.get("allocations").asLong()).isEqualTo(samples
                + scaled.at("/passedOver/blocks put in, as samples stand for them").asLong());
        assertThat(scaled.get("allocations").asLong()).isGreaterThanOrEqualTo(4 * samples);
    }

    @Test
    void severalRecordingsBecomeATraceEachBesideTheirs() throws Exception {
        String first = file("first.rep", SCRIPT);
        String second = file("second.rep.gz", SCRIPT);

        Run run = run("rep", first, second, "--json", "-");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(new ObjectMapper().readTree(run.out())).extracting(each -> each.get("output").asText())
                .containsExactly(folder.resolve("first.trace.gz").toString(),
                        folder.resolve("second.trace.gz").toString());
        assertThat(TraceReader.read(folder.resolve("first.trace.gz").toString()).events()).isEqualTo(3);
        assertThat(TraceReader.read(folder.resolve("second.trace.gz").toString()).events()).isEqualTo(3);
    }

    @Test
    void severalTracesGoIntoTheDirectoryThatIsNamed() throws Exception {
        Path target = Files.createDirectory(folder.resolve("traces"));

        Run run = run("rep", file("first.rep", SCRIPT), file("second.rep", SCRIPT), "-o", target.toString());

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(target.resolve("first.trace.gz")).exists();
        assertThat(target.resolve("second.trace.gz")).exists();
        assertThat(folder.resolve("first.trace.gz")).doesNotExist();
    }

    @Test
    void aBadRecordingIsReportedAndTheOthersAreImported() throws Exception {
        String good = file("good.rep", SCRIPT);
        String late = file("late.rep", SCRIPT);

        Run run = run("rep", good, file("bad.rep", "x\n"), late);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("bad.rep:1: ").hasLineCount(1);
        assertThat(run.out()).contains(good + ", a malloc-lab script", late + ", a malloc-lab script");
        assertThat(folder.resolve("good.trace.gz")).exists();
        assertThat(folder.resolve("bad.trace.gz")).doesNotExist();
        assertThat(folder.resolve("late.trace.gz")).exists();
    }

    @Test
    void noTwoTracesBecomeOneAndNoneOfSeveralReplacesAFileUnasked() throws Exception {
        String script = file("short.rep", SCRIPT);
        String twin = file("short.txt", SCRIPT);
        String other = file("other.rep", SCRIPT);
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        String namesake = Files.writeString(elsewhere.resolve("short.rep"), SCRIPT).toString();
        Path link = Files.createSymbolicLink(folder.resolve("link"), elsewhere);

        assertRefused(run("rep", script, other, twin), "short.txt: its trace would be");
        assertRefused(run("rep", script, script), "and so would be that of " + script);
        assertRefused(run("rep", script, namesake, "-o", folder.toString()), "import one of them by itself");
        assertRefused(run("rep", namesake, link.resolve("short.rep").toString(), "--force"), "its trace would be");
        assertThat(folder.resolve("short.trace.gz")).doesNotExist();
        assertThat(folder.resolve("other.trace.gz")).doesNotExist();
        String taken = file("short.trace.gz", "precious");
        assertRefused(run("rep", other, script), "exists already: name another file, or replace it with --force");
        assertThat(Path.of(taken)).hasContent("precious");
        assertThat(folder.resolve("other.trace.gz")).doesNotExist();
        assertRefused(run("rep", script, taken, "--force"), "is the recording itself");
        assertThat(Path.of(taken)).hasContent("precious");
    }

    @Test
    void severalRecordingsHaveNoOneFileAndNoStandardStreams() throws IOException {
        String script = file("short.rep", SCRIPT);
        String other = file("other.rep", SCRIPT);

        assertRefused(run("rep", script, other, "-o", folder.resolve("one.trace").toString()),
                "must be a directory that exists, as there are 2 recordings");
        assertRefused(run("rep", script, other, "-o", "-"), "must be a directory that exists");
        assertRefused(run("rep", script, "-"), "the standard input cannot be one of several recordings");
    }

    @Test
    void aTraceThatNeverFreesIsWrittenWithAWarning() throws IOException {
        String log = file("log.csv", "7,0:0:0,allocate,0x10,48,0x0\n7,0:0:0,free,0x20,48,0x0\n");

        Run run = run("csv", log);

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).startsWith("cleave: warning: " + log + ": nothing is ever freed in the trace")
                .hasLineCount(1);
        assertThat(run.out()).contains("1 blocks allocated, 0 freed");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void anOutputThatCannotBeWrittenIsAFailureWithItsReason() throws IOException {
        Run run = run("rep", file("short.rep", SCRIPT), "--output", "/proc/cleave.trace");

        assertThat(run.exitCode()).isNotZero();
        assertThat(run.err()).startsWith("cleave: --output /proc/cleave.trace: ").hasLineCount(1);
    }
}
