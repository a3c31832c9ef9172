package dev.cleave.heap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.cleave.memory.Pool;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What a cache's constructor and destructor may do, and what state that leaves: they throw, they
 * use the cache, they close it.
 */
@DisplayName("The constructor and the destructor of an object cache")
@Timeout(300)
class ObjectCacheCallbacksTest {
    private static final long CAPACITY = 4 << 20;
    private static final long BYTES = 1000;

    private final Pool pool = Pool.builder().capacity(CAPACITY).purge(false).build();
    private final Heap heap = Heap.builder(pool).stripes(1).build();

    /** Addresses of objects that are constructed now. */
    private final Set<Long> alive = new HashSet<>();

    private Runnable inConstructor = () -> {};
    private Runnable inDestructor = () -> {};

    private final ObjectCache cache = ObjectCache.builder(heap, BYTES).name("things").constructor(this::construct)
            .destructor(this::destruct).build();

    private void construct(MemorySegment object) {
        inConstructor.run();
        assertThat(alive.add(object.address())).as("constructed once").isTrue();
    }

    private void destruct(MemorySegment object) {
        assertThat(alive.remove(object.address())).as("was constructed").isTrue();
        inDestructor.run();
    }

    @AfterEach
    void nothingIsLeftBehind() {
        inDestructor = () -> {};
        cache.close();
        heap.close();
        assertThat(pool.space().freeUnits()).isEqualTo(pool.space().units());
        pool.space().verify();
        pool.close();
    }

    private List<Long> take(int count) {
        List<Long> objects = new ArrayList<>();
        for (int each = 0; each < count; each++) {
            objects.add(cache.take());
        }
        return objects;
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable checked) throws T {
        throw (T) checked;
    }

    // ------------------------------------------------------------------------------------------------------ throwing

    @Test
    @DisplayName("throwing while it is discarded, keep neither the other objects nor the memory, nor heap and pool, from their end")
    void discardGoesOn() {
        List<Long> taken = take(100);
        cache.give(taken.get(0));
        cache.give(taken.get(50));
        int free = alive.size() - 98;
        inDestructor = () -> {
            throw new IllegalArgumentException("stuck");
        };
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(cache::discard).withMessage("stuck")
                .satisfies(thrown -> assertThat(thrown.getSuppressed().length).isPositive());
        assertThat(alive).as("those that were taken").hasSize(98);
        assertThat(free).isGreaterThan(1);
        assertThat(cache.usage().blockBytes()).isZero();
        assertThat(cache.discard()).as("it is over").isZero();
        alive.clear();
    }

    @Test
    @DisplayName("throwing errors while it is closed, keep no object and no memory")
    void closeGoesOn() {
        take(100).forEach(cache::give);
        inDestructor = () -> {
            throw new AssertionError("stuck");
        };
        assertThatExceptionOfType(AssertionError.class).isThrownBy(cache::close);
        assertThat(alive).isEmpty();
        assertThat(cache.usage().blockBytes()).isZero();
    }

    @Test
    @DisplayName("throwing while it is trimmed or decays, keep no slab from going back")
    void trimGoesOn() {
        take(100).forEach(cache::give);
        assertThat(cache.usage().slabs()).isGreaterThan(1);
        inDestructor = () -> {
            throw new OutOfMemoryError("stuck");
        };
        assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(cache::trim);
        assertThat(cache.usage().slabs()).isZero();
        inDestructor = () -> {};
        take(100).forEach(cache::give);
        inDestructor = () -> {
            throw new StackOverflowError("stuck");
        };
        assertThatExceptionOfType(StackOverflowError.class).isThrownBy(cache::decay);
        assertThat(cache.usage().slabs()).isZero();
        assertThat(alive).isEmpty();
    }

    @Test
    @DisplayName("may throw one and the same exception for each object, or one that is checked")
    void anythingMayBeThrown() {
        IllegalStateException same = new IllegalStateException("always the same");
        take(10).forEach(cache::give);
        inDestructor = () -> {
            throw same;
        };
        assertThatIllegalStateException().isThrownBy(cache::trim).isSameAs(same);
        assertThat(alive).isEmpty();
        inDestructor = () -> {};
        cache.give(cache.take());
        Exception checked = new Exception("checked");
        inDestructor = () -> ObjectCacheCallbacksTest.<RuntimeException>sneak(checked);
        assertThatExceptionOfType(RuntimeException.class).isThrownBy(cache::trim).withCause(checked);
        assertThat(alive).isEmpty();
    }

    @Test
    @DisplayName("throwing while the pool is full, keep nobody from the memory")
    void pressureGoesOn() {
        take(100).forEach(cache::give);
        inDestructor = () -> {
            throw new IllegalArgumentException("stuck");
        };
        heap.free(heap.allocate(CAPACITY));
        assertThat(alive).isEmpty();
    }

