package dev.cleave.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("cleave observe")
class ObserveCommandTest {
    @Test
    @DisplayName("measures a recording in turns, for programs too")
    void measures() throws Exception {
        Run run = Run.of("observe", "record", "--turns", "1", "--slice", "200ms", "--rate", "100000", "--json", "-");

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        JsonNode observers = new ObjectMapper().readTree(run.out()).get("observers");
        assertThat(observers.findValuesAsText("observer")).containsExactly("record");
        for (JsonNode each : observers) {
            assertThat(each.at("/processorTime/nanosAnEventWithout").asDouble()).isPositive();
            assertThat(each.at("/wallTime/moreByTurn")).hasSize(1);
            assertThat(each.get("eventsASecondWith").asDouble()).isPositive();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            radio               | unknown observer 'radio': must be one of record, record-heap, socket, page
            --rate 10           | --rate 10.0: must be 1,000 to 100,000,000 events a second
            --threads 0         | --threads 0: must be 1 to 64
            --turns 0           | --turns 0: must be 1 to 1,000
            --slice 20ms        | --slice 20 ms: must be 100ms to 10m
            """)
    @DisplayName("refuses what it cannot measure")
    void refuses(String arguments, String message) {
        Run run = Run.ofCommand("observe", arguments.split(" "));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(message);
    }
}
