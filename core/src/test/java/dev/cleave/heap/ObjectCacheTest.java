package dev.cleave.heap;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.sun.management.ThreadMXBean;
import dev.cleave.heap.InvalidAddressException.Reason;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("An object cache")
class ObjectCacheTest {
    private static final long CAPACITY = 16 << 20;
    private static final long CONSTRUCTED = 0x5EED;

    private final Pool pool = Pool.builder().capacity(CAPACITY).purge(false).build();
    private final Heap heap = Heap.of(pool);

    /** Addresses of objects that are constructed now: a second construction or destruction of one is an error. */
    private final Set<Long> alive = new HashSet<>();

    private final ObjectCache cache = ObjectCache.builder(heap, 100).name("things").alignment(64)
            .constructor(this::construct).destructor(this::destruct).build();

    private void construct(MemorySegment object) {
        assertThat(object.byteSize()).isEqualTo(100);
        assertThat(alive.add(object.address())).as("constructed once").isTrue();
        object.set(JAVA_LONG, 0, CONSTRUCTED);
    }

    private void destruct(MemorySegment object) {
        assertThat(alive.remove(object.address())).as("was constructed").isTrue();
        assertThat(object.get(JAVA_LONG, 0)).as("as the constructor left it").isEqualTo(CONSTRUCTED);
    }

    @AfterEach
    void nothingIsLeftBehind() {
        cache.close();
        assertThat(alive).as("objects never destructed").isEmpty();
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

    @Test
    @DisplayName("gives objects that are constructed, aligned, and each another")
    void givesConstructedObjects() {
        List<Long> objects = take(5_000);
        assertThat(new HashSet<>(objects)).hasSize(5_000);
        for (long object : objects) {
            assertThat(object % 64).isZero();
            assertThat(pool.memory().get(JAVA_LONG, object - pool.baseAddress())).isEqualTo(CONSTRUCTED);
            assertThat(cache.isTaken(object)).isTrue();
        }
        assertThat(cache.usage().takenObjects()).isEqualTo(5_000);
        assertThat(cache.usage().slotBytes()).isEqualTo(128);
        assertThat(cache.usage().objects()).isEqualTo(alive.size()).isGreaterThanOrEqualTo(5_000);
        assertThat(cache.usage().blockBytes()).isLessThan(5_000 * 128 * 5 / 4);
        objects.forEach(cache::give);
        assertThat(cache.usage().takenObjects()).isZero();
    }

    @Test
    @DisplayName("keeps free objects as they were given back, and does not construct them again")
    void keepsObjects() {
        long first = cache.take();
        pool.memory().set(JAVA_BYTE, first - pool.baseAddress() + 50, (byte) 77);
        long constructed = cache.usage().constructed();
        for (int round = 0; round < 100; round++) {
            cache.give(first);
            assertThat(cache.take()).isEqualTo(first);
        }
        assertThat(cache.usage().constructed()).isEqualTo(constructed);
        assertThat(pool.memory().get(JAVA_BYTE, first - pool.baseAddress() + 50)).isEqualTo((byte) 77);
        cache.give(first);
    }

    @Test
    @DisplayName("destructs objects when their slab goes back, all of them when it is trimmed")
    void destructsObjects() {
        List<Long> objects = take(5_000);
        objects.forEach(cache::give);
        assertThat(alive.size()).as("kept of 5000").isLessThan(2_500);
        assertThat(cache.trim()).isPositive();
        assertThat(alive).isEmpty();
        ObjectCacheUsage usage = cache.usage();
        assertThat(usage.constructed()).isEqualTo(usage.destructed()).isGreaterThanOrEqualTo(5_000);
        assertThat(usage.blockBytes()).isZero();
        assertThat(pool.space().freeUnits()).isEqualTo(pool.space().units());
        cache.give(cache.take());
    }

    @Test
    @DisplayName("gives its free slabs up when the pool is full")
    void yieldsUnderPressure() {
        List<Long> objects = take(1_000);
        objects.forEach(cache::give);
        assertThat(alive).isNotEmpty();
        long whole = heap.allocate(CAPACITY);
        assertThat(alive).isEmpty();
        assertThat(cache.tryTake()).as("the pool is full").isZero();
        assertThatExceptionOfType(PoolExhaustedException.class).isThrownBy(cache::take);
        heap.free(whole);
        cache.give(cache.take());
    }

    @Test
    @DisplayName("gives segments of exactly an object's size")
    void givesSegments() {
        MemorySegment object = cache.takeSegment();
        assertThat(object.byteSize()).isEqualTo(100);
        assertThat(object.get(JAVA_LONG, 0)).isEqualTo(CONSTRUCTED);
        cache.give(object);
        assertThatExceptionOfType(InvalidAddressException.class).isThrownBy(() -> cache.give(object));
        assertThatIllegalArgumentException().isThrownBy(() -> cache.give(MemorySegment.ofArray(new byte[100])))
                .withMessageContaining("things");
    }

    @Test
    @DisplayName("refuses what is no taken object of its own, says why, and is unharmed")
    void refusesMisuse() {
        long kept = cache.take();
        long given = cache.take();
        cache.give(given);
        cache.give(0);
        long small = heap.allocate(100);
        long large = heap.allocate(100_000);
        try (ObjectCache other = ObjectCache.builder(heap, 100).name("others").build()) {
            long theirs = other.take();
            refused(Reason.NOT_ALLOCATED, given, "given back already");
            refused(Reason.INSIDE_BLOCK, kept + 1, "inside the object at 0x" + Long.toHexString(kept));
            refused(Reason.OTHER_HOLDER, small, "a block of the heap");
            refused(Reason.OTHER_HOLDER, large, "a block of the heap");
            refused(Reason.OTHER_HOLDER, theirs, "lies in a slab of object cache others, not of things");
            refused(Reason.FOREIGN, pool.baseAddress() - 64, "is not of object cache things");
            refused(Reason.FOREIGN, pool.baseAddress() + CAPACITY, "is not of object cache things");
            refused(Reason.NOT_ALLOCATED, pool.baseAddress() + CAPACITY - 64, "never taken");
            assertThat(other.isTaken(theirs)).isTrue();
            other.give(theirs);
        }
        heap.free(small);
        heap.free(large);
        assertThat(cache.isTaken(kept)).isTrue();
        cache.give(kept);
    }

    private void refused(Reason reason, long address, String message) {
        ObjectCacheUsage before = cache.usage();
        assertThatExceptionOfType(InvalidAddressException.class).isThrownBy(() -> cache.give(address))
                .withMessageContaining("0x" + Long.toHexString(address)).withMessageContaining(message)
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(reason));
        assertThat(cache.isTaken(address)).isFalse();
        assertThat(cache.usage()).isEqualTo(before);
    }

