package dev.cleave.lab.attach;

import java.io.Closeable;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.RuntimeMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import javax.management.MBeanServerConnection;
import jdk.jfr.consumer.EventStream;
import jdk.management.jfr.FlightRecorderMXBean;

/**
 * A recording of another JVM's Flight Recorder, and the stream of its events. The recording is begun
 * and ended by way of the management agent; its events are read where the Flight Recorder writes
 * them, in its repository on this machine, so that the other JVM has no part in handing them over.
 *
 * <p>The recording ends by itself some time after it was last {@linkplain #renew renewed}: a command
 * that is killed leaves nothing switched on.
 */
final class AttachedRecording implements Closeable {
    static final Duration LIFE = Duration.ofMinutes(1);

    /** How much of its disk the other JVM keeps at most of what was not read yet. */
    private static final String MOST_WAITING_BYTES = Long.toString(256 << 20);

    private static final String REPOSITORY = "jdk.jfr.repository";

    private final FlightRecorderMXBean recorder;
    private final long id;
    private final Duration life;
    private final Instant began;
    private final EventStream events;

    private AttachedRecording(FlightRecorderMXBean recorder, long id, Duration life, Instant began,
            EventStream events) {
        this.recorder = recorder;
        this.id = id;
        this.life = life;
        this.began = began;
        this.events = events;
    }

    /**
     * Begins a recording. Its events come when their stream is started.
     *
     * @param settings of the events that are wanted
     * @param life how long it lasts unless it is renewed, in seconds
     * @throws IOException where the other JVM does not answer, or what its Flight Recorder writes
     *     cannot be read
     */
    static AttachedRecording begin(long pid, MBeanServerConnection connection, Map<String, String> settings,
            Duration life) throws IOException {
        FlightRecorderMXBean recorder =
                ManagementFactory.getPlatformMXBean(connection, FlightRecorderMXBean.class);
        long id = recorder.newRecording();
        boolean begun = false;
        try {
            recorder.setRecordingSettings(id, settings);
            recorder.setRecordingOptions(id, Map.of("name", "cleave", "disk", "true", "maxSize", MOST_WAITING_BYTES,
                    "duration", seconds(life)));
            Instant now = Instant.now();
            recorder.startRecording(id);
            EventStream events = EventStream.openRepository(repository(pid, connection));
            events.setStartTime(now);
            begun = true;
            return new AttachedRecording(recorder, id, life, now, events);
        } finally {
            if (!begun) {
                recorder.closeRecording(id);
            }
        }
    }

    /** Where the other JVM's events are, as seen from here: it may have a root of its own. */
    private static Path repository(long pid, MBeanServerConnection connection) throws IOException {
        String told = ManagementFactory.getPlatformMXBean(connection, RuntimeMXBean.class)
                .getSystemProperties()
                .get(REPOSITORY);
        if (told == null) {
            throw new IOException("its Flight Recorder tells of no repository");
        }
        Path seen = Path.of("/proc/" + pid + "/root" + told);
        Path folder = Files.isReadable(seen) ? seen : Path.of(told);
        if (!Files.isReadable(folder)) {
            throw new IOException("the repository of its Flight Recorder, " + told + ", cannot be read");
        }
        return folder;
    }

    /** The events, from the first: handlers are added before it is started. */
    EventStream events() {
        return events;
    }

    /** Lets the recording live on. */
    void renew() {
        recorder.setRecordingOptions(id,
                Map.of("duration", seconds(Duration.between(began, Instant.now()).plus(life))));
    }

    private static String seconds(Duration time) {
        return time.toSeconds() + " s";
    }

    /** Ends both. */
    @Override
    public void close() throws IOException {
        try {
            recorder.closeRecording(id);
        } finally {
            events.close();
        }
    }
}
