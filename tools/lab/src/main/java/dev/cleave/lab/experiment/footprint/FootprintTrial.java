package dev.cleave.lab.experiment.footprint;

import dev.cleave.lab.jvm.ChildJvm;
import dev.cleave.lab.jvm.FixedJavaHeap;
import dev.cleave.lab.jvm.TrialException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One load carried by one allocator in a JVM of its own, as what is resident is counted for a whole process.
 *
 * @param load its label
 * @param subject the allocator's label
 * @param liveBytes about the most that are live at a time
 * @param seed of all that is random
 */
record FootprintTrial(String load, String subject, long liveBytes, long seed) {
    private static final int FIELDS = 4;
    private static final Duration LIMIT = Duration.ofHours(1);
    private static final long MIB = 1 << 20;
    private static final long JAVA_HEAP_MIB = 48;
    private static final long JAVA_BYTES_A_SLOT = 32;
    private static final long BUFFER_BYTES_A_SLOT = 480;

    List<String> toArguments() {
        return List.of(load, subject, Long.toString(liveBytes), Long.toString(seed));
    }

    static FootprintTrial parse(List<String> arguments) {
        if (arguments.size() != FIELDS) {
            throw new IllegalArgumentException("arguments must be LOAD ALLOCATOR LIVE-BYTES SEED: " + arguments);
        }
        return new FootprintTrial(arguments.get(0), arguments.get(1), Long.parseLong(arguments.get(2)),
                Long.parseLong(arguments.get(3)));
    }

    /**
     * Only the allocator's memory grows; the Java heap has room for the experiment's own books, and
     * for Netty's objects.
     */
    private List<String> jvmOptions() {
        long slots = FootprintLoad.named(load).mostObjects(liveBytes);
        boolean buffers = subject.startsWith("netty");
        long heap = JAVA_HEAP_MIB + slots * (JAVA_BYTES_A_SLOT + (buffers ? BUFFER_BYTES_A_SLOT : 0)) / MIB;
        List<String> options = new ArrayList<>(FixedJavaHeap.options(heap));
        options.add("-XX:MaxDirectMemorySize=" + (liveBytes * 8 + 64 * MIB));
        return options;
    }

    /**
     * Runs it.
     *
     * @throws UnsupportedOperationException when the allocator, or the experiment, cannot run here, saying why
     * @throws TrialException when it fails, or takes longer than an hour, saying what its JVM said
     */
    List<FootprintSample> run() {
        long decay = Subject.DECAY.toMillis();
        Map<String, String> environment = Map.of("JE_MALLOC_CONF",
                "dirty_decay_ms:" + decay + ",muzzy_decay_ms:" + decay + ",background_thread:true");
        List<String> lines;
        try (ChildJvm jvm = new ChildJvm(FootprintProcess.class, jvmOptions(), toArguments(), environment)) {
            lines = jvm.end(LIMIT, "to carry its load: ask a smaller --region");
        }
        List<FootprintSample> samples =
                lines.stream().filter(FootprintSample::isLine).map(FootprintSample::parse).toList();
        if (samples.isEmpty()) {
            throw new TrialException("its JVM took no sample: " + String.join(" / ", lines));
        }
        return samples;
    }
}
