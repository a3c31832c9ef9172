package dev.cleave.verify.soak;

import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A cache of everybody, whose clock jumps; a value tells its key. */
final class CacheActor implements Actor {
    private static final int KEYS = 2_000;
    private static final long MOST_JUMP = 200_000_000;

    private final World world;
    private final long owner;

    CacheActor(World world, long owner) {
        this.world = world;
        this.owner = owner;
    }

    @Override
    public String name() {
        return "cache";
    }

    @Override
    public void step(SplittableRandom random) {
        long key = random.nextInt(KEYS);
        switch (random.nextInt(8)) {
            case 0 -> {
                long unused = world.ahead.addAndGet(random.nextLong(-MOST_JUMP, MOST_JUMP));
            }
            case 1 -> {
                boolean unused = world.cache.remove(key);
            }
            case 2 -> world.cache.get(key, same -> {
                throw new Thrown();
            });
            case 3, 4 -> require(key, world.cache.get(key, same -> value(same, random.nextInt(64))));
            case 5 -> require(key, world.cache.get(key));
            default -> world.cache.put(key, value(key, random.nextInt(64)));
        }
    }

    private static String value(long key, int length) {
        return key + ":" + "x".repeat(length);
    }

    private void require(long key, @Nullable String value) {
        Finding.require(value == null || value.startsWith(key + ":"),
                "cache: key " + key + " has another's value, seen by "
                        + owner);
    }

    @Override
    public void verify() {
        Finding.require(world.cache.heldBytes() <= world.cache.mostBytes(), "cache: it holds too much");
    }

    @Override
    public void freeAll() {
        world.cache.clear();
    }
}
