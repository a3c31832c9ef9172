package dev.cleave.cli.serve;

import dev.cleave.lab.attach.Target;
import dev.cleave.lab.attach.WatchedPools;
import dev.cleave.page.ToldPool;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The pools of another JVM, as a page takes them. */
public final class WatchedJvm implements AutoCloseable {
    private final WatchedPools watched;
    private final List<ToldPool> pools;

    private WatchedJvm(WatchedPools watched, List<ToldPool> pools) {
        this.watched = watched;
        this.pools = pools;
    }

    /** There is no pool of the name that was given; the message says which there are. */
    public static final class NoSuchPoolException extends Exception {
        private static final long serialVersionUID = 1;

        private NoSuchPoolException(String message) {
            super(message);
        }
    }

    /**
     * Begins to watch a JVM, and waits until its pools have told of themselves: a second or two.
     *
     * @param name of the pools that are wanted; empty for all
     * @throws dev.cleave.lab.attach.NotWatchableException where it cannot be watched
     */
    public static WatchedJvm open(Target target, Optional<String> name)
            throws IOException, InterruptedException, NoSuchPoolException {
        WatchedPools watched = WatchedPools.open(target);
        List<ToldPool> pools = watched.latest().stream()
                .filter(each -> name.isEmpty() || name.get().equals(each.snapshot().pool()))
                .sorted(Comparator.comparingLong((WatchedPools.Told each) -> each.snapshot().usage().usedBytes())
                        .reversed())
                .<ToldPool>map(each -> new Pool(watched, each))
                .toList();
        if (pools.isEmpty()) {
            String there = String.join(", ",
                    watched.latest().stream().map(each -> each.snapshot().pool()).distinct().toList());
            watched.close();
            throw new NoSuchPoolException(name.orElse("") + ": there is no such pool: must be one of " + there);
        }
        return new WatchedJvm(watched, pools);
    }

    /** One of them. */
    private record Pool(WatchedPools watched, WatchedPools.Told first) implements ToldPool {
        @Override
        public Told latest() {
            WatchedPools.Told latest = watched.latest(first.number()).orElse(first);
            return new Told(latest.snapshot(), latest.totals().counts(), latest.totals().purgedBytes(),
                    latest.totals().longestFreeRunBytes());
        }

        @Override
        public Optional<String> ended() {
            return watched.ended();
        }
    }

    /** Its pools, the one that uses most first; at least one. */
    public List<ToldPool> pools() {
        return pools;
    }

    /** Asks the JVM no more. */
    @Override
    public void close() {
        watched.close();
    }
}
