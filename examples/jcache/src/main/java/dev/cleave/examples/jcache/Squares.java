package dev.cleave.examples.jcache;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.cache.integration.CacheLoader;

/** What lies behind the cache: it would ask a database, were this no example. */
final class Squares implements CacheLoader<Long, String> {
    private final AtomicInteger loads = new AtomicInteger();

    @Override
    public String load(Long key) {
        loads.incrementAndGet();
        return "%,d times itself is %,d".formatted(key, key * key);
    }

    @Override
    public Map<Long, String> loadAll(Iterable<? extends Long> keys) {
        Map<Long, String> all = new HashMap<>();
        keys.forEach(each -> all.put(each, load(each)));
        return all;
    }

    int loads() {
        return loads.get();
    }
}