    @Test
    @DisplayName("leave nothing of a slab that cannot be constructed to its end, be it for an error")
    void constructsAllOrNothing() {
        OutOfMemoryError full = new OutOfMemoryError("on purpose");
        inConstructor = () -> {
            if (alive.size() == 3) {
                throw full;
            }
        };
        inDestructor = () -> {
            throw new IllegalArgumentException("stuck");
        };
        assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(cache::take).isSameAs(full);
        assertThat(full.getSuppressed()).hasSize(1);
        assertThat(full.getSuppressed()[0].getSuppressed()).hasSize(2);
        assertThat(alive).isEmpty();
        assertThat(pool.space().freeUnits()).isEqualTo(pool.space().units());
        assertThat(cache.usage().constructed()).isEqualTo(cache.usage().destructed()).isEqualTo(3);
        inConstructor = () -> {};
        inDestructor = () -> {};
        cache.give(cache.take());
    }

    // ----------------------------------------------------------------------------------------------------- recursing

    @Test
    @DisplayName("are refused an object that would have to be constructed meanwhile, without end")
    void constructorDoesNotRecurse() {
        inConstructor = cache::take;
        assertThatIllegalStateException().isThrownBy(cache::take)
                .withMessageContaining("constructor of object cache things");
        assertThat(alive).isEmpty();
        assertThat(pool.space().freeUnits()).isEqualTo(pool.space().units());
        inConstructor = () -> {};
        cache.give(cache.take());
    }

    @Test
    @DisplayName("of two caches are refused when they would construct each other's without end")
    void constructorsDoNotRecurse() {
        List<ObjectCache> other = new ArrayList<>();
        other.add(ObjectCache.builder(heap, BYTES).constructor(object -> cache.take()).build());
        inConstructor = () -> other.get(0).take();
        assertThatIllegalStateException().isThrownBy(cache::take).withMessageContaining("things");
        assertThat(alive).isEmpty();
        assertThat(other.get(0).usage().objects()).isZero();
        inConstructor = () -> {};
        other.get(0).discard();
    }

    @Test
    @DisplayName("may give objects of the same cache back, down a chain as long as there are")
    void destructorGives() {
        Deque<Long> chain = new ArrayDeque<>(take(200));
        inDestructor = () -> {
            if (!chain.isEmpty()) {
                cache.give(chain.poll());
            }
        };
        for (int each = 0; each < 20; each++) {
            cache.give(chain.poll());
        }
        for (int round = 0; round < 200 && !chain.isEmpty(); round++) {
            cache.trim();
        }
        assertThat(chain).isEmpty();
        assertThat(cache.usage().takenObjects()).isZero();
    }

    @Test
    @DisplayName("may take objects of the same cache and give them back, and a trim of it ends")
    void destructorTakes() {
        take(100).forEach(cache::give);
        inDestructor = () -> take(20).forEach(cache::give);
        cache.trim();
        inDestructor = () -> {};
        cache.trim();
        assertThat(alive).isEmpty();
    }

    @Test
    @DisplayName("may trim the same cache")
    void destructorTrims() {
        take(100).forEach(cache::give);
        inDestructor = cache::trim;
        cache.trim();
        assertThat(alive).isEmpty();
        assertThat(cache.usage().slabs()).isZero();
    }

    // ------------------------------------------------------------------------------------------------------- closing

    @Test
    @DisplayName("may close their cache while it constructs: what was made of the slab is destructed, and nobody gets an object")
    void constructorCloses() {
        inConstructor = cache::close;
        assertThatIllegalStateException().isThrownBy(cache::take).withMessageContaining("things is closed");
        assertThat(alive).isEmpty();
        assertThatIllegalStateException().isThrownBy(cache::take);
    }

    @Test
    @DisplayName("may close their cache while it is trimmed")
    void destructorCloses() {
        take(100).forEach(cache::give);
        inDestructor = cache::close;
        cache.trim();
        assertThat(alive).isEmpty();
        assertThatIllegalStateException().isThrownBy(cache::take);
    }

    @Test
    @DisplayName("are refused to close their cache while the pool has it give memory back, which closing would wait for")
    void destructorDoesNotCloseUnderPressure() {
        take(100).forEach(cache::give);
        List<IllegalStateException> refusals = new ArrayList<>();
        inDestructor = () -> {
            try {
                cache.close();
            } catch (IllegalStateException refusal) {
                refusals.add(refusal);
            }
        };
        heap.free(heap.allocate(CAPACITY));
        assertThat(refusals).isNotEmpty();
        assertThat(refusals.get(0)).hasMessageContaining("close outside of destructors");
        assertThat(alive).isEmpty();
        inDestructor = () -> {};
        cache.give(cache.take());
    }

    @Test
    @DisplayName("are none, and a pressure listener closes the cache: whoever asked is refused, and nothing is left")
    void isClosedByAPressureListener() {
        ObjectCache plain = ObjectCache.builder(heap, 256 << 10).name("plain").build();
        List<Long> fillers = new ArrayList<>();
        for (long each = pool.tryAllocateAddress(256 << 10); each != 0; each = pool.tryAllocateAddress(256 << 10)) {
            fillers.add(each);
        }
        pool.addPressureListener((full, byteSize) -> {
            plain.close();
            fillers.forEach(pool::free);
            fillers.clear();
        });
        assertThatIllegalStateException().isThrownBy(plain::take).withMessageContaining("plain is closed");
        assertThat(fillers).as("the listener was asked").isEmpty();
    }
}
