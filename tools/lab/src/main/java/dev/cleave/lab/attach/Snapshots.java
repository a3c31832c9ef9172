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
import java.util.TreeMap;

/** Takes a snapshot of each pool of a JVM. */
public final class Snapshots implements PoolObserver {
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(60);
    private static final long MILLIS_BETWEEN_LOOKS = 20;

    private final Map<Integer, PoolSnapshot> taken = new TreeMap<>();
    private final Map<Integer, String[]> unfinished = new HashMap<>();
    private boolean cameAround;

    private Snapshots() {}

    /**
     * Asks for them, and waits until each pool has told its own: a second or two.
     *
     * @return one a pool, in the order in which they were opened; at least one
     * @throws NotWatchableException where the JVM cannot be watched, or has no open pool
     * @throws dev.cleave.memory.SnapshotFormatException where they are of a newer version
     */
    public static List<PoolSnapshot> of(Target target) throws IOException, InterruptedException {
        Snapshots snapshots = new Snapshots();
        try (Watch watch = target.watch(Wanted.SNAPSHOTS, snapshots)) {
            long end = System.nanoTime() + LONGEST_SILENCE.toNanos();
            while (!snapshots.isComplete()) {
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
            watch.stop();
        }
        return snapshots.taken();
    }

    private synchronized List<PoolSnapshot> taken() {
        return new ArrayList<>(taken.values());
    }

    /** Pools tell in turns: when one tells again, all have told. */
    private synchronized boolean isComplete() {
        return cameAround;
    }

    @Override
    public synchronized void snapshot(int number, int part, int parts, String base64) throws IOException {
        if (parts < 1 || part < 0 || part >= parts) {
            throw new NotWatchableException("malformed snapshot: part " + part + " of " + parts);
        }
        if (taken.containsKey(number)) {
            cameAround = true;
            return;
        }
        String[] all = unfinished.computeIfAbsent(number, fresh -> new String[parts]);
        if (all.length != parts) {
            unfinished.remove(number);
            return;
        }
        all[part] = base64;
        if (part == parts - 1 && isWhole(all)) {
            taken.put(number, PoolSnapshot.read(new ByteArrayInputStream(decoded(String.join("", all)))));
            unfinished.remove(number);
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
