package dev.cleave.lab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sizes, medians, colours and ranges, as every command says them. */
class ReportTest {
    @ParameterizedTest
    @CsvSource({"0, 0 B", "1023, 1023 B", "1024, 1 KiB", "1536, 1.5 KiB", "441974784, 421.5 MiB", "1073741824, 1 GiB",
        "1125899906842624, 1024 TiB"})
    void sizesAreInTheLargestUnitThatTheyReach(long bytes, String text) {
        assertThat(ByteText.of(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"0; 0 B", "1000; 1,000 B", "4160; 4,160 B", "1048640; 1,048,640 B", "36864; 36 KiB",
                "1049600; 1,025 KiB", "3221225472; 3 GiB"})
    void exactSizesAreWholeNumbersOfTheirUnit(long bytes, String text) {
        assertThat(ByteText.exact(bytes)).isEqualTo(text);
    }

    @Test
    void theMedianIsTheMiddleOrTheMeanOfTheTwoInTheMiddle() {
        double[] figures = {9, 1, 5};
        assertThat(Median.of(figures)).isEqualTo(5);
        assertThat(figures).as("left as they are").containsExactly(9, 1, 5);
        assertThat(Median.of(4, 1, 2, 9)).isEqualTo(3);
        assertThat(Median.of()).isNaN();
    }

    @Test
    void paintEndsWithTheText() {
        assertThat(Paint.painted(Paint.RED, "no")).isEqualTo("\u001B[31mno\u001B[0m");
        assertThat(Paint.painted(Paint.colour(46), "·")).isEqualTo("\u001B[38;5;46m·\u001B[0m");
    }

    @Test
    void aRangeErrorNamesTheOptionWhatWasGivenAndWhatIsAllowed() {
        OptionRange.require(true, "--passes", 1, "1 to 10000");
        OptionRange.requireThreads(1024);
        assertThatThrownBy(() -> OptionRange.require(false, "--passes", 0, "1 to 10000"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--passes 0: must be 1 to 10000");
        assertThatThrownBy(() -> OptionRange.requireThreads(1025)).hasMessage("--threads 1025: must be 1 to 1024");
    }

    @Test
    void figuresHaveTheirThousandsApartAndADashWhereTheyAreNotKnown() {
        assertThat(FigureText.count(1_234_567)).isEqualTo("1,234,567");
        assertThat(FigureText.count(1, "pass")).isEqualTo("1 pass");
        assertThat(FigureText.count(2_000, "pass")).isEqualTo("2,000 passes");
        assertThat(FigureText.count(0, "thread")).isEqualTo("0 threads");
        assertThat(FigureText.decimal(1234.56, 1)).isEqualTo("1234.6");
        assertThat(FigureText.decimal(Double.NaN, 1)).isEqualTo("–");
        assertThat(FigureText.decimal(OptionalDouble.empty(), 3)).isEqualTo("–");
        assertThat(FigureText.percent(0.1234, 1)).isEqualTo("12.3 %");
        assertThat(FigureText.percent(OptionalDouble.empty(), 1)).isEqualTo("–");
    }
}
