package dev.cleave.lab.peer;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Infinispan off the Java heap, on this machine alone. It is found by its classes' names where it
 * is on the class path: its classes have annotations that it does not ship, which a compiler warns
 * of.
 */
final class InfinispanStore implements CacheStore {
    private static final String MANAGER = "org.infinispan.manager.DefaultCacheManager";
    private static final String CONFIGURATION = """
            <infinispan>
              <cache-container statistics="false" shutdown-hook="DONT_REGISTER">
                <jmx enabled="false"/>
                <local-cache name="bench">
                  <encoding media-type="application/octet-stream"/>
                  <memory storage="OFF_HEAP" max-size="BYTES" when-full="REMOVE"/>
                </local-cache>
              </cache-container>
            </infinispan>
            """;

    private final AutoCloseable manager;
    private final Map<byte[], byte[]> cache;

    InfinispanStore(long mostBytes) {
        InputStream configuration = new ByteArrayInputStream(
                CONFIGURATION.replace("BYTES", mostBytes + "B").getBytes(StandardCharsets.UTF_8));
        try {
            Class<?> type = Class.forName(MANAGER);
            MethodHandle constructor = MethodHandles.publicLookup()
                    .findConstructor(type, MethodType.methodType(void.class, InputStream.class));
            manager = (AutoCloseable) constructor.invoke(configuration);
            cache = cacheOf(type, manager);
        } catch (RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable missing) {
            throw new UnsupportedOperationException("Infinispan did not start: " + missing, missing);
        }
    }

    @SuppressWarnings("unchecked") // by the configuration
    private static Map<byte[], byte[]> cacheOf(Class<?> type, Object manager) throws Throwable {
        Class<?> answer = Class.forName("org.infinispan.Cache");
        return (Map<byte[], byte[]>) MethodHandles.publicLookup()
                .findVirtual(type, "getCache", MethodType.methodType(answer, String.class))
                .invoke(manager, "bench");
    }

    private static byte[] bytes(long key) {
        return ByteBuffer.allocate(Long.BYTES).putLong(key).array();
    }

    @Override
    public byte @Nullable [] get(long key) {
        return cache.get(bytes(key));
    }

    @Override
    public void put(long key, byte[] value) {
        cache.put(bytes(key), value);
    }

    @Override
    public void close() {
        try {
            manager.close();
        } catch (RuntimeException failure) {
            throw failure;
        } catch (Exception failure) {
            throw new IllegalStateException("Infinispan did not stop", failure);
        }
    }
}
