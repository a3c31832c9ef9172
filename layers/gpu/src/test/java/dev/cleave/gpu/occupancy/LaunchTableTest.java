package dev.cleave.gpu.occupancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LaunchTableTest {
    private static final String HEADER = "capability,threads,registers,static_shared,dynamic_shared";

    private static LaunchTable read(String text) throws IOException {
        return LaunchTable.read("launches.csv", new BufferedReader(new StringReader(text)));
    }

    @Test
    void readsLaunchesWithAHeaderOrWithout() throws IOException {
        LaunchTable with = read(HEADER + "\n8.6, 256,32,4096,0\n\n9.0,64,40,0,1\n");
        assertThat(with.hasHeader()).isTrue();
        assertThat(with.rows())
                .containsExactly(
                        new LaunchTable.Row(Capability.V8_6, new Launch(256, 32, 4096, 0)),
                        new LaunchTable.Row(Capability.V9_0, new Launch(64, 40, 0, 1)));
        LaunchTable without = read("8.6,256,32,4096,0\r\n9.0,64,40,0,1");
        assertThat(without.hasHeader()).isFalse();
        assertThat(without.rows()).isEqualTo(with.rows());
    }

    @Test
    void answersThatAreThereArePassedOver() throws IOException {
        assertThat(read(HEADER + ",blocks,limits\n8.6,256,32,4096,0,6,w\n").rows()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "8.6,256,32,4096; launches.csv:2: 4 columns: expected " + HEADER,
        "5.2,256,32,4096,0; launches.csv:2: unknown compute capability '5.2': expected one of 7.0, 7.5, 8.0, 8.6, 8.9,"
                + " 9.0, 10.0, 12.0",
        "8.6,many,32,4096,0; launches.csv:2: threads 'many': expected a whole number",
        "8.6,256,32,4096,99999999999; launches.csv:2: dynamic_shared '99999999999': expected a whole number",
        "8.6,2048,32,4096,0; 'launches.csv:2: threads a block: 2048 given, 1 to 1024 allowed'"})
    void aLineThatIsNoneIsNamed(String line, String message) {
        assertThatThrownBy(() -> read(HEADER + "\n" + line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void otherColumnsAreRefused() {
        assertThatThrownBy(() -> read("capability,registers,threads\n"))
                .hasMessage("launches.csv:1: the header begins with capability,registers,threads: expected " + HEADER);
    }
}
