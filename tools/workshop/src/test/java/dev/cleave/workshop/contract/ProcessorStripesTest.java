package dev.cleave.workshop.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Stripes for processors")
class ProcessorStripesTest {
    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 4", "4, 4", "5, 8", "96, 128", "1024, 1024", "1025, 1024", "4096, 1024"})
    @DisplayName("are a power of two, one for each at least as long as there may be so many")
    void areAPowerOfTwo(int processors, int stripes) {
        assertThat(ProcessorStripes.count(processors)).isEqualTo(stripes);
    }

    @Test
    @DisplayName("are those of this machine")
    void areThoseOfThisMachine() {
        assertThat(ProcessorStripes.ofThisMachine().count())
                .isEqualTo(ProcessorStripes.count(Runtime.getRuntime().availableProcessors()));
    }
}
