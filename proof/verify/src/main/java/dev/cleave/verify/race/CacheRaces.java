package dev.cleave.verify.race;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.cleave.heap.ObjectCache;
import dev.cleave.heap.ObjectCacheUsage;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/** Heap races 9 and 10: objects of a cache are destructed once, and never while somebody has them. */
public final class CacheRaces {
    /** Eight of them are a slab. */
    private static final long BYTES = 1 << 10;

    private static final int SLOTS = 8;
    private static final byte CONSTRUCTED = 1;
    private static final byte DESTRUCTED = 2;

    private CacheRaces() {}

    private static ObjectCache cacheOver(SmallHeap small) {
        return ObjectCache.builder(small.heap, BYTES)
                .constructor(object -> object.set(JAVA_BYTE, 0, CONSTRUCTED))
                .destructor(object -> object.set(JAVA_BYTE, 0, DESTRUCTED))
                .build();
    }

    /** Says how an object is. */
    private static String stateOf(SmallHeap small, long address) {
        return small.pool.memory().get(JAVA_BYTE, address - small.pool.baseAddress()) == CONSTRUCTED
                ? "constructed"
                : "destructed";
    }

    /** Objects that were constructed and not destructed. */
    private static long alive(ObjectCache cache) {
        ObjectCacheUsage usage = cache.usage();
        return usage.constructed() - usage.destructed();
    }

    /** Race 9: an object is taken while the empty slab in which it lies is retired. */
    @JCStressTest
    @Outcome(id = "constructed, 0, whole", expect = ACCEPTABLE, desc = "each was destructed once, none in use")
    @Outcome(id = "destructed, .*", expect = FORBIDDEN, desc = "an object was destructed in its taker's hands")
    @Outcome(expect = FORBIDDEN, desc = "destructed more or less than once, or something is lost")
    @State
    public static class TakenWhileTrimmed {
        private final SmallHeap small = SmallHeap.lent();
        private final ObjectCache cache = cacheOver(small);
        private long taken;

        public TakenWhileTrimmed() {
            cache.give(cache.take());
        }

        @Actor
        public void take() {
            taken = cache.take();
        }

        @Actor
        public void trim() {
            cache.trim();
        }

        @Arbiter
        public void after(LLL_Result result) {
            result.r1 = stateOf(small, taken);
            cache.give(taken);
            cache.close();
            result.r2 = alive(cache);
            result.r3 = small.whole();
        }
    }

    /** Race 10: a cache of one taken object and two slabs is discarded while somebody wants all of the pool. */
    @JCStressTest
    @Outcome(id = "1, 1, whole", expect = ACCEPTABLE, desc = "all but the taken one were destructed once")
    @Outcome(expect = FORBIDDEN, desc = "destructed more or less than once, or something is lost")
    @State
    public static class DiscardedWhileTrimmed {
        private final SmallHeap small = SmallHeap.lent();
        private final ObjectCache cache = cacheOver(small);
        private long all;

        public DiscardedWhileTrimmed() {
            long[] objects = new long[SLOTS + 1];
            for (int each = 0; each <= SLOTS; each++) {
                objects[each] = cache.take();
            }
            for (int each = 1; each <= SLOTS; each++) {
                cache.give(objects[each]);
            }
        }

        @Actor
        public void discard(LLL_Result result) {
            result.r1 = cache.discard();
        }

        @Actor
        public void wantAll() {
            all = small.pool.tryAllocateAddress(small.pool.capacity());
        }

        @Arbiter
        public void after(LLL_Result result) {
            if (all != 0) {
                small.pool.free(all);
            }
            result.r2 = alive(cache);
            result.r3 = small.whole();
        }
    }
}
