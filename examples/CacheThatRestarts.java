import dev.cleave.cache.Codecs;
import dev.cleave.cache.OffHeapCache;
import dev.cleave.memory.Pool;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** A page as it was rendered. */
record Page(String title, byte[] body, long renderedMillis) {}

/** Whether a page had to be made: that is what a cache is there against. */
final AtomicInteger rendered = new AtomicInteger();

/**
 * A cache of pages off the Java heap, bounded in bytes, that renders what it has not, and is as
 * warm after a restart as it was before.
 */
void main() throws IOException {
    Path snapshot = Files.createTempFile("pages", ".cache");
    try {
        try (Pool pool = Pool.builder().capacity(64L << 20).build(); OffHeapCache<String, Page> pages = cache(pool)) {
            for (int each = 0; each < 3_000; each++) {
                Page unused = pages.get("/page/" + each % 1_000, this::render); // one thread a page renders, others wait
            }
            IO.println("rendered %,d of 3,000; %,d pages in %,d of %,d bytes; %s".formatted(
                    rendered.get(), pages.size(), pages.heldBytes(), pages.mostBytes(), pages.statistics()));
            IO.println("saved %,d pages in %,d bytes".formatted(pages.save(snapshot), Files.size(snapshot)));
        }

        rendered.set(0);
        try (Pool pool = Pool.builder().capacity(64L << 20).build(); OffHeapCache<String, Page> pages = cache(pool)) {
            long loaded = pages.load(snapshot);
            for (int each = 0; each < 1_000; each++) {
                Page unused = pages.get("/page/" + each, this::render);
            }
            IO.println("after a restart: loaded %,d, rendered %,d of 1,000".formatted(loaded, rendered.get()));
            int length = pages.read("/page/7", bytes -> Math.toIntExact(bytes.byteSize())); // in place, without a copy
            IO.println("page 7 lies in %,d bytes".formatted(length));
        }
    } finally {
        Files.deleteIfExists(snapshot);
    }
}

OffHeapCache<String, Page> cache(Pool pool) {
    return OffHeapCache.builder(pool, Codecs.strings(), Codecs.records(Page.class, MethodHandles.lookup()), 16 << 20)
            .expireAfterWrite(Duration.ofHours(1))
            .build();
}

Page render(String path) {
    rendered.incrementAndGet();
    return new Page(path, new byte[4_000], System.currentTimeMillis());
}
