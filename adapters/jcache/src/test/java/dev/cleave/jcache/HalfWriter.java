package dev.cleave.jcache;

import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import javax.cache.Cache;
import javax.cache.integration.CacheWriter;
import javax.cache.integration.CacheWriterException;

/** Of many it writes one, and fails then. */
final class HalfWriter implements CacheWriter<Long, String> {
    final Set<Object> written = new HashSet<>();

    @Override
    public void write(Cache.Entry<? extends Long, ? extends String> entry) {
        written.add(entry.getKey());
    }

    @Override
    public void writeAll(Collection<Cache.Entry<? extends Long, ? extends String>> entries) {
        Iterator<Cache.Entry<? extends Long, ? extends String>> all = entries.iterator();
        write(all.next());
        all.remove();
        throw new CacheWriterException("the second was refused");
    }

    @Override
    public void delete(Object key) {
        written.remove(key);
    }

    @Override
    public void deleteAll(Collection<?> keys) {
        throw new CacheWriterException("none was deleted");
    }
}
