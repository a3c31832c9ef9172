package dev.cleave.lab.experiment.cache;

import dev.cleave.lab.jvm.ChildMain;
import dev.cleave.lab.jvm.ResidentMemory;
import dev.cleave.lab.peer.AllocatorName;
import dev.cleave.lab.peer.CacheStore;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import jdk.jfr.consumer.RecordingStream;

/**
 * The JVM that has so many entries in one cache, and then reads and writes them: says how long
 * collections of garbage stopped it, as the flight recorder tells.
 */
final class PausesProcess {
    static final int LEAST_VALUE = 16;
    static final int MOST_VALUE = 100;

    /** What an entry may cost, by any of the caches, beyond what is counted of it. */
    private static final long ENTRY_BYTES = 256;

    private static final String PAUSE = "jdk.GCPhasePause";

    private PausesProcess() {}

    /** A stop of all threads. */
    private record Pause(Instant start, Duration length) {}

    /** Arguments: the cache, how many entries, how many operations. */
    public static void main(String[] arguments) {
        ChildMain.run(out -> run(AllocatorName.require(arguments[0]), Long.parseLong(arguments[1]),
                Long.parseLong(arguments[2]), out));
    }

    private static void run(AllocatorName name, long entries, long operations, PrintStream out) {
        List<Pause> pauses = new CopyOnWriteArrayList<>();
        try (RecordingStream recording = new RecordingStream();
                CacheStore cache = name.openCache(entries * ENTRY_BYTES)) {
            recording.enable(PAUSE).withoutThreshold();
            recording.onEvent(PAUSE, event -> pauses.add(new Pause(event.getStartTime(), event.getDuration())));
            recording.startAsync();
            for (long key = 0; key < entries; key++) {
                cache.put(key, value(key));
            }
            Instant filled = Instant.now();
            System.gc();
            Instant collected = Instant.now();
            long javaHeap = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
            long failures = use(cache, entries, operations);
            boolean unused = recording.stop();
            tell("full", pauses.stream()
                    .filter(each -> !each.start().isBefore(filled) && each.start().isBefore(collected))
                    .map(Pause::length)
                    .toList(), out);
            tell("use", pauses.stream()
                    .filter(each -> !each.start().isBefore(collected))
                    .map(Pause::length)
                    .toList(), out);
            out.println("javaHeap=" + javaHeap);
            out.println("resident=" + ResidentMemory.bytes());
            out.println("failures=" + failures);
        }
    }

    private static byte[] value(long key) {
        byte[] value = new byte[LEAST_VALUE + (int) (key % (MOST_VALUE - LEAST_VALUE + 1))];
        value[0] = (byte) key;
        return value;
    }

    /** Reads and writes at random, as often; answers how many reads found no value of the key's. */
    private static long use(CacheStore cache, long entries, long operations) {
        SplittableRandom random = new SplittableRandom(1);
        long failures = 0;
        for (long each = 0; each < operations; each++) {
            long key = random.nextLong(entries);
            if ((each & 1) == 0) {
                cache.put(key, value(key));
            } else {
                byte[] found = cache.get(key);
                failures += found != null && found[0] == (byte) key ? 0 : 1;
            }
        }
        return failures;
    }

    private static void tell(String name, List<Duration> pauses, PrintStream out) {
        out.println(name + "Pauses=" + pauses.size());
        out.println(name + "MaxNanos=" + pauses.stream().mapToLong(Duration::toNanos).max().orElse(0));
        out.println(name + "AllNanos=" + pauses.stream().mapToLong(Duration::toNanos).sum());
    }
}
