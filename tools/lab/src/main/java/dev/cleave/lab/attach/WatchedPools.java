package dev.cleave.lab.attach;

import dev.cleave.memory.PoolSnapshot;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The pools of another JVM, as they tell of themselves about once a second. A JVM to which taking
 * their snapshots would cost more than half a percent of a processor tells less often.
 *
 * <p>Any thread may ask. What was told last stays when the JVM ends.
 */
public final class WatchedPools implements AutoCloseable {
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(60);
    private static final long MILLIS_BETWEEN_LOOKS = 20;

    private final Target target;
    private final Parts parts = new Parts();
    private final Watch watch;

    /**
     * What a pool told last.
     *
     * @param number of the pool, from 0, in the order in which pools were opened
     */
    public record Told(int number, PoolSnapshot snapshot, PoolTotals totals) {}

    private WatchedPools(Target target) throws NotWatchableException {
        this.target = target;
        watch = target.watch(Wanted.SNAPSHOTS, parts);
    }

    /**
     * Begins to watch, and waits until each pool has told of itself: a second or two.
     *
     * @throws NotWatchableException where the JVM cannot be watched, or has no open pool
     * @throws dev.cleave.memory.SnapshotFormatException where what it tells is of a newer version
     */
    public static WatchedPools open(Target target) throws IOException, InterruptedException {
        WatchedPools pools = new WatchedPools(target);
        boolean opened = false;
        try {
            pools.awaitAll();
            opened = true;
            return pools;
        } finally {
            if (!opened) {
                pools.close();
            }
        }
    }

    private void awaitAll() throws IOException, InterruptedException {
        long end = System.nanoTime() + LONGEST_SILENCE.toNanos();
        while (!parts.cameAround()) {
            if (watch.isOver()) {
                watch.stop();
                throw new NotWatchableException(target + " ended before it told anything");
            }
            if (System.nanoTime() > end) {
                throw new NotWatchableException(target + " told of no pool for " + LONGEST_SILENCE.toSeconds()
                        + " seconds: all of its pools may be closed, or the JVM stopped");
            }
            Thread.sleep(MILLIS_BETWEEN_LOOKS);
        }
    }

    /** The JVM. */
    public Target target() {
        return target;
    }

    /** What each pool told last, in the order in which they were opened; at least one. */
    public List<Told> latest() {
        return parts.latest();
    }

    /** What a pool told last, if there ever was one of that number. */
    public Optional<Told> latest(int number) {
        return parts.latest(number);
    }

    /** Why nothing more will be told; empty while more may be. */
    public Optional<String> ended() {
        return watch.isOver()
                ? Optional.of(watch.failure().map(Throwable::getMessage).orElse(target + " ended"))
                : Optional.empty();
    }

    /** Asks the JVM no more. */
    @Override
    public void close() {
        watch.close();
    }

    /** Puts parts together. */
    private static final class Parts implements PoolObserver {
        private final Map<Integer, Told> latest = new TreeMap<>();
        private final Map<Integer, String[]> unfinished = new HashMap<>();
        private boolean cameAround;

        /** Pools tell in turns: when one tells again, all have told. */
        synchronized boolean cameAround() {
            return cameAround;
        }

        synchronized List<Told> latest() {
            return new ArrayList<>(latest.values());
        }

        synchronized Optional<Told> latest(int number) {
            return Optional.ofNullable(latest.get(number));
        }

        @Override
        public synchronized void snapshot(SnapshotPart part) throws IOException {
            String[] all = unfinished.computeIfAbsent(part.number(), fresh -> new String[part.parts()]);
            if (part.part() == 0 || all.length != part.parts()) {
                // A new one begins: of one before it that is not whole, the rest was lost.
                all = new String[part.parts()];
                unfinished.put(part.number(), all);
            }
            all[part.part()] = part.base64();
            if (part.part() == part.parts() - 1 && isWhole(all)) {
                unfinished.remove(part.number());
                PoolSnapshot snapshot = PoolSnapshot.read(new ByteArrayInputStream(decoded(String.join("", all))));
                cameAround |= latest.put(part.number(), new Told(part.number(), snapshot, part.totals())) != null;
            }
        }

        private static boolean isWhole(String[] parts) {
            for (String each : parts) {
                if (each == null) {
                    return false;
                }
            }
            return true;
        }

        private static byte[] decoded(String base64) throws NotWatchableException {
            try {
                return Base64.getDecoder().decode(base64);
            } catch (IllegalArgumentException bad) {
                throw new NotWatchableException("malformed snapshot: " + bad.getMessage(), bad);
            }
        }
    }
}
