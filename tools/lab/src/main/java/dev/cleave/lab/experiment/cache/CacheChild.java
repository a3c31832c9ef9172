package dev.cleave.lab.experiment.cache;

import dev.cleave.lab.jvm.ChildJvm;
import dev.cleave.lab.peer.AllocatorName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A JVM that does something with one cache, and says what it found in lines of a name and a number.
 */
final class CacheChild {
    private static final Duration LONGEST = Duration.ofMinutes(20);

    private CacheChild() {}

    /**
     * Runs it to its end.
     *
     * @param main of the child
     * @param options for its JVM
     * @throws UnsupportedOperationException where the cache cannot run here
     * @throws dev.cleave.lab.jvm.TrialException where the child fails
     */
    static Figures run(Class<?> main, AllocatorName cache, List<String> options, long... arguments) {
        List<String> words = new ArrayList<>(List.of(cache.label()));
        for (long each : arguments) {
            words.add(Long.toString(each));
        }
        try (ChildJvm jvm = new ChildJvm(main, options, words, Map.of())) {
            return Figures.parse(jvm.end(LONGEST, "to fill a cache"));
        }
    }

    /** The caches that can be chosen. */
    static List<String> labels() {
        return AllocatorName.all().stream()
                .filter(AllocatorName::servesCaches)
                .map(AllocatorName::label)
                .toList();
    }

    /** Those that were chosen, or the usual ones. */
    static List<AllocatorName> chosen(List<String> labels, List<String> usual) {
        return (labels.isEmpty() ? usual : labels).stream().distinct().map(AllocatorName::require).toList();
    }
}
