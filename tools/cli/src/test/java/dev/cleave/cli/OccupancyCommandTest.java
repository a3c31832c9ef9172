package dev.cleave.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code cleave occupancy} from end to end, as a user runs it. */
class OccupancyCommandTest {
    private static final String HEADER = "capability,threads,registers,static_shared,dynamic_shared";

    @TempDir
    private Path folder;

    private static Run run(String... arguments) {
        return Run.ofCommand("occupancy", arguments);
    }

    private String file(String text) throws IOException {
        return Files.writeString(folder.resolve("launches.csv"), text).toString();
    }

    @DisplayName("A launch on one card: blocks, limits, and what would help")
    @Test
    void oneCard() {
        Run run = run("--capability", "8.6", "--threads", "256", "--registers", "32", "--shared", "19504");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines()).containsExactly(
                "256 threads a block (8 warps), 32 registers a thread, 19,504 bytes of shared memory",
                "",
                "capability  card  blocks  limited by        warps  occupancy    w    r    s    b",
                "8.6         A10        4  shared memory  32 of 48     66.7 %    6    8    4   16",
                "",
                "8.6:",
                "  48 bytes of shared memory a block less: 5 blocks resident, 83.3 % of the warps",
                "  32 threads a block more: 4 blocks resident, 75.0 % of the warps",
                "  5,072 bytes of shared memory a block more cost no block");
    }

    @DisplayName("Shared memory that is just used up: any more costs a block")
    @Test
    void nothingToSpare() {
        Run run = run("--capability", "8.6", "--threads", "256", "--registers", "32", "--shared", "24KiB");

        assertThat(run.out()).contains("  5,120 bytes of shared memory a block less: 5 blocks resident",
                "  any more shared memory costs a block").doesNotContain(" 0 bytes");
    }

    @DisplayName("All cards, where none is chosen; a launch that fits nowhere is an answer")
    @Test
    void allCards() throws IOException {
        Run run =
                run("--threads", "40", "--registers", "255", "--shared", "200KiB", "--dynamic", "50KiB", "--json", "-");

        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode answers = new ObjectMapper().readTree(run.out());
        assertThat(answers).hasSize(8).allSatisfy(answer -> {
            assertThat(answer.get("blocks").asInt()).isZero();
            assertThat(answer.get("limits").asText()).isEqualTo("s");
        });
        assertThat(answers.get(5).get("suggestions").get(0).get("change").asInt())
                .isEqualTo(227 * 1024 - 250 * 1024);
        assertThat(run("--threads", "40").out()).contains("the last warp has only 8 of 32 threads");
    }

    @DisplayName("A table is answered line by line, the header too; answers in it are passed over")
    @Test
    void aTable() throws IOException {
        String rows = "7.0,128,203,21549,7570%s\n8.9,32,40,3541,12970%s\n12.0,256,26,0,611%s\n";

        assertThat(run("--csv", file(HEADER + "\n" + rows.replace("%s", ""))))
                .isEqualTo(new Run(0, "blocks,limits\n2,r\n5,s\n6,w\n", ""));
        assertThat(run("--csv", file(HEADER + ",blocks,limits\n" + rows.replace("%s", ",9,wrsb"))).out())
                .isEqualTo("blocks,limits\n2,r\n5,s\n6,w\n");
        assertThat(run("--csv", file(rows.replace("%s", ""))).out()).isEqualTo("2,r\n5,s\n6,w\n");
    }

    @DisplayName("Bad usage is one line that says what is allowed, with exit code 2")
    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "--registers 32; say --threads N",
        "--threads 1025; threads a block: 1025 given, 1 to 1024 allowed",
        "--threads 64 --registers 256; registers a thread: 256 given, 0 to 255 allowed",
        "--threads 64 --capability 6.1; unknown compute capability '6.1': expected one of 7.0, 7.5",
        "--threads 64 --shared -5; '--shared'",
        "--threads 64 --shared 2GiB; --shared 2147483648: must be 0 to 2147483647 bytes",
        "--csv launches.csv --threads 64; leave out --capability, --threads",
        "--csv /no/such/launches.csv; --csv /no/such/launches.csv: there is no such file"})
    void badUsage(String arguments, String message) {
        Run run = run(arguments.split(" "));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains(message).hasLineCount(1);
    }

    @DisplayName("A bad line of a table is named, and nothing is answered")
    @Test
    void aBadLine() throws IOException {
        String table = file(HEADER + "\n8.6,32,32,0,0\n8.6,32,300,0,0\n");
        Run run = run("--csv", table);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains(table + ":3: registers a thread: 300 given, 0 to 255 allowed").hasLineCount(1);
    }
}
