package dev.cleave.verify.soak;

import dev.cleave.cache.OffHeapMap;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Keys of a map that nobody else writes, beside a map of the JDK's. */
final class MapActor implements Actor {
    private static final int KEYS = 200;
    private static final int MOST_LENGTH = 600;

    private final OffHeapMap<Long, String> map;
    private final Map<Long, String> model = new HashMap<>();
    private final long owner;

    MapActor(OffHeapMap<Long, String> map, long owner) {
        this.map = map;
        this.owner = owner;
    }

    @Override
    public String name() {
        return "map";
    }

    /** A call that fails has changed nothing, or all. */
    @Override
    public void step(SplittableRandom random) {
        long key = owner << 32 | random.nextInt(KEYS);
        String before = model.get(key);
        String after = switch (random.nextInt(4)) {
            case 0 -> null;
            case 1 -> before;
            default -> Long.toHexString(random.nextLong()).repeat(1 + random.nextInt(MOST_LENGTH / 16));
        };
        try {
            change(key, before, after, random.nextInt(8) == 0);
            learn(key, after);
        } catch (Throwable failed) {
            learnAgain(key, before, after);
            throw failed;
        }
    }

    private void change(long key, @Nullable String before, @Nullable String after, boolean throwing) {
        if (throwing) {
            map.compute(key, (same, value) -> {
                throw new Thrown();
            });
        } else if (after == null) {
            Finding.require(map.remove(key) == (before != null), "map: a key was there, or not, for another");
        } else if (after.equals(before)) {
            Finding.require(after.equals(map.get(key)), "map: another value than was put");
        } else {
            map.compute(key, (same, value) -> after);
        }
    }

    private void learnAgain(long key, @Nullable String before, @Nullable String after) {
        String there = SoakRun.withoutFailures(() -> map.get(key));
        boolean known = there == null ? before == null || after == null : there.equals(before) || there.equals(after);
        Finding.require(known, "map: neither the value before nor the one after");
        learn(key, there);
    }

    private void learn(long key, @Nullable String value) {
        if (value == null) {
            model.remove(key);
        } else {
            model.put(key, value);
        }
    }

    @Override
    public void verify() {
        model.forEach((key, value) -> Finding.require(value.equals(map.get(key)), "map: a value was lost"));
    }

    @Override
    public void freeAll() {
        model.keySet().forEach(map::remove);
        model.clear();
    }
}
