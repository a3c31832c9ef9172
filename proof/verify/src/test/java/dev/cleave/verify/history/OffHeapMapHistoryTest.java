package dev.cleave.verify.history;

import dev.cleave.cache.Codecs;
import dev.cleave.cache.OffHeapMap;
import dev.cleave.memory.MemoryBudget;
import dev.cleave.memory.Pool;
import java.util.HashMap;
import java.util.Map;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * An off-heap map of one stripe, whose table grows meanwhile; keys are few, so that threads meet.
 */
@DisplayName("An off-heap map")
class OffHeapMapHistoryTest {
    private static final int ITERATIONS = 10;
    private static final int INVOCATIONS = 300;

    @Test
    @DisplayName("is linearizable under real threads, reads and writes alike")
    void stressed() {
        LinearizableSpace.stress(PlainMap.class)
                .iterations(ITERATIONS * LinearizableSpace.FACTOR)
                .invocationsPerIteration(INVOCATIONS * LinearizableSpace.FACTOR)
                .check(SmallMap.class);
    }

    /**
     * One map for all, which each begins by clearing: to open a pool takes longer than a history.
     * It is never closed, as Lincheck cannot follow that.
     */
    @Param(name = "key", gen = IntGen.class, conf = "1:3")
    @Param(name = "value", gen = IntGen.class, conf = "1:9")
    public static class SmallMap {
        private static final OffHeapMap<Integer, Integer> MAP = OffHeapMap.builder(
                Pool.builder().capacity(1 << 20).unit(4096).purge(false).budget(MemoryBudget.unlimited()).build(),
                Codecs.ints(), Codecs.ints()).stripes(1).build();

        private final OffHeapMap<Integer, Integer> map = MAP;

        /** A map without keys. */
        public SmallMap() {
            map.clear();
        }

        /** As {@link Map#put}, which answers nothing, so that a value is written over another. */
        @Operation
        public void set(@Param(name = "key") int key, @Param(name = "value") int value) {
            map.put(key, value);
        }

        /** As {@link Map#put}. */
        @Operation
        public @Nullable Integer put(@Param(name = "key") int key, @Param(name = "value") int value) {
            return map.getAndPut(key, value);
        }

        /** As {@link Map#get}. */
        @Operation
        public @Nullable Integer get(@Param(name = "key") int key) {
            return map.get(key);
        }

        /** As {@link Map#remove}. */
        @Operation
        public @Nullable Integer remove(@Param(name = "key") int key) {
            return map.getAndRemove(key);
        }

        /** As {@link Map#putIfAbsent}. */
        @Operation
        public @Nullable Integer putIfAbsent(@Param(name = "key") int key, @Param(name = "value") int value) {
            return map.putIfAbsent(key, value);
        }

        /** Adds to a value. */
        @Operation
        public @Nullable Integer merge(@Param(name = "key") int key, @Param(name = "value") int value) {
            return map.merge(key, value, Integer::sum);
        }

        /** As {@link Map#replace(Object, Object, Object)}. */
        @Operation
        public boolean replace(@Param(name = "key") int key, @Param(name = "value") int old,
                @Param(name = "value") int value) {
            return map.replace(key, old, value);
        }
    }

    /** The specification. */
    public static class PlainMap {
        private final Map<Integer, Integer> map = new HashMap<>();

        /** As {@link Map#put}. */
        public void set(int key, int value) {
            map.put(key, value);
        }

        /** As {@link Map#put}. */
        public @Nullable Integer put(int key, int value) {
            return map.put(key, value);
        }

        /** As {@link Map#get}. */
        public @Nullable Integer get(int key) {
            return map.get(key);
        }

        /** As {@link Map#remove}. */
        public @Nullable Integer remove(int key) {
            return map.remove(key);
        }

        /** As {@link Map#putIfAbsent}. */
        public @Nullable Integer putIfAbsent(int key, int value) {
            return map.putIfAbsent(key, value);
        }

        /** Adds to a value. */
        public @Nullable Integer merge(int key, int value) {
            return map.merge(key, value, Integer::sum);
        }

        /** As {@link Map#replace(Object, Object, Object)}. */
        public boolean replace(int key, int old, int value) {
            return map.replace(key, old, value);
        }
    }
}
