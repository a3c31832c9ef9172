package dev.cleave.jcache;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import javax.cache.CacheManager;
import javax.cache.configuration.OptionalFeature;
import javax.cache.spi.CachingProvider;
import org.jspecify.annotations.Nullable;

/**
 * The provider that {@code Caching.getCachingProvider()} finds. A manager's properties, or where it
 * has none of a name the system's, say how large it is: {@value #CAPACITY}, bytes of memory of all
 * its caches, 4 GiB unless told, reserved at once and taken as it fills; {@value #CACHE_BYTES},
 * the most bytes of a cache whose configuration does not {@linkplain CleaveCacheConfiguration
 * say}, 64 MiB unless told.
 *
 * <p><strong>Threads.</strong> Any.
 */
@SuppressWarnings("exports") // null marks are for compilers: nobody needs them to run
public final class CleaveCachingProvider implements CachingProvider {
    /** Name of the property that says how many bytes all caches of a manager may take. */
    public static final String CAPACITY = CleaveCaches.CAPACITY;

    /**
     * Name of the property that says how many bytes a cache may hold whose configuration says
     * nothing of it.
     */
    public static final String CACHE_BYTES = CleaveCaches.CACHE_BYTES;

    private static final URI DEFAULT_URI = URI.create("dev.cleave.jcache");

    /** A manager's name. */
    private record Name(ClassLoader loader, URI uri) {}

    private final Map<Name, CleaveCaches> managers = new HashMap<>();

    /** A provider with no managers yet. */
    public CleaveCachingProvider() {}

    /**
     * The manager of a name and a class loader, made where there is none.
     *
     * @throws IllegalArgumentException where a property is no number of bytes
     */
    @Override
    public CacheManager getCacheManager(
            @Nullable URI uri, @Nullable ClassLoader loader, @Nullable Properties properties) {
        Name name = new Name(
                loader == null ? getDefaultClassLoader() : loader, uri == null ? getDefaultURI() : uri);
        synchronized (managers) {
            CleaveCaches present = managers.get(name);
            if (present == null || present.isClosed()) {
                present = new CleaveCaches(this, this::forget, name.uri(), name.loader(),
                        properties == null ? getDefaultProperties() : properties);
                managers.put(name, present);
            }
            return present;
        }
    }

    @Override
    public ClassLoader getDefaultClassLoader() {
        return CleaveCachingProvider.class.getClassLoader();
    }

    @Override
    public URI getDefaultURI() {
        return DEFAULT_URI;
    }

    @Override
    public Properties getDefaultProperties() {
        return new Properties();
    }

    @Override
    public CacheManager getCacheManager(@Nullable URI uri, @Nullable ClassLoader loader) {
        return getCacheManager(uri, loader, null);
    }

    @Override
    public CacheManager getCacheManager() {
        return getCacheManager(null, null, null);
    }

    @Override
    public void close() {
        closeAll(null, null);
    }

    @Override
    public void close(ClassLoader loader) {
        closeAll(loader, null);
    }

    @Override
    public void close(URI uri, ClassLoader loader) {
        closeAll(loader, uri);
    }

    private void closeAll(@Nullable ClassLoader loader, @Nullable URI uri) {
        List<CleaveCaches> found;
        synchronized (managers) {
            found = managers.entrySet().stream()
                    .filter(each -> loader == null || each.getKey().loader().equals(loader))
                    .filter(each -> uri == null || each.getKey().uri().equals(uri))
                    .map(Map.Entry::getValue)
                    .toList();
        }
        found.forEach(CleaveCaches::close);
    }

    /** A manager was closed. */
    private void forget(CacheManager manager) {
        synchronized (managers) {
            managers.values().removeIf(each -> each.equals(manager));
        }
    }

    /** Of what may be, it stores by value alone. */
    @Override
    public boolean isSupported(OptionalFeature feature) {
        return false;
    }
}