    @Test
    @DisplayName("is not freed from by the heap, which says where the object belongs")
    void isNotTheHeaps() {
        long object = cache.take();
        long live = heap.usage().liveBlocks();
        for (long address : new long[] {object, object + 1, object + 128}) {
            for (Runnable misuse : List.<Runnable>of(() -> heap.free(address), () -> heap.usableBytes(address),
                    () -> heap.reallocate(address, 1000))) {
                assertThatExceptionOfType(InvalidAddressException.class).isThrownBy(misuse::run)
                        .withMessageContaining("object cache things")
                        .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(Reason.OTHER_HOLDER));
            }
        }
        assertThat(heap.usage().liveBlocks()).isEqualTo(live);
        assertThatIllegalArgumentException().isThrownBy(() -> pool.free(object & -pool.unit()));
        cache.give(object);
    }

    @Test
    @DisplayName("is not closed while objects are taken, and says how many; discarded, it counts them")
    void countsLeaks() {
        ObjectCache leaky = ObjectCache.builder(heap, 1000).name("leaky").build();
        long first = leaky.take();
        leaky.take();
        leaky.give(leaky.take());
        assertThatIllegalStateException().isThrownBy(leaky::close).withMessageContaining("leaky has 2 objects");
        leaky.give(first);
        assertThatIllegalStateException().isThrownBy(leaky::close).withMessageContaining("1 objects");
        assertThatIllegalStateException().isThrownBy(heap::close).withMessageContaining("object caches");
        assertThat(leaky.discard()).isEqualTo(1);
        assertThat(leaky.discard()).isZero();
        leaky.close();
        assertThatIllegalStateException().isThrownBy(leaky::take).withMessageContaining("leaky is closed");
        assertThatIllegalStateException().isThrownBy(leaky::tryTake);
        assertThatExceptionOfType(InvalidAddressException.class).isThrownBy(() -> leaky.give(first));
        assertThat(leaky.usage().blockBytes()).isZero();
    }

    @Test
    @DisplayName("discarded, destructs what is free and leaves what is taken")
    void discardsWithoutTouchingTakenObjects() {
        Set<Long> unmade = new HashSet<>();
        ObjectCache leaky = ObjectCache.builder(heap, 64).destructor(object -> unmade.add(object.address())).build();
        long taken = leaky.take();
        long objects = leaky.usage().objects();
        assertThat(leaky.discard()).isEqualTo(1);
        assertThat(unmade).hasSize((int) objects - 1).doesNotContain(taken);
    }

    @Test
    @DisplayName("keeps nothing of a slab whose constructor throws, and serves again")
    void survivesAConstructorThatThrows() {
        Set<Long> made = new HashSet<>();
        int[] left = {5};
        try (ObjectCache fragile = ObjectCache.builder(heap, 200).constructor(object -> {
            if (left[0]-- == 0) {
                throw new IllegalArgumentException("no more");
            }
            made.add(object.address());
        }).destructor(object -> made.remove(object.address())).build()) {
            long free = pool.space().freeUnits();
            assertThatIllegalArgumentException().isThrownBy(fragile::take).withMessage("no more");
            assertThat(made).isEmpty();
            assertThat(pool.space().freeUnits()).isEqualTo(free);
            assertThat(fragile.usage().objects()).isZero();
            fragile.give(fragile.take());
            assertThat(made).isNotEmpty();
        }
        assertThat(made).isEmpty();
    }

    @Test
    @DisplayName("destructs the others and gives the memory back where a destructor throws")
    void survivesADestructorThatThrows() {
        int[] unmade = {0};
        ObjectCache fragile = ObjectCache.builder(heap, 200).destructor(object -> {
            if (unmade[0]++ % 2 == 0) {
                throw new IllegalArgumentException("stuck");
            }
        }).build();
        fragile.give(fragile.take());
        long objects = fragile.usage().objects();
        assertThatIllegalArgumentException().isThrownBy(fragile::trim).withMessage("stuck")
                .satisfies(thrown -> assertThat(thrown.getSuppressed()).hasSize((int) (objects + 1) / 2 - 1));
        assertThat(unmade[0]).isEqualTo((int) objects);
        assertThat(fragile.usage().blockBytes()).isZero();
        fragile.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 8, 9, 24, 100, 1000, 4096, 5000, 32_768, 100_000, 262_144})
    @DisplayName("takes objects of any size and alignment that a unit allows")
    void takesAnySize(long byteSize) {
        for (long alignment = 1; alignment <= pool.unit(); alignment <<= 2) {
            try (ObjectCache any = ObjectCache.builder(heap, byteSize).alignment(alignment).build()) {
                Set<Long> objects = new HashSet<>();
                for (int each = 0; each < 20; each++) {
                    MemorySegment object = any.takeSegment().fill((byte) each);
                    assertThat(object.address() % alignment).isZero();
                    assertThat(object.byteSize()).isEqualTo(byteSize);
                    objects.add(object.address());
                }
                assertThat(objects).hasSize(20);
                objects.forEach(any::give);
            }
        }
    }

    @Test
    @DisplayName("refuses settings that make no sense, and names what is allowed")
    void refusesSettings() {
        for (long byteSize : new long[] {0, -1, ObjectCache.LARGEST_OBJECT + 1, Long.MAX_VALUE}) {
            assertThatIllegalArgumentException().isThrownBy(() -> ObjectCache.builder(heap, byteSize))
                    .withMessageContaining("" + byteSize).withMessageContaining("262144");
        }
        for (long alignment : new long[] {0, -8, 3, 8192}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ObjectCache.builder(heap, 10).alignment(alignment))
                    .withMessageContaining("" + alignment);
        }
    }

    @Test
    @DisplayName("makes no garbage where addresses are dealt in")
    void makesNoGarbage() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        takeAndGive(100_000);
        long before = threads.getCurrentThreadAllocatedBytes();
        takeAndGive(100_000);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
    }

    private void takeAndGive(int times) {
        for (int each = 0; each < times; each++) {
            cache.give(cache.take());
        }
    }
}
