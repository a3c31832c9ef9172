package dev.cleave.heap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.cleave.heap.HeapTrimEvent.Cause;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The upkeep of a heap")
class UpkeepTest {
    private static final int MOST_COLLECTIONS = 50;
    private static final long CAPACITY = 1 << 20;

    private final Pool pool = Pool.builder().capacity(CAPACITY).purge(false).build();
    private final List<Cause> causes = new ArrayList<>();

    private long note(Cause cause) {
        causes.add(cause);
        return 0;
    }

    private void wantTooMuch() {
        long held = pool.allocateAddress(1);
        assertThatExceptionOfType(PoolExhaustedException.class).isThrownBy(() -> pool.allocateAddress(CAPACITY));
        pool.free(held);
    }

    @Test
    @DisplayName("gives back when the pool is full, grows or decays, and says why")
    void saysWhy() {
        Upkeep upkeep = new Upkeep(pool, this::note);
        upkeep.begin();
        wantTooMuch();
        upkeep.memoryGrows(pool);
        upkeep.memoryDecays(pool);
        assertThat(causes).containsExactly(Cause.PRESSURE, Cause.GROWTH, Cause.DECAY);
        upkeep.end();
        pool.close();
    }

    @Test
    @DisplayName("gives nothing back any more when it has ended")
    void ends() {
        Upkeep upkeep = new Upkeep(pool, this::note);
        upkeep.begin();
        upkeep.end();
        wantTooMuch();
        upkeep.memoryGrows(pool);
        upkeep.memoryDecays(pool);
        assertThat(causes).isEmpty();
        pool.close();
    }

    @Test
    @DisplayName("refuses to be ended by what it calls, for which it would have to wait")
    void isNotEndedFromWithin() {
        List<Upkeep> own = new ArrayList<>();
        Upkeep upkeep = new Upkeep(pool, cause -> {
            assertThatIllegalStateException().isThrownBy(own.get(0)::end).withMessageContaining("close outside");
            return note(cause);
        });
        own.add(upkeep);
        upkeep.memoryDecays(pool);
        upkeep.memoryGrows(pool);
        assertThat(causes).containsExactly(Cause.DECAY, Cause.GROWTH);
        upkeep.end();
        pool.close();
    }

    /**
     * Collects garbage until what is referred to is gone, a bounded number of times: answers
     * whether it is.
     */
    private static boolean isDropped(WeakReference<?> reference) {
        for (int round = 0; round < MOST_COLLECTIONS && !reference.refersTo(null); round++) {
            System.gc();
        }
        return reference.refersTo(null);
    }

    private WeakReference<Heap> droppedHeap() {
        return new WeakReference<>(Heap.of(pool));
    }

    private static WeakReference<ObjectCache> droppedCache(Heap heap) {
        return new WeakReference<>(ObjectCache.builder(heap, 100).name("dropped").build());
    }

    private WeakReference<ObjectCache> droppedCache() {
        return droppedCache(Heap.of(pool));
    }

    @Test
    @DisplayName("keeps no heap that is dropped: its pool is full without it, and can be closed")
    void keepsNoDroppedHeap() {
        assertThat(isDropped(droppedHeap())).isTrue();
        wantTooMuch();
        wantTooMuch();
        pool.close();
    }

    @Test
    @DisplayName("keeps no object cache that is dropped with its heap")
    void keepsNoDroppedCache() {
        assertThat(isDropped(droppedCache())).isTrue();
        wantTooMuch();
        pool.close();
    }

    @Test
    @DisplayName("of an object cache that alone is dropped goes on: its heap keeps it, names it, and can give it up")
    void goesOnForAHeapThatLives() {
        Heap heap = Heap.of(pool);
        WeakReference<ObjectCache> dropped = droppedCache(heap);
        System.gc();
        assertThat(dropped.refersTo(null)).isFalse();
        assertThatIllegalStateException().isThrownBy(heap::close).withMessageContaining("Object cache dropped.");
        heap.closeAbandoning();
        pool.close();
    }

    @Test
    @DisplayName("gives back what lies idle for a request, but for one that is made meanwhile, and none that comes later")
    void givesBackWhatLiesIdle() {
        List<Upkeep> own = new ArrayList<>();
        Upkeep upkeep = new Upkeep(pool, cause -> {
            assertThat(own.get(0).giveBackIdle()).isZero();
            return note(cause) + 7;
        });
        own.add(upkeep);
        assertThat(upkeep.giveBackIdle()).isEqualTo(7);
        assertThat(causes).containsExactly(Cause.TRIM);
        upkeep.end();
        assertThat(upkeep.giveBackIdle()).isZero();
        pool.close();
    }

    @Test
    @DisplayName("is dropped by the pool when that first finds it gone, and works for those that are left")
    void worksForThoseLeft() {
        assertThat(isDropped(droppedHeap())).isTrue();
        Upkeep upkeep = new Upkeep(pool, this::note);
        upkeep.begin();
        wantTooMuch();
        wantTooMuch();
        assertThat(causes).containsExactly(Cause.PRESSURE, Cause.PRESSURE);
        upkeep.end();
        pool.close();
    }
}
