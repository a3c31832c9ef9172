package dev.cleave.lab.attach;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** This JVM is its own observer, by way of its own beans. */
@DisplayName("A recording of another JVM's events")
class AttachedRecordingTest {
    private static final Map<String, String> SETTINGS =
            Map.of("jdk.JVMInformation#enabled", "true", "jdk.JVMInformation#period", "beginChunk");

    private static AttachedRecording begin(Duration life) throws IOException {
        return AttachedRecording.begin(ProcessHandle.current().pid(), ManagementFactory.getPlatformMBeanServer(),
                SETTINGS, life);
    }

    private static Recording recording() {
        return FlightRecorder.getFlightRecorder().getRecordings().stream()
                .filter(each -> each.getName().equals("cleave"))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isThere() {
        return FlightRecorder.getFlightRecorder().getRecordings().stream()
                .anyMatch(each -> each.getName().equals("cleave"));
    }

    @Test
    @DisplayName("hands over what happened from its first event, and leaves nothing behind")
    void tells() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        try (AttachedRecording recording = begin(Duration.ofMinutes(1))) {
            recording.events().onEvent("jdk.JVMInformation", event -> told.countDown());
            recording.events().startAsync();
            assertThat(told.await(1, TimeUnit.MINUTES)).isTrue();
            assertThat(isThere()).isTrue();
        }
        assertThat(isThere()).isFalse();
    }

    @Test
    @DisplayName("ends by itself when nobody renews it, as where its command was killed")
    void endsByItself() throws Exception {
        try (AttachedRecording recording = begin(Duration.ofSeconds(1))) {
            assertThat(recording.events()).isNotNull();
            Recording begun = recording();
            long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
            while (begun.getState() == RecordingState.RUNNING && System.nanoTime() < deadline) {
                Thread.sleep(20);
            }
            assertThat(begun.getState()).isEqualTo(RecordingState.STOPPED);
        }
    }

    @Test
    @DisplayName("lives longer when it is renewed")
    void isRenewed() throws Exception {
        try (AttachedRecording recording = begin(Duration.ofSeconds(60))) {
            Thread.sleep(1_100);
            recording.renew();
            assertThat(recording().getDuration()).isGreaterThan(Duration.ofSeconds(60));
            assertThat(recording().getState()).isEqualTo(RecordingState.RUNNING);
        }
    }
}
