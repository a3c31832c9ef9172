package dev.cleave.heap;

import dev.cleave.buddy.Stripes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The arenas and object caches that are open over a heap, which is not closed under them. Arenas are counted, a word a stripe, as they may be
 * opened and closed in nanoseconds; a heap that samples who allocates knows each of them, and since when it is open.
 *
 * <p>Whoever opens one counts it and then looks for a closing; the closing announces itself and then looks at the counts: one of the two sees the
 * other. Leaving allocates nothing.
 */
final class Dependents {
    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

    /** Words of a stripe, and before the first: two cache lines. */
    private static final int STRIDE = 16;

    /** So many arenas are named, the oldest first. */
    private static final int NAMED = 5;

    private static final double NANOS_A_SECOND = 1e9;

    /** What is asked of an object cache that is open. */
    interface OpenCache {
        /** What messages call it. */
        String name();

        /**
         * Refuses on a thread that gives back for the cache just now.
         *
         * @throws IllegalStateException there
         */
        void requireNotGivingBack();

        /** Ends the cache, with objects taken or not. */
        void discard();

        /** Gives back slabs of which no object is taken; answers how many bytes. */
        long giveBackIdle();
    }

    /** Since when an arena is open, by {@link System#nanoTime()}, and what tells of it. */
    private record Opening(long nanos, Function<Object, String> description) {}

    private final PlainBlocks blocks;
    private final Stripes stripes;

    /** Arenas that were opened on a stripe, less those that were closed on it: below 0 where others were. */
    private final long[] words;

    private final Set<OpenCache> caches = ConcurrentHashMap.newKeySet();

    /** The open arenas; null where nothing is sampled. */
    private final @Nullable Map<Object, Opening> opened;

    private volatile boolean closing;

    Dependents(PlainBlocks blocks, Stripes stripes, boolean samples) {
        this.blocks = blocks;
        this.stripes = stripes;
        words = new long[(stripes.count() + 1) * STRIDE];
        opened = samples ? new ConcurrentHashMap<>() : null;
    }

    // --------------------------------------------------------------------------------------------------- enter, leave

    /**
     * An arena opens.
     *
     * @param description tells of an open arena: one for all arenas, so that none is made for each
     * @throws IllegalStateException where the heap is closed, or just being closed
     */
    void enter(Object arena, Function<Object, String> description) {
        boolean entered = false;
        add(1);
        try {
            requireOpen();
            if (opened != null) {
                opened.put(arena, new Opening(System.nanoTime(), description));
            }
            entered = true;
        } finally {
            if (!entered) {
                leaveArena(arena);
            }
        }
    }

    /** An arena has given everything back. */
    void leaveArena(Object arena) {
        if (opened != null) {
            opened.remove(arena);
        }
        add(-1);
    }

    /**
     * An object cache opens.
     *
     * @throws IllegalStateException where the heap is closed, or just being closed
     */
    void enter(OpenCache cache) {
        boolean entered = false;
        try {
            caches.add(cache);
            requireOpen();
            entered = true;
        } finally {
            if (!entered) {
                leave(cache);
            }
        }
    }

    /** An object cache has given everything back. */
    void leave(OpenCache cache) {
        caches.remove(cache);
    }

    private void requireOpen() {
        if (closing) {
            blocks.requireOpen();
            throw new IllegalStateException(blocks + " is being closed");
        }
    }

    private void add(long count) {
        WORD.getAndAdd(words, (stripes.mine() + 1) * STRIDE, count);
    }

    // -------------------------------------------------------------------------------------------------------- closing

    /**
     * From now on none opens.
     *
     * @throws IllegalStateException where one is open, with their names; they may open as before then
     */
    void refuseNew() {
        closing = true;
        VarHandle.fullFence();
        if (arenas() > 0 || !caches.isEmpty()) {
            admitNew();
            throw new IllegalStateException(blocks + " has " + arenas() + " open arenas and " + caches.size()
                    + " open object caches: close them before the heap, or give up what they hold by"
                    + " Heap.closeAbandoning()." + names());
        }
    }

    /** The heap is not closed after all: they open as before. */
    void admitNew() {
        closing = false;
    }

    /**
     * From now on none opens, and those that are open are given up: the caches are discarded.
     * Answers what was thrown first of what their destructors threw.
     *
     * @throws IllegalStateException where a destructor calls this while its cache gives memory
     *     back; nothing is changed
     */
    @Nullable
    Throwable abandon() {
        for (OpenCache cache : caches) {
            cache.requireNotGivingBack();
        }
        closing = true;
        Throwable failure = null;
        for (OpenCache cache : caches) {
            try {
                cache.discard();
            } catch (Throwable failed) {
                failure = FirstFailure.of(failure, failed);
            }
        }
        return failure;
    }

    /**
     * Has every object cache give back its slabs of which no object is taken; answers how many
     * bytes. Where a destructor throws, the other caches give back nevertheless.
     */
    long trimCaches() {
        if (caches.isEmpty()) {
            return 0;
        }
        long bytes = 0;
        Throwable failure = null;
        for (OpenCache cache : caches) {
            try {
                bytes += cache.giveBackIdle();
            } catch (Throwable failed) {
                failure = FirstFailure.of(failure, failed);
            }
        }
        FirstFailure.rethrow(failure);
        return bytes;
    }

    private long arenas() {
        long sum = 0;
        for (int stripe = 1; stripe <= stripes.count(); stripe++) {
            sum += (long) WORD.getVolatile(words, stripe * STRIDE);
        }
        return sum;
    }

    private String names() {
        String names =
                caches.stream().map(cache -> " Object cache " + cache.name() + ".").collect(Collectors.joining());
        if (opened == null) {
            return names + (arenas() > 0 ? " HeapBuilder.sampleEvery(bytes) tells more of the arenas." : "");
        }
        long now = System.nanoTime();
        return names + opened.entrySet().stream()
                .sorted((one, other) -> Long.compare(one.getValue().nanos - now, other.getValue().nanos - now))
                .limit(NAMED)
                .map(each -> String.format(Locale.ROOT, " Open for %.1f s: %s.",
                        (now - each.getValue().nanos) / NANOS_A_SECOND,
                        each.getValue().description.apply(each.getKey())))
                .collect(Collectors.joining());
    }

    long byteSize() {
        return 8L * words.length;
    }
}
