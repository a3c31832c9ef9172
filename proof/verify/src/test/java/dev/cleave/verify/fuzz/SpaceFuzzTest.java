package dev.cleave.verify.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.cleave.buddy.BuddySpace;
import dev.cleave.buddy.CheckedSpace;
import dev.cleave.buddy.SpaceHistory;
import dev.cleave.histories.ByteHistory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Fuzzed histories. The build runs a generated corpus and what a directory named by {@code -Dcleave.fuzz.corpus} holds, for example
 * a crash that a fuzzer left; {@code mvn -Pfuzz} lets Jazzer search by coverage.
 */
@DisplayName("A history read from bytes")
class SpaceFuzzTest {
    @ParameterizedTest(name = "seed {0}")
    @DisplayName("of the generated corpus finds a plain buddy")
    @MethodSource("seeds")
    void generatedHistoriesFindAPlainBuddy(int seed) {
        byte[] bytes = new byte[SpaceHistory.SHAPE_BYTES + 300 * SpaceHistory.OPERATION_BYTES];
        new SplittableRandom(seed).nextBytes(bytes);

        assertThat(run(bytes)).isBetween(300, 305);
    }

    static IntStream seeds() {
        return IntStream.range(0, 64);
    }

    @ParameterizedTest
    @DisplayName("of a given corpus finds a plain buddy")
    @MethodSource("files")
    void givenHistoriesFindAPlainBuddy(Path file) throws IOException {
        assertThat(run(Files.readAllBytes(file))).isNotNegative();
    }

    /** The given files; without any, the shortest history there is. */
    static Stream<Path> files() throws IOException {
        String directory = System.getProperty("cleave.fuzz.corpus", "");
        if (directory.isBlank()) {
            return Stream.of(Files.write(Files.createTempFile("history", ".bin"), new byte[1]));
        }
        try (Stream<Path> listed = Files.list(Path.of(directory))) {
            return listed.filter(Files::isRegularFile).toList().stream();
        }
    }

    @Test
    @DisplayName("that goes behind the model's back is noticed")
    void aDisagreementIsNoticed() {
        CheckedSpace checked = new CheckedSpace(BuddySpace.of(100));
        checked.space().allocate(0);

        assertThatThrownBy(checked::checkFigures).isInstanceOf(AssertionError.class);
    }

    private static int run(byte[] bytes) {
        return SpaceHistory.ofAnySize(ByteHistory.of(bytes));
    }

    @FuzzTest(maxDuration = "10m")
    void anyHistoryFindsAPlainBuddy(byte[] bytes) {
        run(bytes);
    }
}
