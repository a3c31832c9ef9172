package dev.cleave.verify.step;

import dev.cleave.cache.Codecs;
import dev.cleave.cache.OffHeapCache;
import dev.cleave.cache.OffHeapMap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentMap;

/**
 * Maps and caches off the Java heap: an entry is there as it was, or as it should be, or not at
 * all.
 */
final class CacheTrials extends Trials {
    private static final int ENTRIES = 20;
    private static final String VALUE = "value of many words ".repeat(20);
    private static final String OTHER = "another value, longer ".repeat(200);

    private static final class Mapped extends PoolGround {
        private final OffHeapMap<String, String> map =
                OffHeapMap.builder(pool, Codecs.strings(), Codecs.strings()).stripes(1).build();

        private Mapped() {
            for (int each = 0; each < ENTRIES; each++) {
                map.put("key " + each, VALUE);
            }
        }

        @Override
        public void verify() throws Exception {
            super.verify();
            for (int each = 0; each < ENTRIES; each++) {
                Trials.require(map.get("key " + each) != null, "key " + each + " is lost");
            }
            int[] seen = new int[1];
            map.forEach((key, value) -> {
                seen[0]++;
                Trials.require(value.equals(VALUE) || value.equals(OTHER), key + " has another's value");
            });
            Trials.require(seen[0] == map.size(), seen[0] + " entries are seen of " + map.size());
        }

        @Override
        public void close() throws Exception {
            map.clear();
            Trials.require(map.size() == 0, map.size());
            map.close();
            super.close();
        }
    }

    private static final class Cached extends PoolGround {
        private final OffHeapCache<String, String> cache =
                OffHeapCache.of(pool, Codecs.strings(), Codecs.strings(), 64 << 10);
        private final Path file;

        private Cached() throws Exception {
            file = Files.createTempDirectory("cleave-trial").resolve("cache");
            for (int each = 0; each < ENTRIES; each++) {
                cache.put("key " + each, VALUE);
            }
        }

        @Override
        public void verify() throws Exception {
            super.verify();
            long seen = 0;
            for (var each : (Iterable<Map.Entry<String, String>>) cache::iterator) {
                seen++;
                Trials.require(each.getValue().equals(VALUE) || each.getValue().equals(OTHER), each);
            }
            Trials.require(seen == cache.size(), seen + " entries are seen of " + cache.size());
            Trials.require(cache.heldBytes() <= cache.mostBytes(), cache.heldBytes());
        }

        @Override
        public void close() throws Exception {
            cache.close();
            boolean unused = Files.deleteIfExists(file);
            Files.delete(file.getParent());
            super.close();
        }
    }

    CacheTrials() {
        trial("map: open and close", PoolGround::new,
                ground -> OffHeapMap.of(ground.pool, Codecs.strings(), Codecs.longs()).close(), Trials::nothing);
        trial("map: put a new key", Mapped::new, ground -> ground.map.put("fresh", OTHER),
                ground -> ground.map.remove("fresh"));
        trial("map: put a key that is there", Mapped::new, ground -> ground.map.put("key 7", OTHER),
                ground -> ground.map.put("key 7", VALUE));
        trial("map: get, read and iterate", Mapped::new, ground -> {
            require(VALUE.equals(ground.map.get("key 1")), "key 1 is lost");
            require(Objects.requireNonNull(ground.map.read("key 1", memory -> memory.byteSize())) > 0, "key 1");
            for (var each : (Iterable<Map.Entry<String, String>>) ground.map::iterator) {
                require(each.getValue().equals(VALUE), each);
            }
        }, Trials::nothing);
        trial("map: compute, merge and replace", Mapped::new, ground -> {
            ground.map.compute("key 1", (key, value) -> OTHER);
            ground.map.merge("key 2", OTHER, (one, two) -> two);
            require(ground.map.replace("key 3", VALUE, OTHER), "key 3 is lost");
            ground.map.computeIfAbsent("fresh", key -> OTHER);
        }, ground -> {
            for (int each = 1; each <= 3; each++) {
                ground.map.put("key " + each, VALUE);
            }
            ground.map.remove("fresh");
        }, true);
        trial("map: remove", () -> {
            Mapped ground = new Mapped();
            ground.map.put("fresh", OTHER);
            return ground;
        }, ground -> ground.map.remove("fresh"), Trials::nothing);
        trial("map: put many", Mapped::new, ground -> {
            for (int each = 0; each < 200; each++) {
                ground.map.put("more " + each, VALUE);
            }
        }, ground -> {
            for (int each = 0; each < 200; each++) {
                ground.map.remove("more " + each);
            }
        });
        trial("map: trim and clear", Mapped::new, ground -> {
            long unused = ground.map.trim();
            ground.map.getAll(List.of("key 1", "key 2"));
        }, Trials::nothing);
        trial("cache: open and close", PoolGround::new,
                ground -> OffHeapCache.of(ground.pool, Codecs.strings(), Codecs.longs(), 64 << 10).close(),
                Trials::nothing);
        trial("cache: put, so that others leave", Cached::new, ground -> {
            ground.cache.put("fresh", OTHER);
            ground.cache.put("key 7", OTHER);
        }, ground -> ground.cache.remove("fresh"));
        trial("cache: get with a loader", Cached::new, ground -> ground.cache.get("fresh", key -> OTHER),
                ground -> ground.cache.remove("fresh"));
        trial("cache: as a map", Cached::new, ground -> {
            ConcurrentMap<String, String> map = ground.cache.asMap();
            map.merge("fresh", OTHER, (one, two) -> two);
            map.computeIfPresent("fresh", (key, value) -> null);
        }, ground -> ground.cache.remove("fresh"));
        trial("cache: save and load", Cached::new, ground -> {
            long saved = ground.cache.save(ground.file);
            require(ground.cache.load(ground.file) == saved, "not all is read again");
        }, Trials::nothing);
    }

    /** What may have been done in part when it failed, and is undone before all is looked at. */
    private <G extends Mapped> void trial(
            String name, Making<G> making, Step<G> attempt, Step<G> undo, boolean inParts) {
        trial(name, making, ground -> {
            if (inParts) {
                undo.run(ground);
            }
            attempt.run(ground);
        }, undo);
    }
}
