package dev.cleave.objects;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolExhaustedException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Room for a giant")
class GiantRoomTest {
    private static final int KIB = 1 << 10;
    private static final long MIB = 1 << 20;

    private final Pool pool = Pool.builder().name("room").capacity(8 * MIB).purge(false).build();
    private final ObjectSpace space =
            ObjectSpace.builder(pool).region(32 * KIB).stripes(1).giantsFrom(8 * KIB).copies(0).build();
    private final List<Long> small = new ArrayList<>();

    @AfterEach
    void nothingIsLost() {
        for (int each = 0; each < small.size(); each++) {
            byte stamp = (byte) each;
            if (small.get(each) != 0) {
                assertThat(space.<Boolean>read(small.get(each),
                        bytes -> bytes.get(JAVA_BYTE, 0) == stamp && bytes.get(JAVA_BYTE, 499) == stamp)).isTrue();
            }
        }
        space.verify();
        space.close();
        assertThat(pool.usedBytes()).isZero();
        pool.space().verify();
        pool.close();
    }

    /** Objects of 500 bytes all over the pool, of which one in so many stays. */
    private void scatter(int oneIn) {
        while (pool.freeBytes() > 64 * KIB) {
            long handle = space.allocate(500);
            byte stamp = (byte) small.size();
            space.write(handle, 0, new byte[] {stamp}, 0, 1);
            space.write(handle, 499, new byte[] {stamp}, 0, 1);
            small.add(handle);
        }
        for (int each = 0; each < small.size(); each++) {
            if (each % oneIn != 0) {
                space.free(small.get(each));
                small.set(each, 0L);
            }
        }
    }

    @Test
    @DisplayName("is made by moving what is small, although it stands all over the pool")
    void isMadeByMovingTheSmall() {
        scatter(40);
        assertThat(pool.space().freeUnits() * pool.unit()).as("the pool alone").isLessThan(2 * MIB);
        long giant = space.allocate(6 * MIB);
        assertThat(space.byteSize(giant)).isEqualTo(6 * MIB);
        assertThat(space.usage().copiedBytes()).isPositive();
    }

    @Test
    @DisplayName("is made where least is to be moved, and giants stay where they are")
    void isMadeWhereItIsCheap() {
        List<Long> giants = new ArrayList<>();
        giants.add(space.allocate(MIB));
        scatter(10);
        long where;
        try (ObjectPin pin = space.pin(giants.getFirst())) {
            where = pin.segment().address();
        }
        long live = space.liveBytes() - MIB;
        giants.add(space.allocate(2 * MIB));
        assertThat(space.usage().copiedBytes()).as("a part of what is small").isBetween(1L, live);
        try (ObjectPin pin = space.pin(giants.getFirst())) {
            assertThat(pin.segment().address()).isEqualTo(where);
        }
    }

    @Test
    @DisplayName("is not where the bytes do not suffice, or what is small is pinned all over: then the pool says that it is full")
    void cannotAlwaysBeMade() {
        scatter(4);
        assertThatExceptionOfType(PoolExhaustedException.class).isThrownBy(() -> space.allocate(7 * MIB));
        List<ObjectPin> pins = small.stream().filter(each -> each != 0).map(space::pin).toList();
        assertThatExceptionOfType(PoolExhaustedException.class).isThrownBy(() -> space.allocate(4 * MIB));
        pins.forEach(ObjectPin::close);
        assertThat(space.isLive(space.allocate(4 * MIB))).isTrue();
    }
}
